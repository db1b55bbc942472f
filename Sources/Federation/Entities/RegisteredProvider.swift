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
            // The text itself would fill the memory, and stays in the store.
            metadata: try IdentityProviderMetadata(parsing: Array(entity.record.metadata.utf8), at: .distantPast))
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

    /// Whether the store has a provider of any account.
    ///
    /// Throws `STSError` when the store fails.
    public func hasRegisteredProviders() async throws(STSError) -> Bool { try await entities.hasProviders() }

    /// The providers of the store that may vouch for a response, by what it says itself.
    ///
    /// Those that its Role attribute names; when that is encrypted, those that know its issuer. Nobody has verified any
    /// of it, so that the number is bounded, and for each account as well: no account can crowd out another.
    ///
    /// Throws `STSError` when the store fails.
    public func registeredProviders(for hints: ResponseHints) async throws(STSError) -> [RegisteredProvider] {
        let arns =
            hints.isEncrypted
            ? try await entities.providers(ofIssuers: hints.issuers)
            : options.partition.attributePrefixes.flatMap { hints.attributeValues[$0 + "Role"] ?? [] }.compactMap {
                (try? RoleClaim(attributeValue: $0))?.providerARN
            }
        var seen: Set<String> = []
        var providers: [RegisteredProvider] = []
        for arn in arns where providers.count < 256 && seen.count < 1_024 && seen.insert(arn).inserted {
            if let provider = try await entities.registeredProvider(arn: arn),
                hints.issuers.contains(where: provider.provider.entityIDs.contains)
            {
                providers.append(provider)
            }
        }
        return providers
    }

    /// A number that is another one after each change of entities; what was made of them is good as long as it stays.
    public func entityVersion() async throws(STSError) -> UInt64 { try await entities.version() }
}
