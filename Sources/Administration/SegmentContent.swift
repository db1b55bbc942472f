/// Segments at most; the oldest give way.
package struct SegmentLimits: Sendable {
    /// Of one process.
    package let own: Int
    /// Of all that share the store.
    package let all: Int

    package init(own: Int, all: Int) { (self.own, self.all) = (own, all) }
}

/// What a segment holds: what is of one kind pushes out nothing of another.
enum SegmentContent: String, CaseIterable, Sendable {
    /// Sessions that began or changed.
    case sessions
    /// Records of those who were verified.
    case records
    /// Refusals of nobody that was verified, of which strangers can make many.
    case refusals

    /// The path of its segments in the store.
    var path: String { "/\(rawValue)/" }

    /// Segments of one process, and of all that share the store, at most.
    var limits: SegmentLimits {
        switch self {
        case .sessions: SegmentLimits(own: 400, all: 600)
        case .records, .refusals: SegmentLimits(own: 10, all: 60)
        }
    }
}
