import IAMPolicy

/// What became of one expectation.
struct PolicyTestResult {
    let name: String
    let expected: String
    let actual: String
    /// Why it is as it is, when it differs.
    let explanation: String?
    /// The decision, unless validation was tested.
    var decision: PolicyDecision?

    var passed: Bool { explanation == nil }
}

extension PolicyTestCase {
    /// Runs the test.
    func run() -> PolicyTestResult {
        switch check {
        case .decision(let policies, let context, let expected, let blockedBy):
            let decision = policies.evaluate(context)
            let blockers = decision.blockedBy.map(\.rawValue)
            let agrees = decision.effect == expected && (blockedBy.map { $0.sorted() == blockers.sorted() } ?? true)
            return PolicyTestResult(
                name: name,
                expected: Self.text(expected, blockedBy ?? []),
                actual: Self.text(decision.effect, blockedBy == nil ? [] : blockers),
                explanation: agrees ? nil : decision.explanation,
                decision: decision
            )
        case .validation(let text, let kind, let expectedMessage):
            let errors = PolicyDocument.findings(in: text, kind: kind).filter { $0.severity == .error }
            let message = errors.first?.message
            return PolicyTestResult(
                name: name,
                expected: expectedMessage ?? "accepted",
                actual: message ?? "accepted",
                explanation: message == expectedMessage
                    ? nil : errors.map(\.description).joined(separator: "\n")
            )
        }
    }

    private static func text(_ effect: PolicyDecision.Effect, _ blockers: [String]) -> String {
        effect.rawValue + (blockers.isEmpty ? "" : " (blocked by \(blockers.joined(separator: ", ")))")
    }
}
