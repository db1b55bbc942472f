import IAMPolicy
import PolicyAnalysis
import Testing

@Suite("Policies against what is known of services")
struct CatalogueChecksTests {
    private func codes(_ statements: String, kind: PolicyKind = .managed) throws -> [String] {
        try CatalogueChecks.findings(in: policy(statements, kind: kind)).map(\.code.rawValue)
    }

    @Test(arguments: [
        ("s3:GetObjekt", "s3:GetObject"), ("codedploy:*", "codedeploy:*"),
        ("ec2:DescribeInstanses", "ec2:DescribeInstances"),
        ("iam:CreateUserr", "iam:CreateUser"),
    ])
    func misspeltActionsAreTold(_ action: String, _ meant: String) throws {
        let findings = CatalogueChecks.findings(in: try policy(allow("\"\(action)\"")))
        #expect(findings.map(\.code.rawValue) == ["unknown-action"])
        #expect(findings.first?.message.contains("did you mean \(meant)?") == true)
    }

    /// The table is of a day that has passed.
    @Test(arguments: [
        "s3:GetObject", "s3:getobject", "s3:*", "*", "nowhere:DoSomething", "bedrock:InvokeModel",
        "s3:GetObjectAttributes",
        "ec2:CreateTransitGateway", "sso:ListInstances", "wafv2:GetWebACL", "iam:TagUser", "ssm:GetParameter",
        "s3:Frob",
        "mediaconnect:ListFlows", "inspector2:Enable",
    ])
    func whatIsRightOrNewIsNoFinding(_ action: String) throws { #expect(try codes(allow("\"\(action)\"")).isEmpty) }

    @Test(arguments: [
        ("ec2:DescribeInstances", "arn:aws:ec2:*:*:instance/*"), ("ec2:Describe*", "arn:aws:ec2:*:*:instance/i-1"),
        ("s3:GetObject", "arn:aws:s3:::films"), ("s3:ListBucket", "arn:aws:s3:::films/*"),
        ("s3:PutBucketAcl", "arn:aws:s3:::films/a"),
        ("s3:ListAllMyBuckets", "arn:aws:s3:::films"), ("sqs:SendMessage", "arn:aws:sns:eu-west-1:123456789012:a"),
        ("dynamodb:GetItem", "arn:aws:s3:::films"), ("s3:Get*", "arn:aws:sqs:eu-west-1:123456789012:a"),
    ])
    func actionsThatDoNotApplyAreTold(_ action: String, _ resource: String) throws {
        #expect(try codes(allow("\"\(action)\"", on: "\"\(resource)\"")) == ["resource-mismatch"])
        #expect(try codes(allow("\"\(action)\"")).isEmpty)
        #expect(try codes(allow("\"\(action)\"", on: "[\"\(resource)\", \"*\"]")).isEmpty)
        #expect(try codes(#"{"Effect": "Deny", "Action": "\#(action)", "NotResource": "\#(resource)"}"#).isEmpty)
    }

    @Test(arguments: [
        ("s3:GetObject", "arn:aws:s3:::films/*"), ("s3:GetObject", "arn:aws:s3:::*"),
        ("s3:ListBucket", "arn:aws:s3:::films"),
        ("s3:ListBucket", "arn:aws:s3:::films*"), ("s3:*", "arn:aws:s3:::films"), ("s3:ListBucket", "arn:aws:s3:::*"),
        ("s3:GetObject", "arn:aws:s3:eu-west-1:123456789012:accesspoint/a/object/*"),
        ("s3:GetObject", "arn:aws:s3:::${aws:username}"),
        ("iam:PassRole", "arn:aws:iam::123456789012:role/a"), ("sts:AssumeRole", "arn:aws:iam::123456789012:role/a"),
        ("ssm:StartSession", "arn:aws:ec2:*:*:instance/*"), ("ec2:RunInstances", "arn:aws:ec2:*:*:instance/*"),
        ("s3:ListBucketMultipartUploads", "arn:aws:s3:::films"), ("s3:AbortMultipartUpload", "arn:aws:s3:::films/a"),
        ("s3:GetLifecycleConfiguration", "arn:aws:s3:::films"),
        ("lambda:InvokeFunction", "arn:aws:lambda:*:*:function:a"),
    ])
    func actionsThatApplyAreNoFinding(_ action: String, _ resource: String) throws {
        #expect(try codes(allow("\"\(action)\"", on: "\"\(resource)\"")).isEmpty)
    }

    @Test func misspeltKeysAreTold() throws {
        func codes(_ key: String) throws -> [String] {
            try self.codes(allow("\"s3:*\"", more: #", "Condition": {"StringEquals": {"\#(key)": "x"}}"#))
        }
        #expect(try codes("s3:prefixx") == ["unknown-key"] && codes("ec2:InstanceTyp") == ["unknown-key"])
        for key in [
            "s3:prefix", "S3:Prefix", "s3:ExistingObjectTag/team", "s3:somethingNew", "nowhere:key", "kms:ViaService",
            "k",
        ] {
            #expect(try codes(key).isEmpty, "\(key)")
        }
    }

    @Test func keysOfAnAssertionBelongIntoTrustPolicies() throws {
        func codes(_ key: String, _ kind: PolicyKind = .managed) throws -> [String] {
            try self.codes(allow("\"s3:*\"", more: #", "Condition": {"StringEquals": {"\#(key)": "x"}}"#), kind: kind)
        }
        #expect(try codes("saml:edupersonaffiliation") == ["absent-key"] && codes("SAML:aud") == ["absent-key"])
        #expect(try codes("saml:sub").isEmpty && codes("saml:namequalifier").isEmpty && codes("SAML:sub_type").isEmpty)
        #expect(try codes("saml:aud", .trust).isEmpty)
    }

    @Test(arguments: [
        ("Deny", #""Bool": {"aws:MultiFactorAuthPresent": "false"}"#, true),
        ("Deny", #""BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}"#, false),
        ("Allow", #""Bool": {"aws:MultiFactorAuthPresent": "true"}"#, false),
        ("Allow", #""Null": {"aws:MultiFactorAuthPresent": "false"}"#, true),
        ("Deny", #""Null": {"aws:MultiFactorAuthPresent": "true"}"#, true),
        ("Deny", #""Bool": {"aws:SecureTransport": "false"}"#, false),
    ])
    func testsOfMFAThatDoNotWorkAreTold(_ effect: String, _ condition: String, _ isTold: Bool) throws {
        let statement = #"{"Effect": "\#(effect)", "Action": "s3:*", "Resource": "*", "Condition": {\#(condition)}}"#
        #expect(try codes(statement) == (isTold ? ["mfa-condition"] : []))
    }
}
