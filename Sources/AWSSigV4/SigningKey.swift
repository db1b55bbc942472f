import Crypto
import Encodings
public import Foundation

/// The key derived from a secret access key for one day, region and service.
///
/// Deriving takes four HMAC computations; a caller that sees a credential often may keep the signing key for the rest
/// of the day. The bytes are zeroed when the last copy is released.
public struct SigningKey: Sendable, CustomStringConvertible, CustomReflectable {
    /// What the key is good for.
    public let scope: CredentialScope

    private let hash: KeyedHash

    /// Derives the key for a scope.
    public init(secret: SecretAccessKey, scope: CredentialScope) {
        self.scope = scope
        var code = HMAC<SHA256>.authenticationCode(for: Array(scope.date.utf8), using: secret.derivationKey)
        for component in [scope.region, scope.service, CredentialScope.terminator] {
            code = HMAC<SHA256>.authenticationCode(for: Array(component.utf8), using: SymmetricKey(data: code))
        }
        hash = KeyedHash(code)
    }

    /// Derives the key for the day of an instant.
    public init(secret: SecretAccessKey, at instant: Date, region: String, service: String) {
        let date = String(SigningTime(instant).text.prefix(8))
        self.init(secret: secret, scope: CredentialScope(date: date, region: region, service: service))
    }

    /// The signature of a string to sign.
    func signature(of stringToSign: [UInt8]) -> [UInt8] {
        hash.code(of: stringToSign).withUnsafeBytes { Hexadecimal.encode($0) }
    }

    /// Compares in constant time.
    func isValid(_ signature: [UInt8], of stringToSign: [UInt8]) -> Bool {
        hash.code(of: stringToSign) == signature
    }

    /// The scope alone; the key is never shown.
    public var description: String { "SigningKey(\(scope))" }

    /// A mirror with the scope alone.
    public var customMirror: Mirror { Mirror(self, children: ["scope": scope]) }
}
