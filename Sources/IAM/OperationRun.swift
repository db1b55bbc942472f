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
    /// What was revoked when the call came.
    let revocations: RevocationList

    /// Checks the permission and carries the operation out.
    func answer(
        in transaction: any EntityReader, isWriting: Bool,
        with preparation: OperationPreparation = OperationPreparation()
    ) async throws -> IAMAnswer {
        let context = context(transaction, isWriting: isWriting, preparation)
        let resources = try await authorization(context).check(policies)
        return IAMAnswer(
            result: try await operation.body(context), resources: resources.compactMap(AuditResource.init(entity:)))
    }

    // MARK: Before the transaction

    /// Makes what takes long: not within the transaction that writes, where everybody else would wait, and not for a caller
    /// without permission.
    func prepare(in store: any FederationStore) async throws -> OperationPreparation {
        var preparation = OperationPreparation()
        if parameters.text(.samlMetadataDocument) != nil {
            preparation.metadata = try await store.readEntities { try await metadata(in: $0) }
        }
        if let password = parameters.text(.password) ?? parameters.text(.newPassword) {
            preparation.password = try await prepared(password, in: store)
        }
        if let report = operation.report {
            preparation.report = try await store.readEntities { transaction in
                try await checkPermission(in: transaction)
                return try await report(context(transaction, isWriting: false, OperationPreparation()))
            }
        }
        if operation.makesIssuer, try await store.readEntities({ try await lacksIssuer(in: $0) }) {
            preparation.issuerKeys = try OutboundIssuerRecord.firstKeys(
                keyRing: service.keyRing, random: service.random, at: instant)
        }
        return preparation
    }

    /// The metadata in the parameters.
    private func metadata(in transaction: any EntityReader) async throws -> ProviderMetadata {
        try await checkPermission(in: transaction)
        return try ProviderMetadata(parameters[.samlMetadataDocument], at: instant)
    }

    private func lacksIssuer(in transaction: any EntityReader) async throws -> Bool {
        try await checkPermission(in: transaction)
        let id = OutboundIssuerRecord.uniqueID(of: caller.account.id)
        return try await transaction.entity(OutboundIssuerRecord.self, uniqueID: id) == nil
    }

    /// Hashes a password, which takes long, once the permission is sure.
    private func prepared(_ password: String, in store: any FederationStore) async throws -> PreparedPassword {
        let question = try await store.readEntities { transaction in
            try await checkPermission(in: transaction)
            return try await PasswordQuestion(
                password, context(transaction, isWriting: false, OperationPreparation()), service.hashing)
        }
        return try await question.answer(in: store)
    }

    private func checkPermission(in transaction: any EntityReader) async throws {
        let context = context(transaction, isWriting: false, OperationPreparation())
        _ = try await authorization(context).check(policies)
    }

    // MARK: Parts

    private func authorization(_ context: OperationContext) -> Authorization {
        Authorization(operation, context, service.tokens)
    }

    private func context(
        _ transaction: any EntityReader, isWriting: Bool, _ preparation: OperationPreparation
    ) -> OperationContext {
        OperationContext(
            parameters: parameters, caller: caller, account: caller.account, instant: instant, call: call,
            entities: LayeredEntities(service.tokens.directory.entities, over: transaction),
            isWriting: isWriting, preparation: preparation, random: service.random, keyRing: service.keyRing,
            outboundIssuer: service.tokens.outboundIssuer(of: caller.account.id),
            directory: service.tokens.directory, revocations: revocations, waitingUses: service.uses)
    }
}
