import IAMPolicy
import TestSupport
import Testing

/// Long policies are looked up and not gone through: what is found must be what applies.
@Suite struct LongPolicyTests {
    private static let callers = [
        "arn:aws:iam::123456789012:user/team/ana", "arn:aws:iam::210987654321:user/ben",
        "arn:aws:sts::123456789012:assumed-role/Operator/ana", "arn:aws:iam::123456789012:role/ops/Operator",
        "arn:aws:sts::123456789012:federated-user/ana", "123456789012", "lambda.amazonaws.com", "accounts.google.com",
        "*",
    ]

    /// Why a statement does not apply is worked out statement by statement, without the look-up.
    @Test func matchesAllThatApplyAndNothingElse() throws {
        var applied = 0
        for seed: UInt64 in 0..<60 {
            var generator = PolicyGenerator(seed: seed)
            var statements: [NaiveStatement] = []
            while statements.count < 30 {
                statements += (generator.makeCase().resource?.statements ?? []).filter { $0.isAllow == (seed % 2 == 0) }
            }
            let policy = NaivePolicy(hasVariables: seed % 3 != 0, statements: statements)
            let document = try PolicyDocument(simulating: policy.json, kind: .resource)
            for caller in Self.callers {
                let request = generator.makeRequest()
                let decision = document.evaluateTrust(
                    RequestContext(
                        principal: try #require(Principal(parsing: caller)), action: request.action,
                        resource: request.resource, keys: ContextKeys(request.keys)))
                let failed = Set(decision.failures.map(\.statement.index))
                let expected = document.statements.map(\.index).filter { !failed.contains($0) }
                #expect(decision.matchedStatements.map(\.statement.index) == expected, "seed \(seed), \(caller)")
                applied += expected.count
            }
        }
        #expect(applied > 500)
    }

    private static func document(_ statement: (Int) -> String) throws -> PolicyDocument {
        let statements = (0..<200).map(statement).joined(separator: ", ")
        return try PolicyDocument(
            simulating: "{\"Version\": \"2012-10-17\", \"Statement\": [\(statements)]}", kind: .resource)
    }

    private static func matched(_ document: PolicyDocument, _ request: RequestContext) -> [Int] {
        document.evaluateTrust(request).matchedStatements.map(\.statement.index)
    }

    @Test func findsByAction() throws {
        let document = try Self.document { number in
            "{\"Effect\": \"Allow\", \"Principal\": \"*\", \"Action\": [\"svc\(number):Get*\", \"svc\(number):Put?bject\"], \"Resource\": \"*\"}"
        }
        for (action, expected) in [
            ("svc150:getThing", [150]), ("SVC15:PutObject", [15]), ("svc15:PutObjects", []), ("svc2000:GetThing", []),
            ("svc", []), ("", []),
        ] {
            let request = RequestContext(principal: .anonymous, action: action, resource: "*")
            #expect(Self.matched(document, request) == expected, "\(action)")
        }
    }

    @Test func findsByResource() throws {
        let document = try Self.document { number in
            let resource =
                number % 2 == 0
                ? "arn:aws:sqs:*:123456789012:queue-\(number)*" : "arn:aws:sqs:eu-west-1:*:queue-\(number)"
            return "{\"Effect\": \"Allow\", \"Principal\": \"*\", \"Action\": \"*\", \"Resource\": \"\(resource)\"}"
        }
        for (resource, expected) in [
            ("123456789012:queue-150", [150]), ("123456789012:queue-198", [198]), ("123456789012:queue-12", [12]),
            ("123456789012:queue-121", [12, 121]), ("210987654321:queue-121", [121]), ("210987654321:queue-12", []),
        ] {
            let request = RequestContext(
                principal: .anonymous, action: "sqs:SendMessage", resource: "arn:aws:sqs:eu-west-1:\(resource)")
            #expect(Self.matched(document, request) == expected, "\(resource)")
        }
        #expect(Self.matched(document, RequestContext(principal: .anonymous, action: "a:b", resource: "*")).isEmpty)
    }

    @Test func findsByCaller() throws {
        let document = try Self.document { number in
            let name = number % 2 == 0 ? "role/ops/Name\(number)" : "user/name\(number)"
            return """
                {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::123456789012:\(name)"}, "Action": "*",
                 "Resource": "*"}
                """
        }
        for (caller, expected) in [
            ("iam::123456789012:user/name151", [151]), ("iam::123456789012:user/Name151", []),
            ("iam::210987654321:user/name151", []), ("sts::123456789012:assumed-role/NAME150/ana", [150]),
            ("iam::123456789012:role/ops/Name150", [150]), ("iam::123456789012:role/Name150", []),
            ("iam::123456789012:root", []),
        ] {
            let principal = try #require(Principal(parsing: "arn:aws:\(caller)"))
            let request = RequestContext(principal: principal, action: "a:b", resource: "*")
            #expect(Self.matched(document, request) == expected, "\(caller)")
        }
    }
}
