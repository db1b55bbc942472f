import Foundation
import IAMPolicy
import TestSupport
import Testing

/// Two evaluators, written apart from each other, must decide alike.
///
/// The second one is made from the sentences of the user guide, without speed and without code of the first. Where the guide
/// leaves room, both follow docs/policy-differences.md. `SALLYPORT_EVALUATIONS` says how many requests are decided.
@Suite struct SecondEvaluatorTests {
    private static let evaluations =
        ProcessInfo.processInfo.environment["SALLYPORT_EVALUATIONS"].flatMap { Int($0) } ?? 10_000
    /// Requests about each set of policies, since to read policies takes longer than to ask them.
    private static let requestsPerCase = 10

    @Test func bothDecideAlike() async throws {
        let cases = UInt64(max(1, Self.evaluations / Self.requestsPerCase))
        let workers: UInt64 = 4
        let tallies = try await withThrowingTaskGroup(of: Tally.self) { group in
            for worker in 0..<workers {
                group.addTask {
                    var tally = Tally()
                    for seed in stride(from: worker, to: cases, by: Int(workers)) {
                        try Self.compare(seed: seed, &tally)
                    }
                    return tally
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        let tally = tallies.reduce(into: Tally()) { $0.add($1) }
        print("Second evaluator: \(tally)")
        #expect(tally.differences.isEmpty, "\(tally.differences.prefix(3).joined(separator: "\n\n"))")
        for decision in NaiveEvaluator.Decision.allCases {
            #expect(tally.counts[decision, default: 0] > Self.evaluations / 50, "too few: \(decision)")
        }
    }

    /// How often each decision was seen, and where the two were not of one mind.
    private struct Tally: CustomStringConvertible {
        var counts: [NaiveEvaluator.Decision: Int] = [:]
        var differences: [String] = []
        var differing = 0

        mutating func add(_ other: Tally) {
            counts.merge(other.counts, uniquingKeysWith: +)
            differences += other.differences
            differing += other.differing
        }

        var description: String {
            let seen = NaiveEvaluator.Decision.allCases.map { "\(counts[$0, default: 0]) \($0.rawValue)" }
            return "\(counts.values.reduce(0, +)) requests, \(seen.joined(separator: ", ")), \(differing) differences"
        }
    }

    private static func compare(seed: UInt64, _ tally: inout Tally) throws {
        var generator = PolicyGenerator(seed: seed)
        let made = generator.makeCase()
        let policies = try policySet(made)
        let caller = try principal(of: made.caller)
        for _ in 0..<requestsPerCase {
            let request = generator.makeRequest()
            let expected = NaiveEvaluator(policies: made, request: request).decide()
            let decision = policies.evaluate(
                RequestContext(
                    principal: caller, action: request.action, resource: request.resource,
                    resourceAccount: request.resourceAccount, keys: ContextKeys(request.keys)))
            tally.counts[expected, default: 0] += 1
            guard Self.decision(decision.effect) != expected else { continue }
            tally.differing += 1
            if tally.differences.count < 5 {
                tally.differences.append(
                    "seed \(seed): expected \(expected), got \(decision.effect)\n\(request)\n\(made.caller)\n\(describe(made))"
                )
            }
        }
    }

    private static func decision(_ effect: PolicyDecision.Effect) -> NaiveEvaluator.Decision {
        switch effect {
        case .allowed: .allowed
        case .explicitlyDenied: .explicitlyDenied
        case .implicitlyDenied: .implicitlyDenied
        }
    }

    private static func policySet(_ made: NaiveCase) throws -> PolicySet {
        func attach(_ policies: [NaivePolicy], _ kind: PolicyKind) throws -> [AttachedPolicy] {
            try policies.map { attached(try PolicyDocument(simulating: $0.json, kind: kind)) }
        }
        return PolicySet(
            identity: try attach(made.identity, .managed),
            resource: try made.resource.map { attached(try PolicyDocument(simulating: $0.json, kind: .resource)) },
            session: try attach(made.session, .session),
            boundaries: try attach(made.boundaries, .permissionsBoundary),
            serviceControl: try made.serviceControl.map { try attach($0, .serviceControl) })
    }

    private static func principal(of caller: NaiveCaller) throws -> Principal {
        switch caller {
        case .anonymous: .anonymous
        case .service: .service(NaiveCaller.serviceName)
        case .root, .otherRoot: .account(id: caller.account ?? "", partition: "aws")
        case .roleSession: .assumedRole(arn: try arn(caller.levels[2]), role: try arn(caller.levels[1]))
        case .federatedUser: .federatedUser(arn: try arn(caller.levels[1]))
        case .user, .otherUser: .user(arn: try arn(caller.levels[1]))
        }
    }

    private static func describe(_ made: NaiveCase) -> String {
        let parts: [(String, [NaivePolicy])] = [
            ("identity", made.identity), ("resource", made.resource.map { [$0] } ?? []), ("session", made.session),
            ("boundary", made.boundaries), ("scp", made.serviceControl.flatMap { $0 }),
        ]
        return parts.flatMap { name, policies in policies.map { "\(name): \($0.json)" } }.joined(separator: "\n")
    }
}
