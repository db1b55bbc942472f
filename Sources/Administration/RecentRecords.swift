package import Accounts
package import Audit
package import Encodings
import Foundation
import Sessions
internal import Synchronization

/// Passes records on, and remembers the last ones and the sessions of which they tell, for administrators to look at.
///
/// What is remembered is of this process, from its beginning on; `SharedRecords` tells it to others. Refusals of nobody that was
/// verified push no others out.
package final class RecentRecords: CountingAuditSink {
    /// Records that are remembered at most, and as many of nobody.
    private static let capacity = 500
    /// Sessions that are remembered at most.
    private static let sessionCapacity = 20_000

    /// Sessions that are told of at a time: ten segments.
    private static let mostSessionsAtATime = 10 * RecordSegment.capacity

    /// The last records as they came: what is shown of one is made when somebody looks or is told.
    private struct LastRecords {
        private(set) var all: [AuditEvent] = []
        /// How many of the last ones nobody else has been told of, as far as a segment takes them: nobody would look at more.
        private var untold = 0

        mutating func append(_ event: AuditEvent) {
            all.append(event)
            // A quarter more may gather before the oldest go, so that not each record moves all others.
            if all.count > capacity * 5 / 4 { all.removeFirst(all.count - capacity) }
            addUntold(1)
        }

        mutating func addUntold(_ count: Int) { untold = min(untold + count, RecordSegment.capacity) }

        mutating func takeUntold() -> ArraySlice<AuditEvent> {
            defer { untold = 0 }
            return all.suffix(untold)
        }
    }

    private struct State {
        var known = LastRecords()
        var ofNobody = LastRecords()
        var sessions: [String: RunningSession] = [:]
        /// Ids of those of which nobody else has been told, or not all.
        var untoldSessions: Set<String> = []
        /// When the first of as many sessions as are remembered ends; nil while there is room.
        var isFullUntil: Timestamp?
    }

    /// The name of the broker, by which administrators tell those apart that share a store.
    package let broker: String
    private let sink: any AuditSink
    private let uses: LastUseRecorder?
    private let state = Mutex(State())

    /// - Parameters:
    ///   - sink: where records go.
    ///   - broker: name of the broker; that of the machine when nobody says another.
    ///   - uses: told when an identity provider's user was given a role, under the provider's ARN.
    package init(_ sink: any AuditSink, broker: String? = nil, uses: LastUseRecorder? = nil) {
        self.sink = sink
        self.broker = (broker ?? ProcessInfo.processInfo.hostName).cut(to: 256)
        self.uses = uses
    }

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

    // MARK: Remembering

    private func note(_ events: [AuditEvent]) {
        let told = events.map { (event: $0, session: RunningSession($0, broker: broker)) }
        state.withLock { state in
            for (event, session) in told {
                if event.userIdentity == .unknown { state.ofNobody.append(event) } else { state.known.append(event) }
                if let session { Self.note(session, &state, at: event.eventTime) }
            }
        }
        for event in events { noteUse(event) }
    }

    private static func note(_ session: RunningSession, _ state: inout State, at now: Timestamp) {
        if let known = state.sessions[session.id] {
            state.sessions[session.id] = known.merged(with: session)
        } else {
            guard hasRoom(in: &state, at: now) else { return }
            state.sessions[session.id] = session
        }
        state.untoldSessions.insert(session.id)
    }

    /// Sessions that are over make room; all are looked at no more often than one of them ends.
    private static func hasRoom(in state: inout State, at now: Timestamp) -> Bool {
        if state.sessions.count < sessionCapacity { return true }
        if let end = state.isFullUntil, now < end { return false }
        state.sessions = state.sessions.filter { now < $0.value.end }
        let left = state.sessions
        state.untoldSessions = state.untoldSessions.filter { left[$0] != nil }
        if state.sessions.count < sessionCapacity {
            state.isFullUntil = nil
            return true
        }
        state.isFullUntil = state.sessions.values.map(\.end).min()
        return false
    }

    private func noteUse(_ event: AuditEvent) {
        guard let uses, event.eventName == "AssumeRoleWithSAML", !event.isRefused,
            let provider = event.requestParameters["principalArn"]?.textValue
        else { return }
        uses.note(
            EntityUse(
                uniqueID: provider, instant: event.eventTime, service: "sts",
                region: event.call.region ?? event.partition.defaultRegion))
    }

    // MARK: Looking

    /// The last records that are an account's to see, of this process alone.
    package func records(of account: AccountID) -> [RecentRecord] {
        shown(state.withLock { $0.known.all + $0.ofNobody.all }).filter { $0.concerns(account) }
    }

    /// Without those that are no account's to see.
    private func shown(_ events: some Sequence<AuditEvent>) -> [RecentRecord] {
        events.compactMap { RecentRecord($0, broker: broker) }
    }

    /// The sessions of an account, of this process alone; also those that are over.
    package func sessions(of account: AccountID) -> [RunningSession] {
        state.withLock { $0.sessions.values.filter { $0.account == account } }
    }

    // MARK: Telling others

    /// As much as a segment takes of that of which nobody else has been told; from then on it counts as told.
    func takeUntold(_ content: SegmentContent) -> [SegmentItem] {
        switch content {
        case .sessions: takeUntoldSessions()
        case .records: shown(state.withLock { $0.known.takeUntold() }).map { .record($0) }
        case .refusals: shown(state.withLock { $0.ofNobody.takeUntold() }).map { .record($0) }
        }
    }

    private func takeUntoldSessions() -> [SegmentItem] {
        state.withLock { state in
            let ids = Array(state.untoldSessions.prefix(Self.mostSessionsAtATime))
            state.untoldSessions.subtract(ids)
            return ids.compactMap { state.sessions[$0] }.map { .session($0) }
        }
    }

    /// Takes back what could not be told.
    func giveBack(_ items: [SegmentItem], _ content: SegmentContent) {
        state.withLock { state in
            switch content {
            case .sessions: state.untoldSessions.formUnion(items.compactMap(\.sessionID))
            case .records: state.known.addUntold(items.count)
            case .refusals: state.ofNobody.addUntold(items.count)
            }
        }
    }
}

extension SegmentItem {
    fileprivate var sessionID: String? { if case .session(let session) = self { session.id } else { nil } }
}
