import AWSQuery
import Accounts
import Audit
import Encodings
import IAMPolicy
import STS
import Sessions

/// One call of an operation: what it does within a transaction, and before one.
struct OperationRun: Sendable {
    let operation: IAMOperation
    /// The parameters that the operation declares, validated.
    let parameters: QueryParameters
    let caller: Caller
    let policies: PolicySet
    let call: CallContext
    let instant: Timestamp
    let service: IAMService

    /// Checks the permission and carries the operation out.
    func answer(
        in transaction: any EntityReader, isWriting: Bool, metadata: ProviderMetadata? = nil
    ) async throws -> IAMAnswer {
        let context = context(transaction, isWriting: isWriting, metadata)
        let resources = try await authorization(context).check(policies)
        return IAMAnswer(
            result: try await operation.body(context), resources: resources.compactMap(AuditResource.init(entity:)))
    }

    // MARK: Metadata

    /// Whether there is metadata of a SAML provider in the parameters.
    var bringsMetadata: Bool { parameters.text(.samlMetadataDocument) != nil }

    /// The metadata in the parameters.
    ///
    /// To read a large one takes long: not within the transaction that writes, where everybody else would wait, and not
    /// for a caller without permission.
    func metadata(in transaction: any EntityReader) async throws -> ProviderMetadata {
        _ = try await authorization(context(transaction, isWriting: false, nil)).check(policies)
        return try ProviderMetadata(parameters[.samlMetadataDocument], at: instant)
    }

    // MARK: Parts

    private func authorization(_ context: OperationContext) -> Authorization {
        Authorization(operation, context, service.tokens)
    }

    private func context(
        _ transaction: any EntityReader, isWriting: Bool, _ metadata: ProviderMetadata?
    ) -> OperationContext {
        OperationContext(
            parameters: parameters, caller: caller, account: caller.account, instant: instant, call: call,
            entities: LayeredEntities(service.tokens.directory.entities, over: transaction),
            isWriting: isWriting, metadata: metadata, random: service.random, keyRing: service.keyRing,
            outboundIssuer: service.tokens.outboundIssuer(of: caller.account.id),
            serviceLinkedRoles: service.serviceLinkedRoles, waitingUses: service.uses)
    }
}
