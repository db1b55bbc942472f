import AWSSigV4
import Synchronization

/// Signing keys of callers who call often: deriving one takes longer than comparing a signature.
final class SigningKeyCache: Sendable {
    private static let capacity = 8_192

    private struct Known {
        let secret: String
        let key: SigningKey
    }

    private let known = Mutex<[String: Known]>([:])

    /// The key for this secret and scope.
    func key(accessKeyID: String, secret: String, scope: CredentialScope) -> SigningKey {
        let kept = known.withLock { $0[accessKeyID] }
        if let kept, kept.secret == secret, kept.key.scope == scope { return kept.key }
        return SigningKey(secret: SecretAccessKey(secret), scope: scope)
    }

    /// Keeps the key of a caller whose signature was right, in the place of those for other scopes.
    func keep(_ key: SigningKey, accessKeyID: String, secret: String) {
        known.withLock { known in
            guard known[accessKeyID]?.key.scope != key.scope || known[accessKeyID]?.secret != secret else { return }
            if known.count >= Self.capacity { known.removeAll(keepingCapacity: true) }
            known[accessKeyID] = Known(secret: secret, key: key)
        }
    }
}
