public import Encodings

/// How many attempts of somebody count, and since when; what that means for the next one is up to those who count.
public struct AttemptCountRecord: EntityRecord {
    /// Counts of attempts.
    public static var kind: EntityKind { .attemptCount }
    /// Their number.
    public var count: Int
    /// The instant that goes with it.
    public var since: Timestamp

    package init(count: Int, since: Timestamp) {
        self.count = count
        self.since = since
    }

    /// The account in which all of them are kept: IAM shows none.
    package static let account = AccountID.none
    /// Seconds after which, or before which, a count is of another time.
    private static let memory: Int64 = 86_400

    /// Whether it counts at an instant; a clock that was set back by more than a day brings no old count back.
    func isOf(_ instant: Timestamp) -> Bool {
        since.advanced(bySeconds: Self.memory) > instant && instant.advanced(bySeconds: Self.memory) > since
    }
}
