package import SAML2

/// Why a logout message is not taken.
package enum LogoutFailure: Error, Sendable {
    /// There is no message, or it can't be read.
    case noMessage(String)
    /// A check of it failed.
    case refused(Check)
    /// The request came before.
    case replayed
    /// There is no key to answer with.
    case notOffered
    /// Not the caller's fault.
    case unavailable(String)

    /// What the user is told.
    package var message: String {
        switch self {
        case .noMessage(let reason): "The logout message is not right: \(reason)."
        case .refused: "The logout message was refused."
        case .replayed: "The logout message was used already."
        case .notOffered: "Single logout is not offered here."
        case .unavailable: "The service is unavailable. Please try again."
        }
    }

    /// What the audit is told.
    package var cause: String {
        switch self {
        case .noMessage, .notOffered: message
        case .refused(let check): "\(check.name): expected \(check.expected), got \(check.actual)"
        case .replayed: "logout.once: a request with this ID came before"
        case .unavailable(let cause): cause
        }
    }

    /// The name for programs.
    package var code: String {
        if case .unavailable = self { return "ServiceUnavailable" }
        return "InvalidRequest"
    }

    /// Status of the HTTP answer.
    package var httpStatus: Int {
        switch self {
        case .noMessage, .refused, .replayed: 400
        case .notOffered: 404
        case .unavailable: 503
        }
    }
}
