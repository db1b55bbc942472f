import Encodings

/// Refusals of `aws login`, named as in the service `signin`.
extension ServiceFault {
    private static func login(
        _ name: String, _ code: String, _ message: String, status: Int, retryAfter: Int? = nil, cause: String? = nil
    ) -> ServiceFault {
        ServiceFault(
            name: name, httpStatus: status,
            body: .object([JSONMember("error", code), JSONMember("message", message)]), retryAfter: retryAfter,
            cause: cause ?? message)
    }

    /// The request is not what it should be.
    static func invalidLogin(_ reason: String) -> ServiceFault {
        login("ValidationException", "INVALID_REQUEST", reason, status: 400)
    }
    /// A code that was used, is over, or is another's.
    static func badLoginCode(cause: String) -> ServiceFault {
        login(
            "AccessDeniedException", "AUTHCODE_EXPIRED", "The code is invalid, or was used before", status: 403,
            cause: cause)
    }
    /// The session has ended, or the refresh token is not the one: sign in again.
    static func loginOver(cause: String) -> ServiceFault {
        login("AccessDeniedException", "TOKEN_EXPIRED", "The session is over: sign in again", status: 403, cause: cause)
    }
    /// The role is given no more.
    static func loginRefused(cause: String) -> ServiceFault {
        login("AccessDeniedException", "INSUFFICIENT_PERMISSIONS", "The role is not given", status: 403, cause: cause)
    }
    /// Asked too often.
    static func tooManyLogins(seconds: Int) -> ServiceFault {
        login(
            "TooManyRequestsError", "rate_exceeded", "Ask less often", status: 429, retryAfter: seconds)
    }
    /// The broker can't do what it has to.
    static func loginUnavailable(cause: String) -> ServiceFault {
        login("InternalServerException", "server_error", "Try again in a moment", status: 500, cause: cause)
    }

    /// The same refusal as this service says it.
    var asLogin: ServiceFault {
        switch name {
        case "InvalidRequestException": .invalidLogin(message)
        case "InvalidGrantException": .loginOver(cause: cause)
        case "InternalServerException" where httpStatus == 500: .loginUnavailable(cause: cause)
        default: self
        }
    }
}
