package import Accounts
import Audit
import Claims
package import Encodings
package import Foundation
import IAMPolicy
package import Keys
package import SAML2
package import STS
package import Sessions

/// What administrators look at and end: of their own account alone.
package struct Administration: Sendable {
    let service: SecurityTokenService
    let store: any FederationStore
    let shared: SharedRecords
    let keyRing: KeyRing
    let uses: LastUseRecorder
    let judge: ResponseJudge
    /// Sign-ins that trust policies have refused.
    package let refused: RefusedSignIns
    let random: any RandomSource

    /// - Parameters:
    ///   - shared: the last records and running sessions.
    ///   - keyRing: opens what other brokers have handed over.
    ///   - uses: those that wait to be written.
    ///   - judge: keeps passed checks as well.
    package init(
        service: SecurityTokenService, store: any FederationStore, shared: SharedRecords, keyRing: KeyRing,
        uses: LastUseRecorder, judge: ResponseJudge, refused: RefusedSignIns,
        random: any RandomSource = SystemRandomSource()
    ) {
        self.service = service
        self.store = store
        self.shared = shared
        self.keyRing = keyRing
        self.uses = uses
        self.judge = judge
        self.refused = refused
        self.random = random
    }

    // MARK: Sessions and records

    /// Name of the broker that answers.
    package var broker: String { shared.recent.broker }

    /// What all brokers that share the store know of an account; what this one remembers alone, when the store fails.
    package func known(to account: AccountID, at now: Timestamp) async -> KnownRecords {
        await shared.known(to: account, openedBy: keyRing, at: now)
    }

    // MARK: Providers

    /// An identity provider of an account.
    package struct Provider: Sendable {
        /// Name of the SAML provider.
        package let name: String
        /// ARN of the SAML provider.
        package let arn: String
        /// entityIDs in its metadata.
        package let entityIDs: [String]
        /// When the first of its certificates ends; nil for keys without.
        package let keysEnd: Date?
        /// When its metadata ends; nil for never.
        package let metadataEnd: Date?
        /// When a role was given through it last, by any broker; nil for never, and when the store fails.
        package let lastUse: Timestamp?
    }

    /// The SAML providers of the account that the configuration has.
    package func providers(of account: AccountID) async -> [Provider] {
        let providers = service.directory.providers.filter { $0.account.id == account }
        let lastUses = await lastUses(of: providers.map { "\($0.arn)" })
        return providers.map { provider in
            let known = provider.metadata.identityProviders
            return Provider(
                name: provider.name, arn: "\(provider.arn)", entityIDs: known.map(\.entityID),
                keysEnd: known.flatMap(\.signingKeys).map(\.notAfter).min(),
                metadataEnd: provider.metadata.validUntil, lastUse: lastUses["\(provider.arn)"])
        }
    }

    /// Those that the store has, and those that wait to be written to it.
    private func lastUses(of arns: [String]) async -> [String: Timestamp] {
        let written = try? await store.readEntities { reader in
            var written: [String: Timestamp] = [:]
            for arn in arns { written[arn] = try await reader.lastUse(of: arn)?.instant }
            return written
        }
        let waiting = arns.compactMap { arn in uses.use(of: arn).map { (arn, $0.instant) } }
        return (written ?? [:]).merging(waiting, uniquingKeysWith: max)
    }

    // MARK: Revoking

    /// What an administrator ends.
    package enum End: Sendable {
        /// One session, by its access key id.
        case session(String)
        /// All sessions of a user of an identity provider, by that of one of his.
        case subjectOf(session: String)
        /// All sessions of a role, by its ARN.
        case role(String)
    }

    /// Why nothing is ended.
    package enum Refusal: Error, Hashable, Sendable {
        /// It is not of the administrator's account, or is not there.
        case unknown
        /// The store or the audit fails; the cause is for the log.
        case unavailable(String)
    }

    /// Ends what was issued up to now; recorded as the administrator's act before it counts.
    ///
    /// Whoever may sign in gets new sessions. Throws `Refusal`.
    package func revoke(
        _ end: End, by administrator: Administrator, call: CallContext, at instant: Date
    ) async throws(Refusal) {
        let target = try await target(of: end, in: administrator.account.id, at: Timestamp(roundingDown: instant))
        var event = AuditEvent(
            eventID: UUIDText.make(random), eventTime: Timestamp(roundingDown: instant), eventSource: "sallyport",
            eventName: "RevokeSession", call: call, partition: administrator.account.partition,
            userIdentity: .caller(administrator.caller))
        event.recipientAccountID = administrator.account.id
        event.requestParameters = .object([JSONMember("target", Self.text(target).cut(to: 600))])
        do {
            try await service.keep([event])
            try await store.revoke(Revocation(target: target, issuedAtOrBefore: instant))
        } catch {
            throw .unavailable("\(error)")
        }
    }

    private func target(
        of end: End, in account: AccountID, at now: Timestamp
    ) async throws(Refusal) -> RevocationTarget {
        switch end {
        case .session(let id):
            guard AccessKeyID.account(of: id) == account else { throw .unknown }
            return .session(accessKeyID: id)
        case .subjectOf(let id):
            let session = await known(to: account, at: now).sessions.first { $0.id == id }
            guard let subject = session?.subject, let qualifier = session?.nameQualifier else { throw .unknown }
            return .subject(nameQualifier: qualifier, subject: subject)
        case .role(let arn):
            guard let role = try await role(arn: arn), role.account.id == account else { throw .unknown }
            return .role(uniqueID: role.uniqueID)
        }
    }

    func role(arn: String) async throws(Refusal) -> Role? {
        do throws(STSError) {
            return try await service.entities.role(arn: arn)
        } catch {
            throw .unavailable(error.cause)
        }
    }

    private static func text(_ target: RevocationTarget) -> String {
        switch target {
        case .session(let id): "session \(id)"
        case .role(let id): "role \(id)"
        case .subject(_, let subject): "subject \(subject)"
        case .sessionName, .attribute, .consoleSessions: ""
        }
    }

    // MARK: Responses

    /// What was found of a response.
    package struct Report: Sendable {
        /// Each check, in order.
        package let checks: [Check]
        /// Roles that it would give through the provider; none when it would give none.
        package let roles: [String]
        /// What it says of its user, by name.
        package let attributes: [(name: String, values: [String])]
        /// What it claims, when every check of the response holds.
        package let assertion: ValidatedAssertion?
    }

    /// Checks a response as the sign-in page would for one provider of the account; nothing is given, and nothing is used up.
    ///
    /// Throws `Refusal`.
    ///
    /// - Parameter text: base64 as in a form, or XML.
    package func inspect(
        _ text: String, provider arn: String, of account: AccountID, call: CallContext, at instant: Date
    ) async throws(Refusal) -> Report {
        guard let provider = service.directory.provider(arn: arn), provider.account.id == account,
            let response = Self.received(text)
        else { throw .unknown }
        let verdict: ResponseJudge.Verdict?
        do throws(STSError) {
            verdict = try await judge.judge(response, providerARN: arn, at: instant)
        } catch {
            throw .unavailable(error.cause)
        }
        guard let validation = verdict?.validation else { throw .unknown }
        guard case .success(let assertion) = validation.outcome else {
            return Report(checks: validation.checks, roles: [], attributes: [], assertion: nil)
        }
        return try await report(of: assertion, after: validation.checks, provider: provider, call: call, at: instant)
    }

    private static func received(_ text: String) -> ReceivedResponse? {
        let bytes = text.utf8.drop { ASCII.isWhiteSpace($0) }
        if bytes.first == UInt8(ascii: "<") { return ReceivedResponse(xml: Array(bytes)) }
        return try? ReceivedResponse(field: bytes.filter { !ASCII.isWhiteSpace($0) })
    }

    func report(
        of assertion: ValidatedAssertion, after checks: [Check], provider: SAMLProvider, call: CallContext,
        at instant: Date
    ) async throws(Refusal) -> Report {
        var checks = checks
        var roles: [String] = []
        let general = AssumptionReport(
            assertion, provider: provider, redemption: service.options.redemption, call: call, at: instant)
        checks += general.checks
        let pairs = general.claims?.roles.filter { $0.providerARN == "\(provider.arn)" } ?? []
        for pair in pairs.prefix(64) {
            guard let role = try await role(arn: pair.roleARN) else { continue }
            let asked = AssumptionReport(
                assertion, provider: provider, role: role, redemption: service.options.redemption, call: call,
                at: instant)
            checks += asked.checks.filter { $0.name == "trust-policy" }
            if asked.error == nil { roles.append(pair.roleARN) }
        }
        return Report(
            checks: checks, roles: roles, attributes: assertion.attributes.map { ($0.name, $0.values) },
            assertion: assertion)
    }
}
