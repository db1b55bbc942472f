internal import Crypto
import Encodings
internal import Foundation

/// A key for what a store keeps secret, long-term access keys above all.
struct StorageKey: Sendable {
    let id: UInt32
    let created: Timestamp
    let material: SymmetricKey
    private let derivation: DerivationKey

    init(id: UInt32, created: Timestamp, material: SymmetricKey) {
        self.id = id
        self.created = created
        self.material = material
        self.derivation = DerivationKey(
            HKDF<SHA256>.deriveKey(
                inputKeyMaterial: material, info: Data("sallyport storage v1".utf8), outputByteCount: 32))
    }

    /// The key of one record, by its 256-bit salt.
    func recordKey(salt: ArraySlice<UInt8>) -> SymmetricKey {
        SymmetricKey(data: derivation.expand(salt))
    }
}
