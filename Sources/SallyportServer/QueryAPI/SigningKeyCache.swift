import AWSSigV4
import Encodings

/// Signing keys of callers who call often: deriving one takes longer than comparing a signature.
final class SigningKeyCache: Sendable {
    private struct Known {
        let secret: String
        let key: SigningKey
    }

    private let known = BoundedCache<String, Known>(capacity: 262_144)

    /// The key for this secret and scope, when it was kept.
    func key(accessKeyID: String, secret: String, scope: CredentialScope) -> SigningKey? {
        guard let known = known.value(accessKeyID), known.secret == secret, known.key.scope == scope else { return nil }
        return known.key
    }

    /// Keeps the key of a caller whose signature was right, in the place of those for other scopes.
    func keep(_ key: SigningKey, accessKeyID: String, secret: String) {
        known.keep(Known(secret: secret, key: key), accessKeyID)
    }
}
