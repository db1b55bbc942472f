public import AWSQuery
public import Federation
public import Foundation
import IAMPolicy

/// IAM, version 2010-05-08: operations on the entities of the caller's account.
public struct IAMService: Sendable {
    private let store: any FederationStore
    private let tokens: SecurityTokenService
    private let keyRing: KeyRing
    private let uses: LastUseRecorder
    private let serviceLinkedRoles: ServiceLinkedRoleCatalog
    private let random: any RandomSource

    /// Makes the service over the entities of a store, under those of the configuration.
    public init(
        store: any FederationStore, tokens: SecurityTokenService, keyRing: KeyRing, uses: LastUseRecorder,
        random: any RandomSource = SystemRandomSource()
    ) {
        self.store = store
        self.tokens = tokens
        self.keyRing = keyRing
        self.uses = uses
        self.random = random
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
    ) async throws(QueryFault) -> IAMAnswer {
        try CallerRule.checkIAM(caller)
        let parameters = parameters.declared(by: operation.parameters)
        try parameters.validate(operation.parameters, style: .places)
        let policies: PolicySet
        do {
            policies = try await tokens.policies(of: caller)
        } catch {
            throw QueryFault(error.code.name, error.message, status: error.code.httpStatus)
        }
        let instant = Timestamp(roundingDown: instant)
        let makeContext = contextMaker(parameters, caller, call, instant)
        let tokens = tokens
        do {
            let metadata = try await metadata(parameters, instant) { transaction in
                _ = try Authorization(operation, makeContext(transaction, nil), tokens).check(policies)
            }
            let body: @Sendable (any EntityReader) throws -> IAMAnswer = { transaction in
                let context = makeContext(transaction, metadata)
                let resources = try Authorization(operation, context, tokens).check(policies)
                return IAMAnswer(
                    result: try operation.body(context), resources: resources.compactMap(AuditResource.init(entity:)))
            }
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

    /// Carries out the deletions of service-linked roles that wait.
    ///
    /// Throws `StoreError`.
    public func carryOutDeletions(at instant: Date) async throws(StoreError) {
        let instant = Timestamp(roundingDown: instant)
        for account in tokens.directory.accounts.keys {
            do {
                // Mostly there is nothing, and a transaction that writes would keep others waiting.
                let count = try await store.readEntities { try $0.count(.deletionTask, account: account) }
                guard count > 0 else { continue }
                try await store.writeEntities { try DeletionTask.carryOutAll(of: account, $0, at: instant) }
            } catch let error as StoreError {
                throw error
            } catch {
                throw StoreError(.unavailable, "\(error)")
            }
        }
    }

    /// When the metadata of each provider of the store ends, by ARN; those whose metadata says nothing are left out.
    ///
    /// Throws `StoreError`.
    public func providerEnds() async throws(StoreError) -> [String: Date] {
        let accounts = tokens.directory.accounts
        do {
            return try await store.readEntities { reader in
                var ends: [String: Date] = [:]
                for account in accounts.values {
                    var last: String?
                    while let row = try reader.rows(
                        .samlProvider, account: account.id, pathPrefix: "/", after: last, limit: 1
                    ).first {
                        let provider = try Entity<SAMLProviderRecord>(row)
                        ends[provider.arn(in: account.partition)] = provider.record.validUntil?.date
                        last = row.foldedName
                    }
                }
                return ends
            }
        } catch let error as StoreError {
            throw error
        } catch {
            throw StoreError(.unavailable, "\(error)")
        }
    }

    /// The metadata of a SAML provider in the parameters.
    ///
    /// To read a large one takes long: not within the transaction that writes, where everybody else would wait, and not
    /// for a caller without permission.
    private func metadata(
        _ parameters: QueryParameters, _ instant: Timestamp,
        checking check: @escaping @Sendable (any EntityReader) throws -> Void
    ) async throws -> ProviderMetadata? {
        guard let text = parameters.text("SAMLMetadataDocument") else { return nil }
        return try await store.readEntities { transaction in
            try check(transaction)
            return try ProviderMetadata(text, at: instant)
        }
    }

    private func contextMaker(
        _ parameters: QueryParameters, _ caller: Caller, _ call: CallContext, _ instant: Timestamp
    ) -> @Sendable (any EntityReader, ProviderMetadata?) -> OperationContext {
        let (configured, keyRing, random, services, uses) = (
            tokens.directory.entities, keyRing, random, serviceLinkedRoles, uses
        )
        return { transaction, metadata in
            OperationContext(
                parameters: parameters, caller: caller, account: caller.account, instant: instant, call: call,
                entities: Entities(
                    account: caller.account.id, transaction: LayeredEntities(configured, over: transaction)),
                metadata: metadata, random: random, keyRing: keyRing, serviceLinkedRoles: services, waitingUses: uses)
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
