internal import Foundation
public import SAML2

/// A SAML provider of the store, with how responses for it are checked.
public struct RegisteredProvider: Sendable {
    /// The provider.
    public let provider: SAMLProvider
    /// Keys that open encrypted assertions; at most two.
    public let decryptionKeys: [DecryptionKey]
    /// Whether assertions have to be encrypted.
    public let requiresEncryption: Bool
}

extension RegisteredProvider {
    /// A provider of the store; metadata that has expired since is taken, so that the refusal says so.
    init(_ entity: Entity<SAMLProviderRecord>, _ account: Account, _ keyRing: KeyRing) throws {
        provider = try SAMLProvider(
            account: account, name: entity.name,
            metadata: try IdentityProviderMetadata(parsing: Array(entity.record.metadata.utf8), at: .distantPast),
            metadataText: entity.record.metadata)
        requiresEncryption = entity.record.requiresEncryption ?? false
        decryptionKeys = try entity.record.privateKeys.map { key in
            guard let pem = keyRing.openFromStorage(key.sealed, context: SAMLProviderRecord.sealContext(key.id)) else {
                throw StoreError(.corrupt, "private key \(key.id) does not open: was the key ring replaced?")
            }
            return try DecryptionKey(pem: pem)
        }
    }
}

extension SecurityTokenService {
    /// The provider of the store with this ARN.
    ///
    /// Throws `STSError` when the store fails.
    public func registeredProvider(arn: String) async throws(STSError) -> RegisteredProvider? {
        try await entities.registeredProvider(arn: arn)
    }

    /// A number that is another one after each change of entities; what was made of them is good as long as it stays.
    public func entityVersion() async throws(STSError) -> UInt64 { try await entities.version() }
}
