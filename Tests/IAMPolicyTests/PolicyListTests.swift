import IAMPolicy
import TestSupport
import Testing

/// Policies of a list are looked up together once they are asked often: what is found must be what one by one finds.
@Suite struct PolicyListTests {
    /// More requests than are answered one by one.
    private static let manyRequests = 200

    private static func policies(_ generator: inout PolicyGenerator) throws -> [AttachedPolicy] {
        var policies: [AttachedPolicy] = []
        while policies.count < 20 {
            for policy in generator.makeCase().identity {
                // Names that stand twice tell nothing: places do.
                let name = "policy \(policies.count % 7)"
                policies.append(attached(try PolicyDocument(simulating: policy.json, kind: .managed), name))
            }
        }
        return policies
    }

    private static func matched(_ decision: PolicyDecision) -> [String] {
        decision.matchedStatements.map { "\($0.place) \($0.policyName) \($0.statement.index)" }
    }

    @Test func decidesAsOneByOne() throws {
        var matchedStatements = 0
        for seed: UInt64 in 0..<12 {
            var generator = PolicyGenerator(seed: seed)
            let policies = try Self.policies(&generator)
            let kept = PolicySet(identity: PolicyList(policies))
            for _ in 0..<Self.manyRequests {
                let made = generator.makeRequest()
                let request = RequestContext(
                    principal: try #require(Principal(parsing: "arn:aws:iam::123456789012:user/team/ana")),
                    action: made.action, resource: made.resource, keys: ContextKeys(made.keys))
                let decision = kept.evaluate(request)
                // Made for one request, and so never looked up together.
                let expected = PolicySet(identity: policies).evaluate(request)
                #expect(decision.effect == expected.effect, "seed \(seed), \(request)")
                #expect(Self.matched(decision) == Self.matched(expected), "seed \(seed), \(request)")
                matchedStatements += decision.matchedStatements.count
            }
        }
        #expect(matchedStatements > 1_000)
    }

    @Test func findsOneOfManyAndNoOther() throws {
        let statements = (0..<10).map { #"{"Effect": "Allow", "Action": "svc\#($0):Get*", "Resource": "*"}"# }
        let allowing = try PolicyDocument(
            simulating: #"{"Version": "2012-10-17", "Statement": [\#(statements.joined(separator: ", "))]}"#,
            kind: .managed)
        let denying = try identityPolicy(effect: "Deny", action: #""svc7:GetSecret""#)
        let policies = PolicySet(
            identity: (0..<9).map { attached(allowing, "allowing \($0)") } + [attached(denying, "denying")])
        let user = try #require(Principal(parsing: "arn:aws:iam::123456789012:user/ana"))
        func decide(_ action: String) -> PolicyDecision {
            policies.evaluate(RequestContext(principal: user, action: action, resource: "*"))
        }
        for _ in 0..<Self.manyRequests {
            let allowed = decide("svc7:GetThing")
            #expect(allowed.isAllowed)
            #expect(Self.matched(allowed) == (0..<9).map { "\($0) allowing \($0) 7" })
            let denied = decide("svc7:GetSecret")
            #expect(denied.effect == .explicitlyDenied)
            #expect(Self.matched(denied) == ["9 denying 0"])
            #expect(decide("svc7:PutThing").effect == .implicitlyDenied)
            #expect(decide("svc10:GetThing").effect == .implicitlyDenied)
        }
    }

    @Test func changedPoliciesAreLookedUpAnew() throws {
        let other = try identityPolicy(action: #""a:b""#)
        var policies = PolicySet(identity: (0..<30).map { attached(other, "\($0)") })
        let user = try #require(Principal(parsing: "arn:aws:iam::123456789012:user/ana"))
        let request = RequestContext(principal: user, action: "c:d", resource: "*")
        for _ in 0..<Self.manyRequests { #expect(!policies.evaluate(request).isAllowed) }
        policies.identity.append(attached(try identityPolicy(action: #""c:d""#), "new"))
        for _ in 0..<Self.manyRequests {
            #expect(Self.matched(policies.evaluate(request)) == ["30 new 0"])
        }
    }
}
