package import Encodings

/// Counts attempts in the store: for all replicas, and over a start.
///
/// There is one row for each of those who are counted. Whoever counts somebody new lets some rows go that are of another time, so
/// that there are hardly more than there were attempts within a day.
package struct AttemptCounter: Sendable {
    /// Rows that are looked at for each new one.
    private static let swept = 4

    private let id: String

    /// Counts for what `fields` name, apart from all others and other purposes.
    package init(purpose: String, fields: [String]) {
        id = Hexadecimal.text(OneTimeKey(purpose: "attempts: \(purpose)", fields: fields).bytes)
    }

    /// What counts at an instant.
    package func count(
        _ reader: any EntityReader, at instant: Timestamp
    ) async throws(StoreError) -> AttemptCountRecord {
        let found = try await reader.entity(AttemptCountRecord.self, uniqueID: id)?.record
        guard let found, found.isOf(instant) else { return AttemptCountRecord(count: 0, since: instant) }
        return found
    }

    /// Keeps a count in the place of the one before; nothing is kept of none.
    package func keep(
        _ record: AttemptCountRecord, _ writer: any EntityWriter, at instant: Timestamp
    ) async throws(StoreError) {
        var found = try await writer.entity(AttemptCountRecord.self, uniqueID: id)
        switch (found == nil, record.count > 0) {
        case (true, false): return
        case (false, false): try await writer.delete(uniqueID: id)
        case (true, true):
            try await sweep(writer, at: instant)
            try await writer.insert(
                Entity(
                    account: AttemptCountRecord.account, name: id, uniqueID: id, createDate: instant, record: record))
        case (false, true):
            found?.record = record
            if let found { try await writer.update(found) }
        }
    }

    /// Ids are digests: those that come after a new one are any.
    private func sweep(_ writer: any EntityWriter, at instant: Timestamp) async throws(StoreError) {
        let next = try await writer.entities(
            AttemptCountRecord.self,
            .below(.attemptCount, AttemptCountRecord.account, after: id, limit: Self.swept))
        for old in next where !old.record.isOf(instant) { try await writer.delete(uniqueID: old.uniqueID) }
    }
}
