import Accounts
package import Foundation

/// How long credentials and console sessions live.
public enum DurationRule {
    /// Seconds when nobody says otherwise.
    public static let standard = 3_600
    /// Shortest DurationSeconds and SessionDuration.
    public static let minimum = 900
    /// Longest DurationSeconds and SessionDuration.
    public static let maximum = 43_200
    /// Shortest and longest DurationSeconds of credentials that are made of long-term keys.
    public static let longTermRange = 900...129_600
    /// Seconds that those live when nobody says otherwise.
    static let longTermStandard = 43_200
    /// Longest life of credentials that are made of root's keys, and of those of a chained role.
    static let hour = 3_600

    /// Seconds that API credentials live: the least of what was asked for, the role's maximum, SessionDuration and the
    /// time to SessionNotOnOrAfter.
    ///
    /// Throws `ValidationError` when more is asked for than the role allows, `ExpiredTokenException` when nothing is
    /// left.
    static func credentials(
        requested: Int?, role: Role, sessionDuration: Int?, sessionNotOnOrAfter: Date?, at instant: Date
    ) throws(STSError) -> Int {
        let wanted = min(try withinRole(requested, role), sessionDuration ?? .max)
        return try limit(wanted, sessionNotOnOrAfter, at: instant)
    }

    /// Seconds that credentials of AssumeRole live.
    ///
    /// Throws `ValidationError` when more is asked for than the role allows, or than an hour for a chained role.
    static func assumedRole(requested: Int?, role: Role, isChained: Bool) throws(STSError) -> Int {
        if isChained, let requested, requested > hour {
            throw STSError(
                .validationError,
                "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining",
                cause: "\(requested) s requested for a chained role")
        }
        return try withinRole(requested, role)
    }

    private static func withinRole(_ requested: Int?, _ role: Role) throws(STSError) -> Int {
        if let requested, requested > role.maxSessionDuration {
            throw STSError(
                .validationError, "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
                cause: "\(requested) s requested, the maximum of \(role.arn) is \(role.maxSessionDuration) s")
        }
        return min(requested ?? standard, role.maxSessionDuration)
    }

    /// Seconds that credentials live which are made of long-term keys: those of root an hour at most, whatever is asked.
    static func longTerm(requested: Int?, isRoot: Bool) -> Int {
        isRoot ? min(requested ?? hour, hour) : requested ?? longTermStandard
    }

    /// Seconds that a console session lives: SessionDuration or an hour, and not beyond SessionNotOnOrAfter.
    package static func console(
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
