import AWSQuery
import Accounts
import Encodings
import Foundation
import IAMPolicy
import Keys
import Sessions

/// What an operation that reads throws when it has to change something after all.
struct WritingNeeded: Error {}

/// Everything that an operation works with: its parameters, the caller, and the entities within one transaction.
struct OperationContext {
    let parameters: QueryParameters
    let caller: Caller
    /// Account of the caller; every entity that an operation touches is of this account.
    let account: Account
    let instant: Timestamp
    let call: CallContext
    let entities: LayeredEntities
    /// Whether the transaction can change entities.
    let isWriting: Bool
    /// What was made before the transaction.
    let preparation: OperationPreparation
    let random: any RandomSource
    let keyRing: KeyRing
    /// `iss` of the account's web identity tokens.
    let outboundIssuer: String?
    /// What is configured.
    let directory: FederationDirectory
    /// What was revoked when the call came.
    let revocations: RevocationList
    /// Uses that are not written yet.
    let waitingUses: LastUseRecorder

    /// Has an operation that reads, and finds that it has to change something, begin again in a transaction that can.
    func requireWriting() throws(WritingNeeded) {
        if !isWriting { throw WritingNeeded() }
    }

    /// What is in `SAMLMetadataDocument`, for operations that have this parameter.
    var metadata: ProviderMetadata? { preparation.metadata }

    /// The partition of every ARN.
    var partition: Partition { account.partition }

    /// The name in `UserName`, or the caller's own user name.
    ///
    /// Throws `ValidationError` when the caller is no user.
    func userName() throws(QueryFault) -> String {
        if let name = parameters.text(.userName) { return name }
        guard let name = caller.userName else {
            throw QueryFault(
                "ValidationError", "Must specify userName when calling with non-User credentials")
        }
        return name
    }

    /// The last use of an entity, written or not.
    func lastUse(of uniqueID: String) async throws -> EntityUse? {
        if let use = waitingUses.use(of: uniqueID) { return use }
        return try await entities.lastUse(of: uniqueID)
    }
}
