public import AWSQuery
public import Accounts
public import Encodings
public import Foundation
package import IAMCredentials
public import IAMPolicy
public import Keys
public import STS
public import Sessions

/// IAM, version 2010-05-08: operations on the entities of the caller's account.
public struct IAMService: Sendable {
    let store: any FederationStore
    let tokens: SecurityTokenService
    let keyRing: KeyRing
    let uses: LastUseRecorder
    let random: any RandomSource
    /// How passwords are hashed.
    package var hashing = PasswordHashing()

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
    }

    /// Every operation that is built, by name.
    public static let operations: [String: IAMOperation] = Dictionary(
        uniqueKeysWithValues: allOperations.map { ($0.name, $0) })

    private static let allOperations: [IAMOperation] = [
        userOperations, tagOperations, groupOperations, membershipOperations, accessKeyOperations,
        loginProfileOperations, passwordPolicyOperations, mfaDeviceOperations, mfaDeviceUseOperations, roleOperations,
        instanceProfileOperations, samlProviderOperations, oidcProviderOperations, outboundFederationOperations,
        serviceLinkedRoleOperations, sshPublicKeyOperations, signingCertificateOperations,
        serviceCredentialOperations, serverCertificateOperations, accountOperations, credentialReportOperations,
        accessReportOperations,
        managedPolicyOperations, policyVersionOperations, attachmentOperations, inlinePolicyOperations,
        simulationOperations, absentOperations,
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
            throw QueryFault(error)
        }
        do {
            let run = OperationRun(
                operation: operation, parameters: parameters, caller: caller, policies: policies, call: call,
                instant: Timestamp(roundingDown: instant), service: self, revocations: try await store.revocations())
            guard operation.isWrite else { return try await read(run) }
            let preparation = try await run.prepare(in: store)
            return try await store.writeEntities { try await run.answer(in: $0, isWriting: true, with: preparation) }
        } catch let fault as QueryFault {
            throw fault
        } catch let error as StoreError {
            throw QueryFault(error)
        } catch {
            throw QueryFault.serviceFailure("\(error)")
        }
    }

    /// Carries out the deletions of service-linked roles that wait, and forgets those that ended long ago.
    ///
    /// One that fails, as when its row is damaged, keeps no other from being carried out. Throws `StoreError`: the
    /// first one, at the end.
    public func carryOutDeletions(at instant: Date) async throws(StoreError) {
        let (instant, accounts) = (Timestamp(roundingDown: instant), tokens.directory.accounts.keys)
        let rows = try await read { reader in
            var rows: [EntityRow] = []
            for account in accounts { rows += try await reader.rows(.below(.deletionTask, account)) }
            return rows
        }
        var failure: StoreError?
        for row in rows {
            do throws(StoreError) {
                try await settle(row, at: instant)
            } catch {
                failure = failure ?? error
            }
        }
        if let failure { throw failure }
    }

    /// Writes only when there is something to do: each write waits for the disk.
    private func settle(_ row: EntityRow, at instant: Timestamp) async throws(StoreError) {
        guard DeletionTask.isDue(try Entity(row), at: instant) else { return }
        try await storeErrors {
            try await store.writeEntities { try await DeletionTask.settle(row.uniqueID, $0, at: instant) }
        }
    }

    /// When the metadata of each provider of the store ends, by ARN; those whose metadata says nothing are left out.
    ///
    /// Throws `StoreError`.
    public func providerEnds() async throws(StoreError) -> [ARN: Date] {
        let accounts = tokens.directory.accounts
        return try await read { reader in
            var ends: [ARN: Date] = [:]
            for account in accounts.values {
                for provider in try await reader.entities(SAMLProviderRecord.self, .below(.samlProvider, account.id)) {
                    ends[provider.arn(in: account.partition)] = provider.record.validUntil?.date
                }
            }
            return ends
        }
    }

    func read<Value: Sendable>(
        _ body: @escaping @Sendable (any EntityReader) async throws -> Value
    ) async throws(StoreError) -> Value {
        try await storeErrors { try await store.readEntities(body) }
    }

    /// What a transaction throws beside `StoreError` is a failure of the store as well.
    func storeErrors<Value>(_ body: () async throws -> Value) async throws(StoreError) -> Value {
        do {
            return try await body()
        } catch let error as StoreError {
            throw error
        } catch {
            throw StoreError(.unavailable, "\(error)")
        }
    }

    /// Answers a question; one that turns out to need a change begins again in a transaction that writes.
    private func read(_ run: OperationRun) async throws -> IAMAnswer {
        do {
            return try await store.readEntities { try await run.answer(in: $0, isWriting: false) }
        } catch is WritingNeeded {
            return try await store.writeEntities { try await run.answer(in: $0, isWriting: true) }
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
        throw QueryFault(
            "InvalidClientTokenId", "The security token included in the request is invalid", status: 403,
            cause: "credentials of GetFederationToken, or of GetSessionToken without MFA, for IAM")
    }
}
