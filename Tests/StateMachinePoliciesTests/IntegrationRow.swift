import IAMPolicy
import Testing

/// What a task with these parameters may do, and what it may not.
struct IntegrationRow: CustomTestStringConvertible, Sendable {
    let integration: String
    let parameters: String?
    /// Texts of the form `action resource`.
    let granted: [String]
    let refused: [String]
    var keys: [String: [String]] = [:]

    init(
        _ integration: String, _ parameters: String? = nil, granted: [String], refused: [String] = [],
        keys: [String: [String]] = [:]
    ) {
        self.integration = integration
        self.parameters = parameters
        self.granted = granted
        self.refused = refused
        self.keys = keys
    }

    var testDescription: String { "\(integration) \(parameters ?? "")" }

    /// Every action of `actions` on one resource.
    static func each(_ service: String, _ actions: String, on resource: String) -> [String] {
        actions.split(separator: " ").map { "\(service):\($0) \(resource)" }
    }

    /// The managed rule.
    static func events(_ rule: String) -> [String] {
        each("events", "PutTargets PutRule DescribeRule", on: "arn:aws:events:\(place):rule/\(rule)")
    }

    func check() throws {
        let policy = try document(policy(of: definition(integration, parameters)))
        #expect(policy.findings.isEmpty, "\(policy.findings)")
        for text in granted { #expect(try decides(text, policy), "granted: \(text)\n\(policy.text)") }
        for text in refused { #expect(try !decides(text, policy), "refused: \(text)\n\(policy.text)") }
    }

    private func decides(_ text: String, _ policy: PolicyDocument) throws -> Bool {
        let parts = text.split(separator: " ", maxSplits: 1).map(String.init)
        return try grants(policy, try #require(parts.first), on: try #require(parts.last), keys: ContextKeys(keys))
    }
}
