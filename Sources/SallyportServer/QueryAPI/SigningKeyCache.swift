import AWSSigV4
import Encodings

/// Signing keys of callers who call often: deriving one takes longer than comparing a signature.
final class SigningKeyCache: Sendable {
    private struct Known {
        let secret: String
        let key: SigningKey
    }

    private let known = BoundedCache<String, Known>(capacity: 262_144)

    /// The key for this secret and scope.
    func key(accessKeyID: String, secret: String, scope: CredentialScope) -> SigningKey {
        kept(accessKeyID, secret, scope) ?? SigningKey(secret: SecretAccessKey(secret), scope: scope)
    }

    /// Keeps the key of a caller whose signature was right, in the place of those for other scopes.
    func keep(_ key: SigningKey, accessKeyID: String, secret: String) {
        if kept(accessKeyID, secret, key.scope) == nil { known.keep(Known(secret: secret, key: key), accessKeyID) }
    }

    private func kept(_ accessKeyID: String, _ secret: String, _ scope: CredentialScope) -> SigningKey? {
        guard let known = known.value(accessKeyID), known.secret == secret, known.key.scope == scope else { return nil }
        return known.key
    }
}
