public import Encodings
public import Foundation

/// A use of something that may be used once, to be recorded before anything is given for it.
public struct OneTimeUse: Hashable, Sendable {
    /// What is used.
    public let key: OneTimeKey
    /// The first instant at which no check could accept the thing any more; the record is kept until then.
    public let keepUntil: Timestamp

    /// Makes the use of `key`, to be remembered until `keepUntil` (rounded up to a millisecond).
    public init(key: OneTimeKey, keepUntil: Date) {
        self.key = key
        self.keepUntil = Timestamp(roundingUp: keepUntil)
    }

    /// Makes the use of `key`, to be remembered until `keepUntil`.
    public init(key: OneTimeKey, keepUntil: Timestamp) {
        self.key = key
        self.keepUntil = keepUntil
    }
}

/// The answer of a store to a `OneTimeUse`.
public enum Redemption: Hashable, Sendable {
    /// First use; it is recorded and survives whatever the store promises to survive.
    case recorded
    /// Used before, at the given instant.
    case alreadyUsed(at: Timestamp)
    /// Records that would be kept as long as this one were swept already, up to the given instant: nobody can tell
    /// whether it was used. Happens when the clock was set back after a sweep.
    case forgotten(sweptThrough: Timestamp)
}
