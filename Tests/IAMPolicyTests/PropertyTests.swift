import IAMPolicy
import TestSupport
import Testing

/// Laws that hold for all policies, tried on random ones.
@Suite struct PropertyTests {
    /// Makes policies and requests from few names, so that they often meet.
    struct Maker {
        var random: SeededGenerator

        mutating func one(of texts: [String]) -> String {
            texts.randomElement(using: &random) ?? ""
        }

        mutating func list(of texts: [String]) -> String {
            let count = Int.random(in: 1...3, using: &random)
            return "[" + (0..<count).map { _ in "\"\(one(of: texts))\"" }.joined(separator: ", ") + "]"
        }

        mutating func statement(effect: String? = nil, principal: Bool = false) -> [String] {
            var members = [
                "\"Effect\": \"\(effect ?? one(of: ["Allow", "Allow", "Deny"]))\"",
                "\"\(one(of: ["Action", "Action", "NotAction"]))\": \(list(of: ["*", "s3:*", "s3:Get*", "s3:PutObject", "sqs:*"]))",
                "\"\(one(of: ["Resource", "Resource", "NotResource"]))\": \(list(of: ["*", "arn:aws:s3:::a/*", "arn:aws:s3:::${n}/*", "arn:aws:s3:::b/k"]))",
            ]
            if principal {
                let named = list(of: ["*", "123456789012", "arn:aws:iam::123456789012:user/ana"])
                members.append("\"\(one(of: ["Principal", "NotPrincipal"]))\": {\"AWS\": \(named)}")
            }
            if Bool.random(using: &random) {
                let name = one(of: [
                    "StringEquals", "StringNotLike", "ForAllValues:StringLike", "ForAnyValue:StringEquals", "Null",
                ])
                members.append(
                    "\"Condition\": {\"\(name)\": {\"\(one(of: ["n", "m"]))\": \(list(of: ["a", "b", "true", "${n}"]))}}"
                )
            }
            return members
        }

        mutating func document(_ statements: [[String]]) throws -> PolicyDocument {
            let list = statements.map { "{\($0.joined(separator: ", "))}" }.joined(separator: ", ")
            return try PolicyDocument(
                simulating: #"{"Version": "2012-10-17", "Statement": [\#(list)]}"#,
                kind: .resource
            )
        }

        mutating func request() throws -> RequestContext {
            var keys = ContextKeys()
            if Bool.random(using: &random) { keys["n"] = [one(of: ["a", "b"])] }
            if Bool.random(using: &random) { keys["m"] = ["a", one(of: ["b", "c"])] }
            return RequestContext(
                principal: try principal(
                    one(of: ["*", "arn:aws:iam::123456789012:user/ana", "arn:aws:iam::210987654321:user/ben"])
                ),
                action: one(of: ["s3:GetObject", "s3:PutObject", "sqs:SendMessage"]),
                resource: one(of: ["arn:aws:s3:::a/k", "arn:aws:s3:::b/k", "*"]),
                resourceAccount: "123456789012",
                keys: keys
            )
        }

        mutating func set(identity: [[String]], resource: [[String]]) throws -> PolicySet {
            PolicySet(
                identity: [attached(try document(identity))],
                resource: attached(try document(resource))
            )
        }
    }

    @Test(arguments: 0..<300)
    func addingStatements(_ seed: UInt64) throws {
        var maker = Maker(random: SeededGenerator(seed: seed))
        let identity = (0..<3).map { _ in maker.statement() }
        let resource = (0..<2).map { _ in maker.statement(principal: true) }
        let context = try maker.request()
        let before = try maker.set(identity: identity, resource: resource).evaluate(context)

        let deny = maker.statement(effect: "Deny")
        let denied = try maker.set(identity: identity + [deny], resource: resource).evaluate(context)
        #expect(before.isAllowed || !denied.isAllowed, "an added Deny widened")

        let allow = maker.statement(effect: "Allow")
        let allowed = try maker.set(identity: identity + [allow], resource: resource).evaluate(context)
        #expect(!before.isAllowed || allowed.isAllowed, "an added Allow narrowed")
        #expect((before.effect == .explicitlyDenied) == (allowed.effect == .explicitlyDenied))
    }

    @Test(arguments: 0..<300)
    func orderIsIrrelevant(_ seed: UInt64) throws {
        var maker = Maker(random: SeededGenerator(seed: seed &+ 1_000_000))
        let identity = (0..<4).map { _ in maker.statement() }
        let resource = (0..<3).map { _ in maker.statement(principal: true) }
        let context = try maker.request()
        let expected = try maker.set(identity: identity, resource: resource).evaluate(context)
        var shuffled = identity.shuffled(using: &maker.random)
        for index in shuffled.indices { shuffled[index].shuffle(using: &maker.random) }
        let decision = try maker.set(identity: shuffled, resource: resource.reversed()).evaluate(context)
        #expect(decision.effect == expected.effect)
        #expect(decision.blockedBy == expected.blockedBy)
        #expect(decision.matchedStatements.count == expected.matchedStatements.count)
    }
}
