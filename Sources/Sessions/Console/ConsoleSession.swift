public import Encodings

/// A browser's session with the console.
public struct ConsoleSession: Hashable, Sendable {
    /// Role, session name, tags and the rest; `session.expiresAt` is the end of the console session.
    public let session: Session

    package init(session: Session) { self.session = session }

    /// The first instant at which it is over.
    public var expiresAt: Timestamp { session.expiresAt }

    /// Seconds that are left at `now`; 0 when it is over.
    public func secondsLeft(at now: Timestamp) -> Int {
        Int(max(expiresAt.milliseconds - now.milliseconds, 0) / 1_000)
    }
}
