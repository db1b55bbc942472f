import Encodings

/// The question of a program on whatever device (RFC 8628, 3.2).
enum DeviceAuthorization {
    /// Seconds in which its user has to answer.
    static let seconds: Int64 = 600
    /// Seconds between two questions whether he has.
    static let interval = 2
    /// Attempts at a code that no other question has.
    static let attempts = 4
}
