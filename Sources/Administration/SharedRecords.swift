package import Accounts
package import Encodings
package import Foundation
package import Keys
import Synchronization

/// What brokers that share a store tell each other, through it, of the sessions and records that each remembers; and what a broker
/// tells itself across a restart.
///
/// Once in a while a broker hands over what is new, in segments: sealed, small, and gone when nothing in them is worth knowing. It
/// has no part in any request: what a store does not take stays for the next time.
package final class SharedRecords: Sendable {
    /// What others have handed over, in no order.
    struct Told: Sendable {
        /// Sessions; one may be told of more than once.
        var sessions: [RunningSession] = []
        /// Records.
        var records: [RecentRecord] = []
        /// Segments that can't be read: sealed with another key ring, or of a newer version.
        var unreadable = 0
    }

    /// A segment of others that was read.
    private struct ReadSegment {
        let revision: Int
        /// The keys that there were; others may open what these don't.
        let keyIDs: [String]
        let contents: RecordSegment?

        /// Whether reading it again would give the same.
        func isStill(of revision: Int, _ keyIDs: [String]) -> Bool {
            revision == self.revision && (contents != nil || keyIDs == self.keyIDs)
        }
    }

    /// Changes of the store that hand over what is new, at most.
    private static let mostChanges = 5
    /// Segments that are looked at, at most: more than all brokers together may have.
    private static let mostRead = 1_000

    let store: any FederationStore
    /// What this process remembers.
    let recent: RecentRecords
    private let limits: SegmentLimits?
    /// What the ids of this process's segments begin with.
    private let prefix: String
    private let random: any RandomSource
    private let openSegments = Mutex<[SegmentContent: OpenSegment]>([:])
    private let readSegments = BoundedCache<String, ReadSegment>(capacity: 2 * SharedRecords.mostRead)

    /// - Parameter limits: in the place of the usual ones, for each kind of content.
    package init(
        store: any FederationStore, recent: RecentRecords, limits: SegmentLimits? = nil,
        random: any RandomSource = SystemRandomSource()
    ) {
        self.store = store
        self.recent = recent
        self.limits = limits
        self.random = random
        prefix = "record-segment/\(Hexadecimal.text(random.bytes(16)))/"
    }

    // MARK: Handing over

    /// Hands over what is new, and does nothing when nothing is.
    ///
    /// One call at a time. Throws what the store throws, and `ConfigurationError` when nothing can be sealed; what was not
    /// handed over stays for the next call.
    package func handOver(sealedBy keyRing: KeyRing, at instant: Date) async throws {
        for _ in 0..<Self.mostChanges {
            let items = SegmentContent.allCases.map { ($0, recent.takeUntold($0)) }.filter { !$1.isEmpty }
            if items.isEmpty { break }
            do {
                try await keep(items, keyRing, at: Timestamp(roundingDown: instant))
            } catch {
                for (content, items) in items { recent.giveBack(items, content) }
                throw error
            }
        }
    }

    /// Keeps items in one change of the store: of each change every broker hears.
    private func keep(
        _ items: [(SegmentContent, [SegmentItem])], _ keyRing: KeyRing, at now: Timestamp
    ) async throws {
        let filled = items.map { content, items in (content, segments(adding: items, content, at: now)) }
        let sealed = try filled.map { content, segments in
            (content, try segments.map { ($0, try keyRing.sealForStorage($0.message, context: $0.id)) })
        }
        let (limits, prefix) = (limits, prefix)
        try await store.writeEntities { writer in
            for (content, segments) in sealed {
                var shelf = SegmentShelf(content, limits ?? content.limits, prefix: prefix, writer)
                for (segment, message) in segments { try await shelf.put(segment, message) }
            }
        }
        openSegments.withLock { open in
            for (content, segments) in filled { open[content] = segments.last }
        }
    }

    /// Segments with these items: the one that was added to last, as far as it has room, and others.
    private func segments(adding items: [SegmentItem], _ content: SegmentContent, at now: Timestamp) -> [OpenSegment] {
        var segments: [OpenSegment] = []
        var open = openSegments.withLock { $0[content] }
        var rest = items[...]
        while !rest.isEmpty {
            var segment =
                open.flatMap { $0.room > 0 ? $0 : nil }
                ?? OpenSegment(id: prefix + UUIDText.make(random), broker: recent.broker, at: now)
            let added = rest.prefix(segment.room)
            segment.add(added)
            rest = rest.dropFirst(added.count)
            segments.append(segment)
            open = segment
        }
        return segments
    }

    /// Forgets the segments in which nothing is worth knowing any more, whoever has handed them over.
    ///
    /// Throws what the store throws.
    package func forgetOver(at instant: Date) async throws {
        let now = Timestamp(roundingDown: instant)
        let over = try await store.readEntities { reader in
            try await Self.segments(reader).filter { $0.record.expiresAt <= now }.map(\.uniqueID)
        }
        guard !over.isEmpty else { return }
        try await store.writeEntities { writer in
            // Some may be gone in the meantime: another process does the same.
            for id in over where try await writer.row(uniqueID: id) != nil { try await writer.delete(uniqueID: id) }
        }
    }

    /// Without those that a newer version keeps otherwise.
    private static func segments(
        _ reader: any EntityReader
    ) async throws(StoreError) -> [Entity<RecordSegmentRecord>] {
        try await reader.rows(.below(.recordSegment, RecordSegmentRecord.account, limit: mostRead))
            .compactMap { try? Entity($0) }
    }

    // MARK: Reading

    private struct Found: Sendable {
        let id: String
        let revision: Int
        let read: ReadSegment?
        let sealed: [UInt8]?
    }

    /// What all others have handed over, and this broker before it was started; not what this process has.
    ///
    /// Throws what the store throws.
    func told(openedBy keyRing: KeyRing, at now: Timestamp) async throws -> Told {
        let (prefix, readSegments, keyIDs) = (prefix, readSegments, keyRing.keyIDs)
        let found = try await store.readEntities { reader in
            var found: [Found] = []
            for segment in try await Self.segments(reader)
            where now < segment.record.expiresAt && !segment.uniqueID.hasPrefix(prefix) {
                let (id, revision) = (segment.uniqueID, segment.record.revision)
                let known = readSegments.value(id).flatMap { $0.isStill(of: revision, keyIDs) ? $0 : nil }
                let sealed = known == nil ? try await reader.document(of: id) : nil
                found.append(Found(id: id, revision: revision, read: known, sealed: sealed))
            }
            return found
        }
        var told = Told()
        for segment in found {
            guard let contents = (segment.read ?? open(segment, keyRing)).contents else {
                told.unreadable += 1
                continue
            }
            told.sessions += contents.sessions
            told.records += contents.records
        }
        return told
    }

    private func open(_ found: Found, _ keyRing: KeyRing) -> ReadSegment {
        let message = found.sealed.flatMap { keyRing.openFromStorage($0, context: found.id) }
        let segment = ReadSegment(
            revision: found.revision, keyIDs: keyRing.keyIDs,
            contents: message.flatMap { try? RecordSegment(message: $0) })
        readSegments.keep(segment, found.id)
        return segment
    }
}
