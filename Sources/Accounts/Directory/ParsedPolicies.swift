import Encodings
package import IAMPolicy

/// Policies of a kind that were parsed, by their text: most roles of an account have one and the same trust policy, and a session
/// brings its policy with each call.
package final class ParsedPolicies: Sendable {
    private let kind: PolicyKind
    private let documents: BoundedCache<String, PolicyDocument>

    /// Makes an empty one.
    ///
    /// - Parameter capacity: policies at most.
    package init(_ kind: PolicyKind, capacity: Int) {
        self.kind = kind
        documents = BoundedCache(capacity: capacity)
    }

    /// The policy with this text; throws when it is none.
    package func policy(_ text: String) throws(PolicyError) -> PolicyDocument {
        if let known = documents.value(text) { return known }
        let document = try PolicyDocument(simulating: text, kind: kind)
        documents.keep(document, text)
        return document
    }
}
