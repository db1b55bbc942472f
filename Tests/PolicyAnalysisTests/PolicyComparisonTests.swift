import IAMPolicy
import PolicyAnalysis
import Testing

@Suite("What a new policy adds")
struct PolicyComparisonTests {
    private func added(_ older: String, _ newer: String, kind: PolicyKind = .managed) throws -> [RequestContext] {
        let older = try policy(older, kind: kind)
        let newer = try policy(newer, kind: kind)
        let comparison = PolicyComparison(older: older, newer: newer)
        for difference in comparison.differences {
            #expect(difference.newer.isAllowed && !difference.older.isAllowed)
        }
        return comparison.differences.map(\.request)
    }

    private static let bucket = #""arn:aws:s3:::films/*""#

    @Test func theSamePolicyAddsNothing() throws {
        let same = allow("\"s3:Get*\"", on: Self.bucket)
        #expect(try added(same, same).isEmpty)
        #expect(try added(allow("\"s3:*\""), same).isEmpty)
        #expect(try added(same + ", " + allow("\"sqs:SendMessage\""), same).isEmpty)
        // The same in other words.
        #expect(try added(allow("\"s3:*\""), allow("\"S3:get*\", \"s3:PutObject\"")).isEmpty)
    }

    @Test func anActionMore() throws {
        let found = try added(allow("\"s3:GetObject\""), allow("\"s3:GetObject\", \"s3:PutObject\""))
        #expect(found.map(\.action) == ["s3:PutObject"])
        #expect(try !added(allow("\"s3:GetObject\""), allow("\"s3:Get*\"")).isEmpty)
    }

    @Test func aWiderResource() throws {
        let found = try added(
            allow("\"s3:GetObject\"", on: #""arn:aws:s3:::films/2026/*""#), allow("\"s3:GetObject\"", on: Self.bucket))
        #expect(found.count == 1 && found.first?.resource.hasPrefix("arn:aws:s3:::films/") == true)
    }

    @Test func aDenyThatIsGone() throws {
        let all = allow("\"s3:*\"")
        let deny = #", {"Effect": "Deny", "Action": "s3:DeleteBucket", "Resource": "arn:aws:s3:::films"}"#
        let found = try added(all + deny, all)
        #expect(found.map(\.action) == ["s3:DeleteBucket"] && found.map(\.resource) == ["arn:aws:s3:::films"])
        #expect(try added(all, all + deny).isEmpty)
    }

    @Test(arguments: [
        (
            #""StringEquals": {"aws:PrincipalTag/team": "red"}"#,
            #""StringEquals": {"aws:PrincipalTag/team": ["red", "blue"]}"#
        ),
        (#""StringEquals": {"aws:PrincipalTag/team": "red"}"#, #""StringLike": {"aws:PrincipalTag/team": "red*"}"#),
        (#""NumericLessThan": {"s3:max-keys": "10"}"#, #""NumericLessThanEquals": {"s3:max-keys": "10"}"#),
        (
            #""Bool": {"aws:MultiFactorAuthPresent": "true"}"#,
            #""BoolIfExists": {"aws:MultiFactorAuthPresent": "true"}"#
        ),
        (
            #""IpAddress": {"aws:SourceIp": "10.0.0.0/8"}"#,
            #""IpAddress": {"aws:SourceIp": ["10.0.0.0/8", "172.16.0.0/12"]}"#
        ),
        (
            #""StringEquals": {"a:x": "1", "a:y": "2"}"#, #""StringEquals": {"a:x": "1"}"#
        ),
    ])
    func aConditionThatIsLooser(_ older: String, _ newer: String) throws {
        func conditional(_ condition: String) -> String { allow("\"s3:*\"", more: #", "Condition": {\#(condition)}"#) }
        #expect(try !added(conditional(older), conditional(newer)).isEmpty)
        #expect(try added(conditional(newer), conditional(older)).isEmpty)
        #expect(try !added(conditional(newer), allow("\"s3:*\"")).isEmpty)
    }

    @Test func somebodyElseInATrustPolicy() throws {
        func trust(_ names: String...) -> String {
            let arns = names.map { "\"arn:aws:iam::123456789012:\($0)\"" }.joined(separator: ", ")
            return #"{"Effect": "Allow", "Principal": {"AWS": [\#(arns)]}, "Action": "sts:AssumeRole"}"#
        }
        let found = try added(trust("user/ana"), trust("user/ana", "user/bob"), kind: .trust)
        #expect(found.map { "\($0.principal)" } == ["arn:aws:iam::123456789012:user/bob"])
        #expect(try !added(trust("role/one"), trust("role/one", "role/two"), kind: .trust).isEmpty)
        #expect(try added(trust("user/ana", "role/two"), trust("role/two"), kind: .trust).isEmpty)
    }

    @Test func theSearchIsBounded() throws {
        let many = (0..<400).map { allow("\"s3:Action\($0)*\"", on: #""arn:aws:s3:::bucket\#($0)/*""#) }.joined(
            separator: ", ")
        let document = try policy(many)
        let comparison = PolicyComparison(older: document, newer: document, limit: 5_000)
        #expect(comparison.differences.isEmpty && comparison.requestCount <= 5_000)
        let keys = (0..<200).map { "\"a:key\($0)\": [\"x\", \"y\"]" }.joined(separator: ", ")
        let wide = try policy(allow("\"s3:*\"", more: #", "Condition": {"StringLike": {\#(keys)}}"#))
        #expect(PolicyComparison(older: wide, newer: wide, limit: 20_000).requestCount <= 20_000)
    }
}
