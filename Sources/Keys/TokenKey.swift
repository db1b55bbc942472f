package import Crypto
package import Encodings
internal import Foundation

/// One key of a ring, with what is derived from it once.
package struct TokenKey: Sendable {
    /// Four bytes that name the key in tokens.
    package let id: UInt32
    /// When it was made.
    package let created: Timestamp
    /// When tokens under it stop opening; nil for the key that seals.
    package let opensUntil: Timestamp?
    package let material: SymmetricKey
    private let purposeKeys: [TokenPurpose: DerivationKey]
    private let secretKey: DerivationKey

    package init(id: UInt32, created: Timestamp, opensUntil: Timestamp?, material: SymmetricKey) {
        self.id = id
        self.created = created
        self.opensUntil = opensUntil
        self.material = material
        self.purposeKeys = Dictionary(
            uniqueKeysWithValues: TokenPurpose.allCases.map { ($0, Self.purposeKey(material, $0)) })
        self.secretKey = Self.derive(material, "sallyport secret access key v1")
    }

    private static func purposeKey(_ material: SymmetricKey, _ purpose: TokenPurpose) -> DerivationKey {
        derive(material, "sallyport token v1 \(purpose.label)")
    }

    private static func derive(_ material: SymmetricKey, _ info: String) -> DerivationKey {
        DerivationKey(
            HKDF<SHA256>.deriveKey(inputKeyMaterial: material, info: Data(info.utf8), outputByteCount: 32))
    }

    /// The key of one token, from its 256-bit salt.
    package func tokenKey(_ purpose: TokenPurpose, salt: ArraySlice<UInt8>) -> SymmetricKey {
        SymmetricKey(data: (purposeKeys[purpose] ?? Self.purposeKey(material, purpose)).expand(salt))
    }

    /// The secret access key that belongs to a session token: 240 bits in 40 characters.
    package func secretAccessKey(salt: ArraySlice<UInt8>) -> String {
        secretKey.expand(salt).withUnsafeBytes { Base64.standard.encode(Array($0.prefix(30))) }
    }

    /// Whether tokens under the key open at `instant`.
    package func opens(at instant: Timestamp) -> Bool { opensUntil.map { instant < $0 } ?? true }
}
