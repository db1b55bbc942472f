import IAMPolicy
import PolicyAnalysis
import Testing

/// What a policy says of each action of a service.
@Suite struct ServiceSummaryTests {
    private static func summaries(_ statements: String, _ service: String = "s3") throws -> [ServiceSummary] {
        let text = "{\"Version\":\"2012-10-17\",\"Statement\":[\(statements)]}"
        return ServiceSummary.summaries(of: try PolicyDocument(parsing: text, kind: .managed), service: service)
    }

    private static func statement(_ actions: String, on resources: String, effect: String = "Allow") -> String {
        """
        {"Effect":"\(effect)","Action":[\(actions)],"Resource":[\(resources)],\
        "Condition":{"StringEquals":{"s3:x-amz-acl":"public-read"}}}
        """
    }

    @Test func actionsStandByLevelWithWhatIsSaidOfThem() throws {
        let found = try Self.summaries(
            Self.statement(
                "\"S3:putobject\",\"s3:ListBucket\",\"s3:ListAllMyBuckets\",\"s3:DeletObject\"",
                on: "\"arn:aws:s3:::films/*\",\"arn:aws:s3:::films\""))
        let summary = try #require(found.first)
        #expect(found.count == 1 && summary.effect == .allow && summary.service == "s3")
        #expect(summary.actions.map(\.name) == ["ListAllMyBuckets", "ListBucket", "PutObject", "DeletObject"])
        #expect(summary.actions.map(\.level) == [.list, .list, .write, nil])
        #expect(summary.actions.map(\.isReached) == [false, true, true, true])
        let put = try #require(summary.actions.first { $0.name == "PutObject" })
        #expect(put.entries.map(\.resource) == ["arn:aws:s3:::films/*", "arn:aws:s3:::films"])
        #expect(put.entries.allSatisfy { $0.conditions == ["StringEquals s3:x-amz-acl = public-read"] })
        #expect((summary.known[.list] ?? 0) > 1)
    }

    @Test func allowedAndDeniedStandApart() throws {
        let found = try Self.summaries(
            Self.statement("\"s3:*\"", on: "\"*\"") + ","
                + Self.statement("\"s3:Put*\"", on: "\"*\"", effect: "Deny"))
        #expect(found.map(\.effect) == [.allow, .deny])
        #expect(found[0].actions.count > found[1].actions.count && !found[1].actions.isEmpty)
        #expect(found[1].actions.allSatisfy { $0.name.hasPrefix("Put") })
    }

    @Test func whatIsNotNamedIsNotThere() throws {
        let statement = Self.statement("\"s3:GetObject\"", on: "\"*\"")
        #expect(try Self.summaries(statement, "ec2").isEmpty)
        #expect(try Self.summaries(statement, "S3").count == 1)
    }

    @Test func notActionReachesTheOthers() throws {
        let found = try Self.summaries(#"{"Effect":"Allow","NotAction":"s3:Get*","NotResource":"arn:aws:s3:::x/*"}"#)
        let actions = try #require(found.first).actions
        #expect(actions.contains { $0.name == "PutObject" } && !actions.contains { $0.name == "GetObject" })
        #expect(actions.allSatisfy { $0.entries.map(\.resource) == ["all but arn:aws:s3:::x/*"] })
    }

    @Test(arguments: [
        ("arn:aws:sqs:eu-west-1:123456789012:orders", "eu-west-1", "123456789012"), ("arn:aws:s3:::films", nil, nil),
        ("arn:aws:sqs:*:*:orders", nil, nil), ("*", nil, nil),
    ])
    func regionAndAccountAreTheResources(resource: String, region: String?, account: String?) throws {
        let found = try Self.summaries(
            "{\"Effect\":\"Allow\",\"Action\":\"sqs:SendMessage\",\"Resource\":\"\(resource)\"}", "sqs")
        let entry = try #require(found.first?.actions.first?.entries.first)
        #expect(entry.region == region && entry.account == account)
    }
}
