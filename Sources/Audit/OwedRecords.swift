import Encodings
import Synchronization

/// Records of changes that were carried out and that could not be kept yet.
///
/// A change cannot be taken back when its record fails. The record is owed then, and nothing further is carried out
/// until it is kept, so nobody gets to act unrecorded for as long as a disk is full. Only calls that were under way
/// already can be owed as well, and each of those holds its request in memory anyway: their number needs no bound of
/// its own.
package final class OwedRecords: Sendable {
    private struct State {
        var events: [AuditEvent] = []
        /// Somebody is writing them.
        var isSettling = false
    }

    private let audit: any AuditSink
    private let state = Mutex(State())

    package init(_ audit: any AuditSink) { self.audit = audit }

    /// How many are owed.
    package var count: Int { state.withLock { $0.events.count } }

    /// Owes the record of a change that stands.
    package func add(_ event: AuditEvent) {
        var event = event
        event.additionalEventData.append(
            JSONMember("note", "carried out; the caller was told ServiceUnavailable, as the record could not be kept"))
        state.withLock { $0.events.append(event) }
    }

    /// Writes what is owed; throws, and keeps it, while that is not possible.
    package func settle() async throws(AuditError) {
        let owed = try state.withLock { state throws(AuditError) in
            // They stay until they are written: whoever comes meanwhile must not find that nothing is owed.
            guard !state.isSettling else { throw AuditError("records that are owed are being written") }
            state.isSettling = !state.events.isEmpty
            return state.events
        }
        guard !owed.isEmpty else { return }
        do throws(AuditError) {
            try await audit.record(owed)
        } catch {
            state.withLock { $0.isSettling = false }
            throw error
        }
        state.withLock { state in
            state.events.removeFirst(owed.count)
            state.isSettling = false
        }
    }
}
