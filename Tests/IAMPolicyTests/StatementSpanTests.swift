import IAMPolicy
import Testing

@Suite struct StatementSpanTests {
    private func statement(_ bucket: String) -> String {
        #"{"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::\#(bucket)"}"#
    }

    @Test func areThePositionsThatAreFoundOneByOne() throws {
        let statements = (0..<40).map { statement("é\($0)") }
        let text = "{\"Version\": \"2012-10-17\",\n\"Statement\": [\(statements.joined(separator: ",\n  "))]}"
        let policy = try PolicyDocument(parsing: text, kind: .managed)
        let spans = policy.statementSpans
        #expect(spans.map(\.start) == policy.statements.map { policy.position(atOffset: $0.range.start) })
        #expect(spans.map(\.end) == policy.statements.map { policy.position(atOffset: $0.range.end) })
        #expect(spans.last?.start.line == 41)
        #expect(spans.last?.end.column == 3 + (statements.last?.unicodeScalars.count ?? 0))
        #expect(spans.allSatisfy { !$0.isWholeElement })
    }

    @Test func tellAStatementFromAListOfOne() throws {
        for (text, isWhole) in [(statement("b"), true), ("[\(statement("b"))]", false)] {
            let policy = try PolicyDocument(
                parsing: "{\"Version\": \"2012-10-17\", \"Statement\" : \n\(text)}", kind: .managed)
            #expect(policy.statementSpans.map(\.isWholeElement) == [isWhole])
        }
    }

    @Test func decidingPoliciesAreToldApartByTheirPlace() throws {
        let policies = try ["a", "b", "c"].map { bucket in
            attached(
                try PolicyDocument(
                    parsing: #"{"Version": "2012-10-17", "Statement": [\#(statement(bucket))]}"#, kind: .managed))
        }
        let request = RequestContext(
            principal: .user(arn: try arn("arn:aws:iam::123456789012:user/ana")), action: "s3:GetObject",
            resource: "arn:aws:s3:::c", resourceAccount: "123456789012")
        let matched = PolicySet(identity: policies).evaluate(request).matchedStatements
        #expect(matched.map(\.policyName) == ["policy"])
        #expect(matched.map(\.place) == [2])
    }
}
