import IAMPolicy
import Testing

/// The examples of the documentation pages, so that they compile and do what the pages say.
@Suite struct DocumentationExampleTests {
    let trustText = """
        {
          "Version": "2012-10-17",
          "Statement": [{
            "Sid": "Staff",
            "Effect": "Allow",
            "Principal": {"Federated": "arn:aws:iam::123456789012:saml-provider/corp-idp"},
            "Action": "sts:AssumeRoleWithSAML",
            "Condition": {"StringEquals": {"saml:aud": "https://signin.aws.amazon.com/saml"}}
          }]
        }
        """

    @Test func askATrustPolicy() throws {
        let trust = try PolicyDocument(parsing: trustText, kind: .trust)
        let provider = try #require(ARN("arn:aws:iam::123456789012:saml-provider/corp-idp"))
        let request = RequestContext(
            principal: .samlProvider(arn: provider),
            action: "sts:AssumeRoleWithSAML",
            resource: "arn:aws:iam::123456789012:role/Operator",
            keys: ["saml:aud": ["https://signin.aws.amazon.com/saml"], "saml:sub": ["ana@example.com"]]
        )
        let decision = trust.evaluateTrust(request)
        #expect(decision.isAllowed)

        var elsewhere = request
        elsewhere.keys["saml:aud"] = ["https://sp.example.net/saml"]
        let refusal = trust.evaluateTrust(elsewhere)
        #expect(refusal.effect == .implicitlyDenied)
        let failed = try #require(refusal.failures.first?.failedConditions.first)
        #expect(failed.key == "saml:aud")
        #expect(failed.actual == ["https://sp.example.net/saml"])
        #expect(refusal.explanation.contains("no value matches"))
    }

    @Test func askAllPolicies() throws {
        let permissions = try PolicyDocument(
            parsing: #"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}}"#,
            kind: .inlineRole
        )
        let session = try PolicyDocument(
            parsing:
                #"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}}"#,
            kind: .session
        )
        let policies = PolicySet(
            identity: [AttachedPolicy(name: "storage", document: permissions)],
            session: [AttachedPolicy(name: "read only", document: session)]
        )
        let caller = try #require(Principal(parsing: "arn:aws:sts::123456789012:assumed-role/Operator/ana"))
        let request = RequestContext(
            principal: caller,
            action: "s3:PutObject",
            resource: "arn:aws:s3:::reports/today",
            resourceAccount: "123456789012"
        )
        let decision = policies.evaluate(request)
        #expect(decision.effect == .implicitlyDenied)
        #expect(decision.blockedBy == [.session])
    }

    @Test func validate() throws {
        let text =
            #"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "GetObject", "Resource": "*"}}"#
        do {
            _ = try PolicyDocument(parsing: text, kind: .managed)
            Issue.record("the policy was taken")
        } catch {
            #expect(error.awsErrorCode == "MalformedPolicyDocument")
            #expect(error.message == "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.")
            #expect(error.findings.first?.position.line == 1)
        }
    }

    @Test func simulate() throws {
        let policy = try PolicyDocument(
            parsing:
                #"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:Get*", "Resource": "arn:aws:s3:::home/${aws:username}/*"}}"#,
            kind: .managed
        )
        let user = try #require(Principal(parsing: "arn:aws:iam::123456789012:user/ana"))
        let simulation = PolicySimulation(
            policies: PolicySet(identity: [AttachedPolicy(name: "home", document: policy)]),
            caller: user,
            actions: ["s3:GetObject", "s3:PutObject"],
            resources: ["arn:aws:s3:::home/ana/notes"]
        )
        #expect(simulation.run().map(\.decision.isAllowed) == [true, false])
        #expect(PolicyDocument.contextKeys(referencedBy: [policy]) == ["aws:username"])
    }
}
