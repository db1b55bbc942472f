internal import Foundation
package import Keys
import SAML2

extension SAMLProvider {
    /// A provider of the store; metadata that has expired since is taken, so that the refusal says so.
    package init(
        _ entity: Entity<SAMLProviderRecord>, account: Account, metadata: [UInt8], keyRing: KeyRing
    ) throws {
        let keys = try entity.record.privateKeys.map { key in
            guard let pem = keyRing.openFromStorage(key.sealed, context: SAMLProviderRecord.sealContext(key.id)) else {
                throw StoreError(.corrupt, "private key \(key.id) does not open: was the key ring replaced?")
            }
            return try DecryptionKey(pem: pem)
        }
        try self.init(
            account: account, name: entity.name,
            // The text itself would fill the memory, and stays in the store.
            metadata: try IdentityProviderMetadata(parsing: metadata, at: .distantPast),
            rules: ProviderRules(
                decryptionKeys: keys, requiresEncryption: entity.record.requiresEncryption ?? false))
    }
}

extension EntityReader {
    /// The metadata of a SAML provider as it was given; throws `StoreError` with code `corrupt` when it is missing.
    public func metadata(of provider: Entity<SAMLProviderRecord>) async throws(StoreError) -> [UInt8] {
        guard let document = try await document(of: provider.uniqueID) else {
            throw StoreError(.corrupt, "SAML provider \(provider.uniqueID) has no metadata")
        }
        return document
    }
}
