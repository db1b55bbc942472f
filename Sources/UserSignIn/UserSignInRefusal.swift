/// Why a user is not signed in.
package enum UserSignInRefusal: Error, Hashable, Sendable {
    /// The account, the name, the password or the one-time password is not right: one answer for all of them.
    case wrong
    /// Too many attempts came before; seconds to wait.
    case tooMany(wait: Int)
    /// The step is over, or the password was changed: begin again.
    case over
    /// A new password is not as the account wants it, in AWS's words.
    case unfit(String)
    /// The user may not change the password; the cause is for records.
    case mayNotChange(cause: String)
    /// Not the user's fault; the cause is for records and the log.
    case unavailable(cause: String)

    /// Status of the HTTP answer.
    package var httpStatus: Int {
        switch self {
        case .wrong, .over: 401
        case .tooMany: 429
        case .unfit: 400
        case .mayNotChange: 403
        case .unavailable: 503
        }
    }

    /// What a record says.
    var cause: String {
        switch self {
        case .wrong: "Failed authentication"
        case .tooMany(let wait): "too many attempts; the next after \(wait) seconds"
        case .over: "the step of the sign-in is over"
        case .unfit(let text): text
        case .mayNotChange(let cause), .unavailable(let cause): cause
        }
    }
}
