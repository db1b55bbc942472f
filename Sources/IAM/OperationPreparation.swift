import Accounts

/// What an operation needs that takes long to make, and is made before its transaction.
struct OperationPreparation: Sendable {
    /// What is in `SAMLMetadataDocument`, for operations that have this parameter.
    var metadata: ProviderMetadata?
    /// The first keys of the account's issuer of web identity tokens, when it has none yet.
    var issuerKeys: [OutboundIssuerRecord.Key]?
}
