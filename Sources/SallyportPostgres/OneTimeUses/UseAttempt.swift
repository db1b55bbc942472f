import Accounts
import Encodings

/// One attempt to use something, as it is sent to the server: perhaps more than once, always with the same owner.
struct UseAttempt: Hashable, Sendable {
    /// Milliseconds of a bucket.
    private static let bucketLength: Int64 = 3_600_000

    /// The first half of the thing's digest.
    let key: [UInt8]
    /// 16 random bytes, by which the attempt knows its own record.
    let owner: [UInt8]
    let usedAt: Timestamp
    let keepUntil: Timestamp

    init(_ use: OneTimeUse, at instant: Timestamp, random: any RandomSource) {
        key = use.key.keptBytes
        owner = random.bytes(16)
        usedAt = instant
        keepUntil = use.keepUntil
    }

    /// The hour in which the record ends; it follows from the thing alone, as `keepUntil` does.
    var bucket: Int64 { Self.bucket(of: keepUntil) }

    /// The hour of an instant, counted from 1970.
    static func bucket(of instant: Timestamp) -> Int64 {
        instant.milliseconds.flooringQuotientAndRemainder(dividingBy: bucketLength).quotient
    }

    /// The first instant after a bucket.
    static func end(ofBucket bucket: Int64) -> Timestamp {
        let (next, overflow) = (bucket &+ 1).multipliedReportingOverflow(by: bucketLength)
        return Timestamp(milliseconds: overflow ? .max : next)
    }
}
