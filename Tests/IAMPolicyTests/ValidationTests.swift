import IAMPolicy
import Testing

@Suite struct ValidationTests {
    private static func document(_ statement: String) -> String {
        #"{"Version": "2012-10-17", "Statement": \#(statement)}"#
    }

    @Test(arguments: [PolicyKind.trust, .managed, .resource, .session])
    func whatIsNoJSONIsSaidOfTrustPolicies(_ kind: PolicyKind) {
        let expected = kind == .trust ? "This policy contains invalid Json" : "Syntax errors in policy."
        #expect(PolicyDocument.findings(in: "nonsense", kind: kind).map(\.message) == [expected])
        #expect(PolicyDocument.findings(in: "[]", kind: kind).map(\.message) == ["Syntax errors in policy."])
    }

    static let allow = #""Effect": "Allow""#
    static let webIdentity =
        #""Effect": "Allow", "Principal": {"Federated": "arn:aws:iam::123456789012:oidc-provider/issuer.example.org/t"}, "Action": "sts:AssumeRoleWithWebIdentity""#
    static let usual = #""Effect": "Allow", "Action": "s3:Get*", "Resource": "*""#

    @Test(arguments: [
        ("nonsense", "Syntax errors in policy."),
        ("[]", "Syntax errors in policy."),
        ("{}", "Syntax errors in policy."),
        (#"{"Version": "2012-10-18", "Statement": {\#(usual)}}"#, "Syntax errors in policy."),
        (document(#"{\#(usual), "Comment": "x"}"#), "Syntax errors in policy."),
        (document(#"{\#(usual), "Effect": "Deny"}"#), "Syntax errors in policy."),
        (document(#"{\#(usual), "NotAction": "s3:*"}"#), "Syntax errors in policy."),
        (document(#"{\#(usual), "NotResource": "*"}"#), "Syntax errors in policy."),
        (document(#"{"Action": "s3:*", "Resource": "*"}"#), "Syntax errors in policy."),
        (document(#"{\#(usual), "Condition": {"StringIs": {"a": "b"}}}"#), "Syntax errors in policy."),
        (document(#"{\#(usual), "Condition": {"NullIfExists": {"a": "true"}}}"#), "Syntax errors in policy."),
        (document(#"{\#(usual), "Condition": {"NumericGreaterThanOrEqual": {"a": 1}}}"#), "Syntax errors in policy."),
        (document(#"{\#(usual), "Condition": {"DategreaterThanOrEqual": {"a": 1}}}"#), "Syntax errors in policy."),
        (document(#"{\#(usual), "Condition": {"StringLike": {"a": [["b"]]}}}"#), "Syntax errors in policy."),
        (document("[]"), "Syntax errors in policy."),
        (#"{"Statement": {\#(usual)}}"#, "Policy document must be version 2012-10-17 or greater."),
        (document(#"{"Effect": "allow", "Action": "s3:*", "Resource": "*"}"#), "The policy failed legacy parsing"),
        (document(#"{\#(usual), "Condition": {"DateLessThan": {"a": "soon"}}}"#), "The policy failed legacy parsing"),
        (
            document(#"{\#(allow), "Action": "s3:*", "Resource": "arn:aws:s3::bucket"}"#),
            "The policy failed legacy parsing"
        ),
        (
            document(#"[{"Sid": "A", \#(usual)}, {"Sid": "A", \#(usual)}]"#),
            "Statement IDs (SID) in a single policy must be unique."
        ),
        (
            document(#"{"Sid": "a b", \#(usual)}"#),
            "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*"
        ),
        (document(#"{\#(usual), "Principal": "*"}"#), "Policy document should not specify a principal."),
        (document(#"{\#(allow), "Resource": "*"}"#), "Policy statement must contain actions."),
        (document(#"{\#(allow), "Action": [], "Resource": "*"}"#), "Policy statement must contain actions."),
        (document(#"{\#(allow), "Action": "s3:Get"}"#), "Policy statement must contain resources."),
        (
            document(#"{\#(allow), "Action": "GetObject", "Resource": "*"}"#),
            "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc."
        ),
        (
            document(#"{\#(allow), "Action": "s3:Get:Object", "Resource": "*"}"#),
            "Actions/Condition can contain only one colon."
        ),
        (document(#"{\#(allow), "Action": ["s3:A", "s_3:A"], "Resource": "*"}"#), "Vendor s_3 is not valid"),
        (
            document(#"{\#(allow), "Action": "s3:A", "Resource": "bucket"}"#),
            #"Resource bucket must be in ARN format or "*"."#
        ),
        (
            document(#"{\#(allow), "Action": "s3:A", "Resource": "arn:amazon:s3:::b"}"#),
            #"Partition "amazon" is not valid for resource "arn:amazon:s3:::b"."#
        ),
        (
            document(#"{\#(allow), "Action": "s3:A", "Resource": "arn:aws"}"#),
            "Resource vendor must be fully qualified and cannot contain regexes."
        ),
        (
            document(#"{\#(allow), "Action": "s3:A", "Resource": "arn:aws:s3:eu-west-1::b"}"#),
            "Resource arn:aws:s3:eu-west-1::b can not contain region information."
        ),
        (
            document(#"{\#(allow), "Action": "iam:A", "Resource": "arn:aws:iam:eu-west-1::user/a"}"#),
            "IAM resource arn:aws:iam:eu-west-1::user/a cannot contain region information."
        ),
    ])
    func refusesWithTheTextOfIAM(_ text: String, _ message: String) {
        #expect(throws: PolicyError.self) { try PolicyDocument(parsing: text, kind: .managed) }
        let first = PolicyDocument.findings(in: text, kind: .managed).first
        #expect(first?.message == message)
        #expect(first?.severity == .error)
    }

    @Test(arguments: [
        document("{\(usual)}"),
        document("[{\(usual)}]"),
        document(#"{\#(usual), "Sid": "", "Condition": {}}"#),
        document(#"{\#(usual), "Condition": {"DateLessThan": {}}}"#),
        document(#"{"Effect": "Deny", "NotAction": ["iam:*"], "NotResource": ["arn:aws:s3:::b", null]}"#),
        document(#"{\#(usual), "Condition": {"DateLessThan": {"a": ["2024-01-01T00:00:00Z", 1709208000]}}}"#),
        document(#"{\#(usual), "Condition": {"ForAllValues:StringLikeIfExists": {"a": ["b"]}, "Bool": {"c": true}}}"#),
        "\t\r\n {\"Statement\":[{\(usual)}],\"Id\":\"x\",\"Version\":\"2012-10-17\"}\n",
    ])
    func takesWhatIAMTakes(_ text: String) throws {
        let policy = try PolicyDocument(parsing: text, kind: .managed)
        #expect(!policy.findings.contains { $0.severity == .error })
    }

    @Test(arguments: [
        (#"{\#(allow), "Action": "sts:AssumeRole"}"#, "Missing required field Principal"),
        (#"{\#(allow), "Principal": {}, "Action": "sts:AssumeRole"}"#, "Missing required field Principal"),
        (
            #"{\#(allow), "Principal": "*", "Action": "sts:AssumeRole", "Resource": "*"}"#,
            "Has prohibited field Resource"
        ),
        (
            #"{\#(allow), "Principal": "*", "Action": "s3:GetObject"}"#,
            "AssumeRole policy may only specify STS AssumeRole actions."
        ),
        (
            #"{\#(allow), "Principal": "*", "Action": "*"}"#,
            "AssumeRole policy may only specify STS AssumeRole actions."
        ),
        (#"{\#(allow), "Principal": "*"}"#, "Missing required field Action"),
        (
            #"{\#(allow), "Principal": {"AWS": "arn:aws:iam::123456789012:user/*"}, "Action": "sts:AssumeRole"}"#,
            #"Invalid principal in policy: "AWS":"arn:aws:iam::123456789012:user/*""#
        ),
        (
            #"{\#(allow), "Principal": {"AWS": "ana"}, "Action": "sts:AssumeRole"}"#,
            #"Invalid principal in policy: "AWS":"ana""#
        ),
        (#"{\#(allow), "Principal": "ana", "Action": "sts:AssumeRole"}"#, #"Invalid principal in policy: "AWS":"ana""#),
        (
            #"{\#(allow), "Principal": {"Service": "lambda"}, "Action": "sts:AssumeRole"}"#,
            #"Invalid principal in policy: "SERVICE":"lambda""#
        ),
        (
            #"{\#(allow), "Principal": {"Federated": "idp"}, "Action": "sts:AssumeRoleWithSAML"}"#,
            "Federated principals must be valid domain names or SAML metadata ARNs"
        ),
        (#"{\#(allow), "Principal": {"Robot": "r"}, "Action": "sts:AssumeRole"}"#, "Syntax errors in policy."),
        ("[]", "Could not parse the policy: Statement is empty!"),
    ])
    func trustPolicies(_ statement: String, _ message: String) {
        let errors = PolicyDocument.findings(in: Self.document(statement), kind: .trust).filter {
            $0.severity == .error
        }
        #expect((errors.first?.message ?? "") == message)
    }

    @Test(arguments: [
        (
            PolicyKind.managed, #"{\#(usual), "Condition": {"StringEquals": {"aws:SecureTransport": "true"}}}"#,
            PolicyFinding.Code.operatorType
        ),
        (.managed, #"{\#(usual), "Condition": {"Bool": {"aws:SourceIp": "true"}}}"#, .operatorType),
        (.managed, #"{\#(usual), "Condition": {"StringEquals": {"aws:TagKeys": "a"}}}"#, .operatorType),
        (.managed, #"{\#(usual), "Condition": {"StringEquals": {"saml:audience": "a"}}}"#, .unknownKey),
        (.managed, #"{\#(usual), "Condition": {"IpAddress": {"aws:SourceIp": "10.0.0"}}}"#, .conditionValue),
        (.managed, #"{\#(usual), "Condition": {"StringEquals": {"aws:username": "an*"}}}"#, .conditionValue),
        (.managed, #"{\#(usual), "Condition": {"ForAllValues:StringEquals": {"aws:TagKeys": "a"}}}"#, .forAllValues),
        (
            .managed, #"{\#(usual), "Condition": {"DateGreaterThanOrEqual": {"aws:CurrentTime": "2026-01-01"}}}"#,
            .operatorName
        ),
        (
            .managed,
            #"{\#(usual), "Condition": {"DateLessThanOrEqualIfExists": {"aws:TokenIssueTime": "2026-01-01"}}}"#,
            .operatorName
        ),
        (.managed, #"{\#(allow), "Action": "s3:Get Object", "Resource": "*"}"#, .impossibleAction),
        (.managed, #"{\#(allow), "Action": "s3:", "Resource": "*"}"#, .impossibleAction),
        (.managed, #"{\#(allow), "Action": "*:Get", "Resource": "*"}"#, .impossibleAction),
        (.managed, #"{\#(allow), "Action": "sts:AsumeRole", "Resource": "*"}"#, .impossibleAction),
        (.managed, #"{\#(allow), "Action": "ec2:A", "Resource": "arn:aws:ec2:*:*:*/i-1"}"#, .impossibleResource),
        (.managed, #"{\#(allow), "Action": "s3:A", "Resource": "arn:aws:s3:::b/${aws:username"}"#, .variable),
        (.resource, #"{\#(usual), "Principal": "*"}"#, .wildcardPrincipal),
        (.resource, #"{\#(usual), "NotPrincipal": {"AWS": "123456789012"}}"#, .notPrincipalAllow),
        (
            .trust,
            #"{\#(allow), "Principal": {"Federated": "arn:aws:iam::123456789012:saml-provider/i"}, "Action": "sts:AssumeRoleWithSAML"}"#,
            .missingAudience
        ),
        (.trust, #"{\#(webIdentity)}"#, .missingSubject), (.trust, #"{\#(webIdentity)}"#, .missingAudience),
        (
            .trust, #"{\#(webIdentity), "Condition": {"StringEquals": {"issuer.example.org/t:aud": "c"}}}"#,
            .missingSubject
        ),
        (
            .trust, #"{\#(webIdentity), "Condition": {"StringLike": {"issuer.example.org/t:sub": "repo:*"}}}"#,
            .missingAudience
        ),
    ])
    func warnsBeyondIAM(_ kind: PolicyKind, _ statement: String, _ code: PolicyFinding.Code) throws {
        let policy = try PolicyDocument(parsing: Self.document(statement), kind: kind)
        #expect(policy.findings.map(\.code).contains(code))
        #expect(policy.findings.allSatisfy { $0.severity == .warning })
    }

    @Test(arguments: [
        (
            PolicyKind.managed,
            #"{\#(usual), "Condition": {"Bool": {"aws:SecureTransport": "true"}, "ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/a"}}}"#
        ),
        (
            .managed,
            #"{\#(usual), "Condition": {"NumericLessThan": {"aws:EpochTime": "1"}, "StringLike": {"aws:PrincipalTag/team": "a*"}}}"#
        ),
        (
            .managed,
            #"{\#(usual), "Condition": {"ForAllValues:StringEquals": {"aws:TagKeys": "a"}, "Null": {"aws:TagKeys": "false"}}}"#
        ),
        (
            .managed,
            #"{\#(allow), "Action": ["sts:Assume*", "*"], "Resource": ["arn:aws:ec2:*:*:*/*", "arn:aws:s3:::*/k"]}"#
        ),
        (
            .trust,
            #"{\#(allow), "Principal": {"Federated": "arn:aws:iam::123456789012:saml-provider/i"}, "Action": "sts:AssumeRoleWithSAML", "Condition": {"StringEquals": {"SAML:aud": "https://signin.aws.amazon.com/saml"}}}"#
        ),
        (
            .trust,
            #"{\#(webIdentity), "Condition": {"StringEquals": {"issuer.example.org/t:aud": "c", "Issuer.example.org/t:SUB": "s"}}}"#
        ),
    ])
    func isSilentOtherwise(_ kind: PolicyKind, _ statement: String) throws {
        #expect(try PolicyDocument(parsing: Self.document(statement), kind: kind).findings.isEmpty)
    }

    @Test func countsCharactersWithoutWhiteSpace() throws {
        func text(_ count: Int) -> String {
            let fixed =
                #"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::"}}"#
            let name = String(repeating: "é", count: count - fixed.count)
            return fixed.replacing("arn:aws:s3:::", with: "arn:aws:s3:::\(name)").replacing(",", with: ",\n    ")
        }
        #expect(try PolicyDocument(parsing: text(6_144), kind: .managed).size == 6_144)
        let error = #expect(throws: PolicyError.self) { try PolicyDocument(parsing: text(6_145), kind: .managed) }
        #expect(error?.awsErrorCode == "LimitExceeded")
        #expect(error?.message == "Cannot exceed quota for PolicySize: 6144")
        #expect(throws: PolicyError.self) { try PolicyDocument(parsing: text(2_048), kind: .session) }
    }

    @Test func refusesCharactersThatIAMDoesNotTake() {
        let text = Self.document(#"{\#(Self.allow), "Action": "s3:*", "Resource": "arn:aws:s3:::\#u{3B1}"}"#)
        #expect(PolicyDocument.findings(in: text, kind: .managed).first?.code == .character)
        #expect(PolicyDocument.findings(in: text, kind: .resource).first?.code != .character)
    }

    @Test func findingsHavePlaces() {
        let text =
            "{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [\n    {\"Effect\": \"Allow\",\n     \"Action\": [\"ü\", \"s3:*\"],\n     \"Resource\": \"*\"}]}"
        let finding = PolicyDocument.findings(in: text, kind: .managed).first
        #expect(finding?.position.description == "5:17")
        #expect(finding?.description.hasPrefix("5:17: error: Actions/Conditions must be prefaced") == true)
    }
}
