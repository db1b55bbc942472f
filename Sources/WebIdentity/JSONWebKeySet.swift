import Encodings
import IAMPolicy

/// The keys of a provider (RFC 7517, section 5): those that verify tokens, and what is wrong with the others.
///
/// A key that cannot be used takes nothing from the others, since providers publish keys for other ends in the same set. But a
/// `kid` that stands twice is none: nobody could say which of the keys is meant.
package struct JSONWebKeySet: Sendable {
    /// A key that verifies nothing.
    package struct Refusal: Hashable, Sendable, CustomStringConvertible {
        /// Its place in the set, from 1.
        package let position: Int
        /// Its `kid`.
        package let id: String?
        /// Why it is not used.
        package let reason: String

        /// Which key, and why, for people to read.
        package var description: String {
            "key \(position)" + (id.map { " (kid \($0.quoted))" } ?? "") + ": " + reason
        }
    }

    /// Bytes of a set at most.
    package static let maximumSize = 1_048_576
    /// Keys of one kind at most, as AWS has it.
    package static let maximumKeys = 100

    /// The keys that verify, each with a `kid` of its own; at least one.
    package let keys: [JSONWebKey]
    /// The others.
    package let refusals: [Refusal]

    /// Reads a set.
    ///
    /// - Throws: what is wrong with it as a whole, or that no key of it can be used.
    package init(json bytes: [UInt8]) throws(WebIdentityError) {
        let nodes = try Self.keyNodes(bytes)
        let counts = Self.counts(of: nodes)
        var keys: [JSONWebKey] = []
        var refusals: [Refusal] = []
        for (index, node) in nodes.enumerated() {
            do throws(WebIdentityError) {
                keys.append(try Self.key(node, counts: counts))
            } catch {
                let id = node.member("kid")?.string
                refusals.append(Refusal(position: index + 1, id: id, reason: error.reason))
            }
        }
        guard !keys.isEmpty else {
            let reasons = refusals.prefix(5).map(\.description).joined(separator: "; ")
            throw WebIdentityError("no key that verifies tokens is in it" + (reasons.isEmpty ? "" : ": " + reasons))
        }
        self.keys = keys
        self.refusals = refusals
    }

    /// The key with this `kid`, to the byte.
    package func key(_ id: String) -> JSONWebKey? {
        keys.first { $0.id.utf8.elementsEqual(id.utf8) }
    }

    private static func keyNodes(_ bytes: [UInt8]) throws(WebIdentityError) -> [JSONNode] {
        guard bytes.count <= maximumSize else {
            throw WebIdentityError("\(bytes.count) bytes; a set of keys has at most \(maximumSize)")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else { throw WebIdentityError("it is not UTF-8") }
        let root: JSONNode
        do throws(JSONSyntaxError) {
            root = try JSONReader.read(text, limits: JSONReader.Limits(bytes: maximumSize, depth: 16))
        } catch {
            throw WebIdentityError("\(error.reason), at byte \(error.offset)".printable)
        }
        guard let nodes = root.member("keys")?.elements else {
            throw WebIdentityError("a JSON object with a list \"keys\" was expected")
        }
        for kind in ["RSA", "EC"] {
            let count = nodes.count { $0.member("kty")?.string == kind }
            guard count <= maximumKeys else {
                throw WebIdentityError("\(count) \(kind) keys; at most \(maximumKeys) are taken")
            }
        }
        return nodes
    }

    /// How often each `kid` stands there, whatever the keys are for.
    private static func counts(of nodes: [JSONNode]) -> [[UInt8]: Int] {
        nodes.reduce(into: [:]) { counts, node in
            if let id = node.member("kid")?.string { counts[Array(id.utf8), default: 0] += 1 }
        }
    }

    private static func key(_ node: JSONNode, counts: [[UInt8]: Int]) throws(WebIdentityError) -> JSONWebKey {
        guard let id = node.member("kid")?.string, !id.isEmpty else { throw WebIdentityError("no kid") }
        let count = counts[Array(id.utf8), default: 0]
        guard count == 1 else { throw WebIdentityError("the kid stands \(count) times: which key is meant is open") }
        return try JSONWebKey(id: id, node)
    }
}
