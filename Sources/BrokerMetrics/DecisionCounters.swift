package import Accounts
package import Audit
import CoreMetrics
import Encodings
import IAMPolicy
import Synchronization

/// Counts decisions by what the audit gets to know of them.
///
/// Labels name accounts and providers of the configuration alone: what was made through the API is `other`, and what
/// nobody could tell is `none`. A sign-in looks up its provider once; nothing else of it costs more than an addition.
package final class DecisionCounters: Sendable {
    private struct Check: Hashable, Sendable {
        let code: String
        let name: String
    }

    private struct State {
        var byProvider: [ARN: SignInCounters] = [:]
        var byAccount: [AccountID: (other: SignInCounters, none: SignInCounters)] = [:]
    }

    /// Error codes with names of checks at most.
    private static let mostChecks = 512

    private let factory: any MetricsFactory
    private let state = Mutex(State())
    private let elsewhere: SignInCounters
    private let refusals: BoundedCounters<Check>
    private let reloads: ReloadCounters

    init(_ factory: any MetricsFactory) {
        self.factory = factory
        elsewhere = SignInCounters(account: "none", provider: "none", factory)
        refusals = BoundedCounters(most: Self.mostChecks, other: Check(code: "other", name: "other")) {
            Counter(
                label: MetricName.refusals, dimensions: [("code", $0.code), ("check", $0.name)], factory: factory)
        }
        reloads = ReloadCounters(factory)
    }

    /// Knows the accounts and providers of a configuration; those of earlier ones go on being known.
    package func adopt(_ directory: FederationDirectory) {
        let providers = directory.providers.map { ($0.arn, $0.account.id, $0.name) }
        let others = directory.oidcProviders.map { ($0.arn, $0.account.id, $0.url.name) }
        state.withLock { state in
            for (arn, account, name) in providers + others where state.byProvider[arn] == nil {
                state.byProvider[arn] = SignInCounters(account: "\(account)", provider: name, factory)
            }
            for account in directory.accounts.keys where state.byAccount[account] == nil {
                state.byAccount[account] = (
                    SignInCounters(account: "\(account)", provider: "other", factory),
                    SignInCounters(account: "\(account)", provider: "none", factory)
                )
            }
        }
    }

    /// Counts what a record is of.
    package func count(_ event: AuditEvent) {
        if let kind = SignInCounters.Event(rawValue: event.eventName) {
            counters(for: event).count(kind, event.outcome)
        } else {
            reloads.count(event.eventName, isTaken: event.errorCode == nil)
        }
        if event.errorCode != nil || event.errorMessage != nil {
            refusals.count(Check(code: event.errorCode ?? "none", name: event.firstFailedCheck ?? "none"))
        }
    }

    private func counters(for event: AuditEvent) -> SignInCounters {
        let provider = event.provider
        return state.withLock { state in
            if let provider, let known = state.byProvider[provider] { return known }
            guard let account = event.recipientAccountID.flatMap({ state.byAccount[$0] }) else { return elsewhere }
            return provider == nil ? account.none : account.other
        }
    }
}

extension AuditEvent {
    /// The provider that vouches for whoever signs in: a resource of the record, or what its identity names.
    var provider: ARN? {
        if let resource = resources.first(where: { $0.type == "AWS::IAM::SAMLProvider" }) { return resource.arn }
        guard case .string(let name) = userIdentity.members.first(where: { $0.name == "identityProvider" })?.value
        else { return nil }
        return ARN(name)
    }

    /// The name of the check that failed first.
    var firstFailedCheck: String? {
        guard let member = additionalEventData.first(where: { $0.name == "failedChecks" }),
            case .array(let checks) = member.value, case .object(let members) = checks.first,
            case .string(let name) = members.first(where: { $0.name == "name" })?.value
        else { return nil }
        return name
    }
}
