import Accounts

/// What an operation needs that takes long to make, and is made before its transaction.
struct OperationPreparation: Sendable {
    /// What is in `SAMLMetadataDocument`, for operations that have this parameter.
    var metadata: ProviderMetadata?
    /// What becomes of the user's login profile, for operations that bring a password.
    var password: PreparedPassword?
    /// What the operation made of many entities, in a transaction of its own that reads.
    var report: String?
    /// The first keys of the account's issuer of web identity tokens, when it has none yet.
    var issuerKeys: [OutboundIssuerRecord.Key]?
}
