internal import IAMPolicy

/// Trust policies that were parsed, by their text: most roles of an account have one and the same.
final class TrustPolicyCache: Sendable {
    private let documents = BoundedCache<PolicyDocument>(capacity: 4_096)

    /// The policy with this text; throws when it is none.
    func policy(_ text: String) throws -> PolicyDocument {
        if let known = documents.value(text) { return known }
        let document = try PolicyDocument(simulating: text, kind: .trust)
        documents.keep(document, text)
        return document
    }
}
