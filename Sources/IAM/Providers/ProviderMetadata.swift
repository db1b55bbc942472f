import AWSQuery
import Accounts
import Encodings
import SAML2

/// A metadata document that was judged good for a SAML provider.
struct ProviderMetadata {
    private let text: String
    let validUntil: Timestamp?
    private let entityIDs: Set<String>

    /// Throws `InvalidInput` with what is wrong, after AWS's own words.
    init(_ text: String, at instant: Timestamp) throws(QueryFault) {
        do throws(MetadataError) {
            let metadata = try IdentityProviderMetadata(parsing: Array(text.utf8), at: instant.date)
            validUntil = metadata.validUntil.map(Timestamp.init(roundingDown:))
            entityIDs = Set(metadata.identityProviders.map(\.entityID))
        } catch {
            throw .invalidInput(error.description)
        }
        self.text = text
    }

    /// Makes it the metadata of a provider, which is known by the names of these identity providers from then on, and no
    /// longer by others.
    func keep(for provider: String, _ context: OperationContext) async throws {
        try await context.entities.setDocument(Array(text.utf8), of: provider)
        for old in try await context.entities.targets(of: provider, .issuer) where !entityIDs.contains(old) {
            try await context.entities.unlink(provider, .issuer, from: old)
        }
        for entityID in entityIDs { try await context.entities.link(provider, .issuer, to: entityID) }
    }
}
