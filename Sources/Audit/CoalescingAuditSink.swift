package import Encodings
import Foundation
import Sessions
import Synchronization

/// Writes the first refusals of nobody that was verified, of one address and reason in a minute, one by one and counts the
/// others, so that refused requests of strangers cannot fill the disk.
///
/// What was allowed always passes through, and so do the refusals of those whose signature was verified: records of
/// different people are never made one. A refusal that can't be written is counted, or written later.
///
/// When the minute is over, each count is written as one record. Memory is bounded: beyond a number of addresses and reasons, all
/// further ones share one count.
package final class CoalescingAuditSink: CountingAuditSink {
    /// What is bounded and how.
    package struct Limits: Sendable {
        /// Records of one address and reason in a minute.
        var records = 60
        /// Records of all addresses and reasons together in a minute.
        var total = 3_000
        /// Addresses and reasons that are told apart in a minute.
        var keys = 500
        /// Request ids that one count tells.
        var requestIDs = 200
        /// Request ids of all counts in a minute.
        var totalRequestIDs = 5_000
    }

    private struct Key: Hashable {
        /// An IPv6 network rather than an address: whoever has one address of it has them all.
        let address: String?
        let eventName: String
        let reason: String

        /// What all beyond the bound share.
        static let shared = Key(address: nil, eventName: "", reason: "")
    }

    /// Refusals of one kind since the minute began.
    private struct Tally {
        var written = 0
        var counted = 0
        var first: Timestamp?
        /// Shape of the record that tells the count.
        var last: AuditEvent?
        /// What callers were given as request ids.
        var requestIDs: [String] = []
    }

    private struct State {
        var begin: Timestamp?
        /// Refusals that were written since then, of all kinds.
        var written = 0
        var tallies: [Key: Tally] = [:]
        /// Request ids that are kept, of all kinds.
        var requestIDs = 0
        /// Counts and refusals of known callers whose record could not be written yet.
        var unwritten: [AuditEvent] = []

        /// Whether the minute is over; a clock that was set back by more than one ends it as well.
        ///
        /// Calls don't end in the order in which they began: an event a little older than the minute must not end it.
        func isOver(at now: Timestamp?) -> Bool {
            guard let begin else { return !unwritten.isEmpty }
            guard let now else { return true }
            return now >= begin.advanced(bySeconds: 60) || now < begin.advanced(bySeconds: -60)
        }
    }

    private let sink: any AuditSink
    private let limits: Limits
    private let random: any RandomSource
    private let state = Mutex(State())

    package init(_ sink: any AuditSink, limits: Limits = Limits(), random: any RandomSource = SystemRandomSource()) {
        self.sink = sink
        self.limits = limits
        self.random = random
    }

    package func record(_ events: [AuditEvent]) async throws(AuditError) {
        // What belongs together was allowed: a refusal has one record.
        guard let event = events.first, events.count == 1, event.isRefusal else { return try await sink.record(events) }
        guard event.userIdentity == .unknown else { return try await recordKnown(event) }
        do throws(AuditError) {
            try await flush(at: event.eventTime)
            if state.withLock({ enter(event, &$0) }) { try await sink.record(event) }
        } catch {
            // Whoever was refused has been answered all the same: what is lost is told as a number at least.
            state.withLock { count(event, &$0) }
            throw error
        }
    }

    private func recordKnown(_ event: AuditEvent) async throws(AuditError) {
        do throws(AuditError) {
            try await sink.record(event)
        } catch {
            // For as many as a failing disk may bring; the others are counted.
            state.withLock { state in
                if state.unwritten.count < limits.keys {
                    state.unwritten.append(event)
                } else {
                    count(event, &state)
                }
            }
            throw error
        }
    }

    package func reserve() async throws(AuditError) -> AuditReservation { try await sink.reserve() }

    /// Room is held for what is given alone, which passes through.
    package func record(_ events: [AuditEvent], in reservation: AuditReservation) async throws(AuditError) {
        try await sink.record(events, in: reservation)
    }

    /// Writes the counts of a minute that is over at `now`; nil ends the minute whenever it began.
    package func flush(at now: Timestamp?) async throws(AuditError) {
        let summaries = state.withLock { endMinute(at: now, &$0) }
        for (index, summary) in summaries.enumerated() {
            do throws(AuditError) {
                try await sink.record(summary)
            } catch {
                state.withLock { $0.unwritten += summaries[index...].prefix(limits.keys) }
                throw error
            }
        }
    }

    /// Whether the event is to be written now; it is counted else.
    private func enter(_ event: AuditEvent, _ state: inout State) -> Bool {
        let key = key(of: event, state)
        // Those that share a count may be anybody's: none of them is written alone.
        guard key != .shared, state.written < limits.total, state.tallies[key]?.written ?? 0 < limits.records else {
            count(event, &state)
            return false
        }
        state.begin = state.begin ?? event.eventTime
        state.written += 1
        state.tallies[key, default: Tally()].written += 1
        return true
    }

    private func count(_ event: AuditEvent, _ state: inout State) {
        state.begin = state.begin ?? event.eventTime
        let key = key(of: event, state)
        var tally = state.tallies[key] ?? Tally()
        tally.counted += 1
        tally.first = tally.first ?? event.eventTime
        tally.last = event
        if tally.requestIDs.count < limits.requestIDs, state.requestIDs < limits.totalRequestIDs {
            tally.requestIDs.append(event.call.requestID)
            state.requestIDs += 1
        }
        state.tallies[key] = tally
    }

    private func key(of event: AuditEvent, _ state: State) -> Key {
        let key = Key(
            address: event.call.sourceIPAddress.map(IPAddress.site(of:)), eventName: event.eventName,
            reason: event.reason)
        return state.tallies[key] == nil && state.tallies.count >= limits.keys ? .shared : key
    }

    private func endMinute(at now: Timestamp?, _ state: inout State) -> [AuditEvent] {
        guard state.isOver(at: now) else { return [] }
        var summaries = state.unwritten
        for (key, tally) in state.tallies { if let summary = summary(key, tally) { summaries.append(summary) } }
        state = State()
        return Array(summaries.prefix(2 * limits.keys))
    }

    private func summary(_ key: Key, _ tally: Tally) -> AuditEvent? {
        guard let last = tally.last, let first = tally.first else { return nil }
        var event = AuditEvent(
            eventID: UUIDText.make(random), eventTime: last.eventTime, eventSource: last.eventSource,
            eventName: last.eventName, eventType: last.eventType,
            call: CallContext(
                requestID: last.call.requestID, sourceIPAddress: key.address,
                secureTransport: last.call.secureTransport,
                region: last.call.region),
            partition: last.partition, userIdentity: .unknown)
        event.errorCode = last.errorCode
        event.errorMessage = last.errorMessage
        event.additionalEventData = [
            JSONMember("coalescedRefusals", .integer(Int64(tally.counted))),
            JSONMember("firstEventTime", first.iso8601), JSONMember("lastEventTime", last.eventTime.iso8601),
            JSONMember("requestIDs", .array(tally.requestIDs.map { .string($0) })),
        ]
        if key == .shared {
            event.additionalEventData.append(
                JSONMember("note", "of many addresses or reasons; name, code and message are those of the last one"))
        }
        return event
    }
}

extension AuditEvent {
    /// Whether something was refused.
    ///
    /// Refusals of the sign-in have a message and no code.
    fileprivate var isRefusal: Bool { errorCode != nil || errorMessage != nil }

    fileprivate var reason: String { errorCode ?? errorMessage ?? "" }
}
