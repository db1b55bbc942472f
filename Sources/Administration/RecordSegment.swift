import Encodings

/// A session or a record on its way to others.
enum SegmentItem: Sendable {
    case session(RunningSession)
    case record(RecentRecord)

    fileprivate static let sessionTag: UInt8 = 1
    fileprivate static let recordTag: UInt8 = 2
    /// Seconds that a record is kept: a day.
    private static let recordLifetime: Int64 = 86_400

    /// The first instant at which nobody has to know it any more.
    var end: Timestamp {
        switch self {
        case .session(let session): session.latestEnd
        case .record(let record): record.time.advanced(bySeconds: Self.recordLifetime)
        }
    }

    fileprivate func write(to writer: inout ByteWriter) {
        switch self {
        case .session(let session):
            writer.write(Self.sessionTag)
            session.write(to: &writer)
        case .record(let record):
            writer.write(Self.recordTag)
            record.write(to: &writer)
        }
    }
}

/// What one broker has told the others at a time.
struct RecordSegment: Sendable {
    /// Items at most: a segment that is added to is written anew as a whole.
    static let capacity = 50

    fileprivate static let version: UInt8 = 1

    /// Sessions that began or changed.
    private(set) var sessions: [RunningSession] = []
    /// Records.
    private(set) var records: [RecentRecord] = []

    /// Reads what an `OpenSegment` has written; throws `MalformedBytes`, for what a newer version writes as well.
    init(message: [UInt8]) throws(MalformedBytes) {
        var reader = ByteReader(message[...])
        guard try reader.readByte() == Self.version else { throw MalformedBytes() }
        let broker = try reader.readText()
        while reader.remaining > 0 {
            switch try reader.readByte() {
            case SegmentItem.sessionTag: sessions.append(try RunningSession(from: &reader, broker: broker))
            case SegmentItem.recordTag: records.append(try RecentRecord(from: &reader, broker: broker))
            default: throw MalformedBytes()
            }
        }
    }
}

/// A segment of this process, to which more can be added.
struct OpenSegment: Sendable {
    /// Its unique id in the store.
    let id: String
    /// When it was begun.
    let createDate: Timestamp
    /// How often it was added to.
    private(set) var revision = 0
    /// The first instant at which nothing in it is worth knowing.
    private(set) var end: Timestamp
    /// What is kept under a seal.
    private(set) var message: [UInt8]
    private var count = 0

    /// Begins one of a broker.
    init(id: String, broker: String, at now: Timestamp) {
        (self.id, createDate, end) = (id, now, now)
        var writer = ByteWriter(capacity: 256)
        writer.write(RecordSegment.version)
        writer.write(broker)
        message = writer.bytes
    }

    /// How many more find room.
    var room: Int { RecordSegment.capacity - count }

    /// Adds items.
    mutating func add(_ items: some Collection<SegmentItem>) {
        var writer = ByteWriter(capacity: 256 * items.count)
        for item in items {
            item.write(to: &writer)
            end = max(end, item.end)
        }
        message += writer.bytes
        count += items.count
        revision += 1
    }
}
