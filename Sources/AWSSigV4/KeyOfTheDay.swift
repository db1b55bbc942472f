import Crypto
import Synchronization

/// The signing key that was derived last: whoever signs with one credential needs the same one all day.
final class KeyOfTheDay: Sendable {
    private struct Derived {
        let secret: SymmetricKey
        let key: SigningKey
    }

    private let last = Mutex<Derived?>(nil)

    /// The key of a secret for a scope.
    func key(of secret: SecretAccessKey, for scope: CredentialScope) -> SigningKey {
        let known = last.withLock { $0 }
        if let known, known.key.scope == scope, known.secret == secret.derivationKey { return known.key }
        let key = SigningKey(secret: secret, scope: scope)
        last.withLock { $0 = Derived(secret: secret.derivationKey, key: key) }
        return key
    }
}
