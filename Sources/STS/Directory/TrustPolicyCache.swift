internal import IAMPolicy

/// Trust policies that were parsed, by their text: most roles of an account have one and the same.
final class TrustPolicyCache: Sendable {
    private let documents = EntityCache<PolicyDocument>(of: [], capacity: 4_096)

    /// The policy with this text; throws when it is none.
    func policy(_ text: String) throws -> PolicyDocument {
        // What a text means depends on nothing else, so there is one version of it.
        if let known = documents.value(text, version: 0) { return known }
        let document = try PolicyDocument(simulating: text, kind: .trust)
        documents.keep(document, text, version: 0)
        return document
    }
}
