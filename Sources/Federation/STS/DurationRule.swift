internal import Foundation

/// How long credentials and console sessions live.
public enum DurationRule {
    /// Seconds when nobody says otherwise.
    public static let standard = 3_600
    /// Shortest DurationSeconds and SessionDuration.
    public static let minimum = 900
    /// Longest DurationSeconds and SessionDuration.
    public static let maximum = 43_200

    /// Seconds that API credentials live: the least of what was asked for, the role's maximum, SessionDuration and the
    /// time to SessionNotOnOrAfter.
    ///
    /// Throws `ValidationError` when more is asked for than the role allows, `ExpiredTokenException` when nothing is
    /// left.
    static func credentials(
        requested: Int?, role: Role, sessionDuration: Int?, sessionNotOnOrAfter: Date?, at instant: Date
    ) throws(STSError) -> Int {
        if let requested, requested > role.maxSessionDuration {
            throw STSError(
                .validationError, "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
                cause: "\(requested) s requested, the maximum of \(role.arnText) is \(role.maxSessionDuration) s")
        }
        let wanted = min(requested ?? standard, role.maxSessionDuration, sessionDuration ?? .max)
        return try limit(wanted, sessionNotOnOrAfter, at: instant)
    }

    /// Seconds that a console session lives: SessionDuration or an hour, and not beyond SessionNotOnOrAfter.
    static func console(
        sessionDuration: Int?, sessionNotOnOrAfter: Date?, at instant: Date
    ) throws(STSError) -> Int {
        try limit(min(sessionDuration ?? standard, maximum), sessionNotOnOrAfter, at: instant)
    }

    private static func limit(_ wanted: Int, _ end: Date?, at instant: Date) throws(STSError) -> Int {
        guard let end else { return wanted }
        let left = end.timeIntervalSince(instant).rounded(.down)
        guard left >= 1 else { throw .expired("SessionNotOnOrAfter leaves no time") }
        return left >= Double(wanted) ? wanted : Int(left)
    }
}
