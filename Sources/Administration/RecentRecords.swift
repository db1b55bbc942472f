package import Accounts
package import Audit
package import Encodings
import Foundation
import IAMPolicy
internal import Synchronization

/// Passes records on, and remembers the last ones and the sessions of which they tell, for administrators to look at.
///
/// What is remembered is of this process, from its beginning on. Refusals of nobody that was verified push no others out.
package final class RecentRecords: CountingAuditSink {
    /// Records that are remembered at most, and as many of nobody.
    private static let capacity = 500
    /// Sessions that are remembered at most.
    private static let sessionCapacity = 20_000

    private struct State {
        var known: [AuditEvent] = []
        var ofNobody: [AuditEvent] = []
        var sessions: [String: RunningSession] = [:]
        /// When the first of as many sessions as are remembered ends; nil while there is room.
        var isFullUntil: Timestamp?
    }

    private let sink: any AuditSink
    private let state = Mutex(State())

    /// - Parameter sink: where records go.
    package init(_ sink: any AuditSink) { self.sink = sink }

    package func record(_ events: [AuditEvent]) async throws(AuditError) {
        try await sink.record(events)
        note(events)
    }

    package func reserve() async throws(AuditError) -> AuditReservation { try await sink.reserve() }

    package func record(_ events: [AuditEvent], in reservation: AuditReservation) async throws(AuditError) {
        try await sink.record(events, in: reservation)
        note(events)
    }

    package func flush(at now: Timestamp?) async throws(AuditError) {
        try await (sink as? any CountingAuditSink)?.flush(at: now)
    }

    private func note(_ events: [AuditEvent]) {
        state.withLock { state in
            for event in events {
                if event.userIdentity == .unknown {
                    Self.append(event, to: &state.ofNobody)
                } else {
                    Self.append(event, to: &state.known)
                }
                Self.note(event, &state)
            }
        }
    }

    /// A quarter more may gather before the oldest go, so that not each record moves all others.
    private static func append(_ event: AuditEvent, to events: inout [AuditEvent]) {
        events.append(event)
        if events.count > capacity * 5 / 4 { events.removeFirst(events.count - capacity) }
    }

    private static func note(_ event: AuditEvent, _ state: inout State) {
        if let session = RunningSession(event) {
            guard hasRoom(in: &state, at: event.eventTime) else { return }
            state.sessions[session.id] = session
        } else if let (id, end) = RunningSession.continued(event), let end, var session = state.sessions[id] {
            session.isInConsole = true
            session.end = max(session.end, end)
            state.sessions[id] = session
        }
    }

    /// Sessions that are over make room; all are looked at no more often than one of them ends.
    private static func hasRoom(in state: inout State, at now: Timestamp) -> Bool {
        if state.sessions.count < sessionCapacity { return true }
        if let end = state.isFullUntil, now < end { return false }
        state.sessions = state.sessions.filter { now < $0.value.end }
        if state.sessions.count < sessionCapacity {
            state.isFullUntil = nil
            return true
        }
        state.isFullUntil = state.sessions.values.map(\.end).min()
        return false
    }

    /// The last records that are an account's to see, newest first: its own, and refusals of which nobody knows whose they are.
    package func records(of account: AccountID, refusedOnly: Bool = false, limit: Int = 100) -> [AuditEvent] {
        let all = state.withLock { $0.known + $0.ofNobody }.sorted { $0.eventTime > $1.eventTime }
        let shown = all.lazy.filter { event in
            (!refusedOnly || event.errorCode != nil || event.errorMessage != nil) && event.concerns(account)
        }
        return Array(shown.prefix(limit))
    }

    /// The sessions of an account that run at `now`, newest first.
    package func sessions(of account: AccountID, at now: Timestamp) -> [RunningSession] {
        state.withLock { Array($0.sessions.values) }
            .filter { $0.account == account && now < $0.end }.sorted { $0.issuedAt > $1.issuedAt }
    }

    /// When an identity provider's user was given a role last, by the provider's ARN; nil for not yet.
    package func lastUse(ofProvider arn: String) -> Timestamp? {
        state.withLock { state in
            state.known.last { event in
                event.errorCode == nil && event.eventName == "AssumeRoleWithSAML"
                    && event.requestParameters["principalArn"]?.textValue == arn
            }?.eventTime
        }
    }
}

extension AuditEvent {
    /// Who it was, as far as that is known: an ARN, a name, or what kind of caller.
    package var who: String {
        ["arn", "userName", "type"].lazy.compactMap { name in
            self.userIdentity.members.first { $0.name == name }?.value.textValue
        }.first ?? ""
    }

    /// What the caller was told, and why: the cause, and the names of the checks that failed; nil when nothing was refused.
    package var refusalText: String? {
        guard errorCode != nil || errorMessage != nil else { return nil }
        let data = JSONValue.object(additionalEventData)
        var checks: [String] = []
        if case .array(let failed)? = data["failedChecks"] { checks = failed.compactMap { $0["name"]?.textValue } }
        let told = [errorCode, errorMessage].compactMap(\.self).joined(separator: ": ")
        let reasons = [data["cause"]?.textValue].compactMap(\.self) + checks
        return reasons.isEmpty ? told : "\(told) (\(reasons.joined(separator: "; ")))"
    }

    /// Whether an account may see the record.
    fileprivate func concerns(_ account: AccountID) -> Bool {
        let text = account.description
        if let recipientAccountID { return recipientAccountID == account }
        let owner = userIdentity.members.first { $0.name == "accountId" }?.value.textValue
        if let owner { return owner == text }
        let named = ["roleArn", "principalArn"].flatMap { name in
            [requestParameters[name]].compactMap(\.?.textValue) + (requestParameters[name + "s"]?.textValues ?? [])
        }
        let accounts = Set(named.compactMap { ARN($0)?.accountID })
        return accounts.isEmpty ? userIdentity == .unknown : accounts.contains(text)
    }
}

extension JSONValue {
    /// The member of an object; nil when there is none.
    subscript(name: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }

    /// A text; nil for anything else.
    var textValue: String? { if case .string(let text) = self { text } else { nil } }

    /// The texts of an array.
    var textValues: [String] { if case .array(let values) = self { values.compactMap(\.textValue) } else { [] } }
}
