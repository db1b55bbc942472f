public import AWSQuery
public import Federation
public import Foundation
import IAMPolicy

/// IAM, version 2010-05-08: operations on the entities of the caller's account.
public struct IAMService: Sendable {
    private let store: any FederationStore
    private let configured: ConfiguredEntities
    private let tokens: SecurityTokenService
    private let keyRing: KeyRing
    private let uses: LastUseRecorder
    private let serviceLinkedRoles: ServiceLinkedRoleCatalog
    private let random: any RandomSource

    /// Makes the service over the entities of a store, under those of the configuration.
    ///
    /// Throws `StoreError` when a configured entity does not encode.
    public init(
        store: any FederationStore, tokens: SecurityTokenService, keyRing: KeyRing, uses: LastUseRecorder,
        random: any RandomSource = SystemRandomSource()
    ) throws(StoreError) {
        self.store = store
        self.tokens = tokens
        self.keyRing = keyRing
        self.uses = uses
        self.random = random
        configured = try ConfiguredEntities(tokens.directory)
        serviceLinkedRoles = .builtIn
    }

    /// Every operation that is built, by name.
    public static let operations: [String: IAMOperation] = Dictionary(
        uniqueKeysWithValues: allOperations.map { ($0.name, $0) })

    private static let allOperations: [IAMOperation] = [
        userOperations, userTagOperations, groupOperations, membershipOperations, accessKeyOperations,
        mfaDeviceOperations, mfaDeviceUseOperations, roleOperations,
        samlProviderOperations, serviceLinkedRoleOperations, accountOperations, managedPolicyOperations,
        policyVersionOperations, attachmentOperations, inlinePolicyOperations, simulationOperations,
    ].flatMap(\.self)

    /// Carries out an operation for an authenticated caller, in one transaction with the check of its permission.
    ///
    /// Throws `QueryFault` with AWS's code and text.
    public func perform(
        _ operation: IAMOperation, _ parameters: QueryParameters, caller: Caller, call: CallContext, at instant: Date
    ) async throws(QueryFault) -> QueryResult {
        try CallerRule.checkIAM(caller)
        try parameters.validate(operation.parameters, style: .places)
        let policies: PolicySet
        do {
            policies = try await tokens.policies(of: caller)
        } catch {
            throw QueryFault(error.code.name, error.message, status: error.code.httpStatus)
        }
        let body = body(operation, parameters, caller, policies, call, Timestamp(roundingDown: instant))
        do {
            if operation.isWrite { return try await store.writeEntities(body) }
            return try await store.readEntities(body)
        } catch let fault as QueryFault {
            throw fault
        } catch let error as StoreError {
            throw QueryFault(error)
        } catch {
            throw QueryFault.serviceFailure
        }
    }

    private func body(
        _ operation: IAMOperation, _ parameters: QueryParameters, _ caller: Caller, _ policies: PolicySet,
        _ call: CallContext, _ instant: Timestamp
    ) -> @Sendable (any EntityReader) throws -> QueryResult {
        let (configured, keyRing, random, services, uses) = (configured, keyRing, random, serviceLinkedRoles, uses)
        let tokens = tokens
        return { transaction in
            let context = OperationContext(
                parameters: parameters, caller: caller, account: caller.account, instant: instant, call: call,
                entities: Entities(
                    account: caller.account.id, transaction: LayeredEntities(configured, over: transaction)),
                random: random, keyRing: keyRing, serviceLinkedRoles: services, waitingUses: uses)
            try Authorization(operation, context, tokens).check(policies)
            return try operation.body(context)
        }
    }
}

/// Which credentials may call IAM at all.
enum CallerRule {
    /// Throws for credentials of GetFederationToken, and those of GetSessionToken without MFA.
    static func checkIAM(_ caller: Caller) throws(QueryFault) {
        switch caller.credentialSource {
        case .longTerm, .assumedRole: return
        case .federationToken: break
        case .sessionToken: if caller.session?.mfaAt != nil { return }
        }
        throw QueryFault("InvalidClientTokenId", "The security token included in the request is invalid", status: 403)
    }
}
