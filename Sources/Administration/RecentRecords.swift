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

    /// The last records, and those of them of which nobody else has been told.
    private struct LastRecords {
        var all: [RecentRecord] = []
        var untold: [RecentRecord] = []

        mutating func append(_ record: RecentRecord) {
            all.append(record)
            // A quarter more may gather before the oldest go, so that not each record moves all others.
            if all.count > capacity * 5 / 4 { all.removeFirst(all.count - capacity) }
            untold.append(record)
            if untold.count > 2 * RecordSegment.capacity { untold.removeFirst(untold.count - RecordSegment.capacity) }
        }

        /// The last ones that were not told, as many as a segment takes: nobody would look at more.
        mutating func takeUntold() -> [SegmentItem] {
            defer { untold = [] }
            return untold.suffix(RecordSegment.capacity).map { .record($0) }
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
        let told = events.map { event in
            (
                record: RecentRecord(event, broker: broker), isOfNobody: event.userIdentity == .unknown,
                session: RunningSession(event, broker: broker), at: event.eventTime
            )
        }
        state.withLock { state in
            for event in told {
                if let record = event.record {
                    if event.isOfNobody { state.ofNobody.append(record) } else { state.known.append(record) }
                }
                if let session = event.session { Self.note(session, &state, at: event.at) }
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
        state.withLock { $0.known.all + $0.ofNobody.all }.filter { $0.concerns(account) }
    }

    /// The sessions of an account, of this process alone; also those that are over.
    package func sessions(of account: AccountID) -> [RunningSession] {
        state.withLock { $0.sessions.values.filter { $0.account == account } }
    }

    // MARK: Telling others

    /// As much as a segment takes of that of which nobody else has been told; from then on it counts as told.
    func takeUntold(_ content: SegmentContent) -> [SegmentItem] {
        state.withLock { state in
            switch content {
            case .sessions:
                let ids = Array(state.untoldSessions.prefix(RecordSegment.capacity))
                state.untoldSessions.subtract(ids)
                return ids.compactMap { state.sessions[$0] }.map { .session($0) }
            case .records: return state.known.takeUntold()
            case .refusals: return state.ofNobody.takeUntold()
            }
        }
    }

    /// Takes back what could not be told.
    func giveBack(_ items: [SegmentItem], _ content: SegmentContent) {
        state.withLock { state in
            switch content {
            case .sessions: state.untoldSessions.formUnion(items.compactMap(\.sessionID))
            case .records: state.known.untold.insert(contentsOf: items.compactMap(\.record), at: 0)
            case .refusals: state.ofNobody.untold.insert(contentsOf: items.compactMap(\.record), at: 0)
            }
        }
    }
}

extension SegmentItem {
    fileprivate var sessionID: String? { if case .session(let session) = self { session.id } else { nil } }
    fileprivate var record: RecentRecord? { if case .record(let record) = self { record } else { nil } }
}
