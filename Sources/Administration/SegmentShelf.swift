import Accounts
import Encodings

/// The segments of one kind of content in the store, in the course of one change.
struct SegmentShelf {
    private let content: SegmentContent
    private let limits: SegmentLimits
    /// What the ids of this process's segments begin with.
    private let prefix: String
    private let writer: any EntityWriter
    /// Unique ids of all segments, the oldest first; nil until one is new.
    private var ids: [String]?

    init(_ content: SegmentContent, _ limits: SegmentLimits, prefix: String, _ writer: any EntityWriter) {
        (self.content, self.limits, self.prefix, self.writer) = (content, limits, prefix, writer)
    }

    /// Keeps a segment with what it holds, sealed.
    mutating func put(_ segment: OpenSegment, _ sealed: [UInt8]) async throws(StoreError) {
        let entity = Entity(
            account: RecordSegmentRecord.account, name: segment.id, path: content.path, uniqueID: segment.id,
            createDate: segment.createDate,
            record: RecordSegmentRecord(expiresAt: segment.end, revision: segment.revision))
        // Another broker may have let it give way.
        if try await writer.row(uniqueID: segment.id) != nil {
            try await writer.update(entity)
        } else {
            try await makeRoom()
            try await writer.insert(entity)
            ids?.append(segment.id)
        }
        try await writer.setDocument(sealed, of: segment.id)
    }

    /// Has the oldest of this process give way when it has its share, and then the oldest of all.
    private mutating func makeRoom() async throws(StoreError) {
        var ids = try await known()
        let own = ids.filter { $0.hasPrefix(prefix) }
        var gone = own.prefix(max(own.count - limits.own + 1, 0))
        ids.removeAll { gone.contains($0) }
        gone += ids.prefix(max(ids.count - limits.all + 1, 0))
        ids.removeAll { gone.contains($0) }
        for id in gone { try await writer.delete(uniqueID: id) }
        self.ids = ids
    }

    private func known() async throws(StoreError) -> [String] {
        if let ids { return ids }
        let rows = try await writer.rows(
            .below(.recordSegment, RecordSegmentRecord.account, pathPrefix: content.path))
        return rows.sorted { $0.createDate < $1.createDate }.map(\.uniqueID)
    }
}
