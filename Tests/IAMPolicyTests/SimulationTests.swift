import IAMPolicy
import Testing

@Suite struct SimulationTests {
    private func policies() throws -> PolicySet {
        let text = """
            {"Version": "2012-10-17", "Statement": [
              {"Sid": "Read", "Effect": "Allow", "Action": "s3:Get*", "Resource": "arn:aws:s3:::b/${aws:username}/*"},
              {"Sid": "Office", "Effect": "Deny", "Action": "s3:*", "Resource": "*",
               "Condition": {"NotIpAddress": {"aws:SourceIp": "203.0.113.0/24"}, "Bool": {"aws:ViaAWSService": "${Flag}"}}}]}
            """
        let read = try PolicyDocument(parsing: text, kind: .managed)
        let list = try identityPolicy(action: "\"s3:ListAllMyBuckets\"")
        return PolicySet(identity: [attached(read, "read"), attached(list, "list")])
    }

    @Test func triesEveryActionOnEveryResource() throws {
        let simulation = PolicySimulation(
            policies: try policies(),
            caller: try principal("arn:aws:iam::123456789012:user/ana"),
            actions: ["s3:GetObject", "s3:ListAllMyBuckets"],
            resources: ["arn:aws:s3:::b/ana/x", "*"],
            contextKeys: ["aws:SourceIp": ["203.0.113.9"]]
        )
        let results = simulation.run()
        #expect(results.map(\.decision.effect) == [.allowed, .implicitlyDenied, .allowed, .allowed])
        #expect(results[0].matchedStatements.map(\.statement.sid) == ["Read"])
        #expect(results[0].matchedStatements.first?.start.line == 2)
        #expect(results[0].matchedStatements.first?.end.column == 106)
        #expect(results[1].matchedStatements.isEmpty)
        #expect(results[0].missingContextKeys == ["Flag", "aws:ViaAWSService"])
    }

    @Test func resourcesDefaultToAll() throws {
        let simulation = PolicySimulation(
            policies: try policies().selecting(["list"]),
            caller: try principal("arn:aws:iam::123456789012:user/ana"),
            actions: ["s3:ListAllMyBuckets", "s3:GetObject"]
        )
        #expect(simulation.run().map(\.decision.isAllowed) == [true, false])
        #expect(simulation.run().first?.resource == "*")
    }

    @Test func listsTheKeysThatPoliciesReferTo() throws {
        #expect(try policies().contextKeys == ["Flag", "aws:SourceIp", "aws:ViaAWSService", "aws:username"])
    }
}

@Suite struct SummaryTests {
    @Test func groupsByServiceAndLevel() throws {
        let text = """
            {"Version": "2012-10-17", "Statement": [
              {"Effect": "Allow", "Action": ["s3:GetObject", "S3:List*", "s3:PutBucketPolicy", "s3:Frobnicate", "sns:*"], "Resource": "*"},
              {"Effect": "Deny", "NotAction": "iam:*", "Resource": "arn:aws:s3:::b/*", "Condition": {"Bool": {"aws:SecureTransport": "false"}}}]}
            """
        let summary = PolicySummary(try PolicyDocument(parsing: text, kind: .managed))
        #expect(summary.services.map(\.name) == ["s3", "sns", "iam"])
        let storage = try #require(summary.services.first)
        #expect(storage.accessLevels == [.list, .read, .permissionsManagement])
        #expect(storage.unclassifiedActions == ["s3:Frobnicate"])
        #expect(summary.services[1].accessLevels == [.full])
        #expect(summary.services[2].effect == .deny)
        #expect(summary.services[2].isNotAction)
        #expect(summary.services[2].conditions == ["Bool aws:SecureTransport = false"])
    }

    @Test(arguments: [
        ("*", AccessLevel.full), ("ListBuckets", .list), ("DescribeAlarms", .read), ("TagResource", .tagging),
        ("CreateStack", .write), ("AttachRolePolicy", .permissionsManagement),
        ("CreatePolicyVersion", .permissionsManagement),
        ("PassRole", .write), ("AssumeRoleWithSAML", .write),
    ])
    func levels(_ name: String, _ level: AccessLevel) {
        #expect(AccessLevel(actionName: name) == level)
    }
}
