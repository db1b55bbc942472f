import Crypto
import CryptoExtras

/// A public key by which a provider's tokens are verified, and the algorithms that it verifies (RFC 7517).
package struct JSONWebKey: Sendable {
    /// The key itself: what it is decides which algorithms it can be used with.
    enum Material: Sendable {
        case rsa(_RSA.Signing.PublicKey)
        case p256(P256.Signing.PublicKey)
        case p384(P384.Signing.PublicKey)
        case p521(P521.Signing.PublicKey)
    }

    /// `kid`.
    package let id: String
    /// What it may verify: what fits the key, or of that the one that its `alg` names.
    package let algorithms: [TokenAlgorithm]
    private let material: Material

    /// Makes a key; nil when `algorithm` is one that the key cannot be used with.
    init?(id: String, material: Material, algorithm: TokenAlgorithm?) {
        let fitting = Self.algorithms(of: material)
        guard algorithm.map(fitting.contains) ?? true else { return nil }
        self.id = id
        self.material = material
        algorithms = algorithm.map { [$0] } ?? fitting
    }

    private static func algorithms(of material: Material) -> [TokenAlgorithm] {
        switch material {
        case .rsa: [.rs256, .rs384, .rs512]
        case .p256: [.es256]
        case .p384: [.es384]
        case .p521: [.es512]
        }
    }

    /// Whether this key made the signature of `message` by this algorithm; never, when the key is not for that algorithm.
    func verifies(_ signature: [UInt8], of message: [UInt8], by algorithm: TokenAlgorithm) -> Bool {
        guard !signature.isEmpty, algorithms.contains(algorithm) else { return false }
        switch (algorithm, material) {
        case (.rs256, .rsa(let key)): return Self.verifies(signature, of: SHA256.hash(data: message), by: key)
        case (.rs384, .rsa(let key)): return Self.verifies(signature, of: SHA384.hash(data: message), by: key)
        case (.rs512, .rsa(let key)): return Self.verifies(signature, of: SHA512.hash(data: message), by: key)
        case (.es256, .p256(let key)):
            guard let signature = try? P256.Signing.ECDSASignature(rawRepresentation: signature) else { return false }
            return key.isValidSignature(signature, for: SHA256.hash(data: message))
        case (.es384, .p384(let key)):
            guard let signature = try? P384.Signing.ECDSASignature(rawRepresentation: signature) else { return false }
            return key.isValidSignature(signature, for: SHA384.hash(data: message))
        case (.es512, .p521(let key)):
            guard let signature = try? P521.Signing.ECDSASignature(rawRepresentation: signature) else { return false }
            return key.isValidSignature(signature, for: SHA512.hash(data: message))
        default: return false
        }
    }

    /// RSASSA-PKCS1-v1_5, which swift-crypto calls insecure for what it is in encryption; it is what RS256 means.
    private static func verifies(
        _ signature: [UInt8], of digest: some Digest, by key: _RSA.Signing.PublicKey
    ) -> Bool {
        key.isValidSignature(
            _RSA.Signing.RSASignature(rawRepresentation: signature), for: digest, padding: .insecurePKCS1v1_5)
    }
}
