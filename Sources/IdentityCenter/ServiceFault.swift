package import Encodings

/// Why a call is refused, as the protocol of AWS has it: a name for a header, and JSON.
///
/// The names and members are those of the services `sso-oidc` (RFC 6749, 5.2; RFC 8628, 3.5) and `sso`.
package struct ServiceFault: Error, Hashable, Sendable {
    /// `AuthorizationPendingException` and others, for the header `x-amzn-ErrorType`.
    package let name: String
    /// Status of the HTTP answer.
    package let httpStatus: Int
    /// The answer.
    package let body: JSONValue
    /// Seconds after which it makes sense to ask again; nil when that is left to the caller.
    package let retryAfter: Int?
    /// Why, for records; never for the caller, never a secret.
    package let cause: String

    /// Whether it says that an answer is not there yet, and nothing is wrong.
    var isPending: Bool { retryAfter != nil || name == "AuthorizationPendingException" }

    /// The text for the caller.
    package var message: String {
        guard case .object(let members) = body, case .string(let text)? = members.last?.value else { return name }
        return text
    }
}

extension ServiceFault {
    private static func oidc(
        _ name: String, _ code: String, _ description: String, status: Int = 400, retryAfter: Int? = nil,
        cause: String? = nil
    ) -> ServiceFault {
        ServiceFault(
            name: name + "Exception", httpStatus: status,
            // SDKs show `message`, which is none of the protocol's: without it people read nothing but the name.
            body: .object([
                JSONMember("error", code), JSONMember("error_description", description),
                JSONMember("message", description),
            ]),
            retryAfter: retryAfter, cause: cause ?? description)
    }

    /// The request is not what it should be.
    static func invalidRequest(_ reason: String) -> ServiceFault { oidc("InvalidRequest", "invalid_request", reason) }
    /// No such client, or its time is over, or the secret is another one's.
    static let invalidClient = oidc(
        "InvalidClient", "invalid_client", "The client is not registered, or its registration has ended", status: 401)
    /// What a client says of itself at its registration.
    static func invalidMetadata(_ reason: String) -> ServiceFault {
        oidc("InvalidClientMetadata", "invalid_client_metadata", reason)
    }
    /// A redirect URI that leads off the machine.
    static let invalidRedirectURI = oidc(
        "InvalidRedirectUri", "invalid_redirect_uri", "Redirect URIs are http, and of the loopback interface")
    /// A code or token that was used, was not issued, or is another client's.
    static func invalidGrant(cause: String) -> ServiceFault {
        oidc("InvalidGrant", "invalid_grant", "The code or token is invalid, or was used before", cause: cause)
    }
    /// A grant that this client did not register.
    static let unauthorizedClient = oidc(
        "UnauthorizedClient", "unauthorized_client", "The client is not registered for this grant type")
    /// A grant type that there is not.
    static let unsupportedGrantType = oidc(
        "UnsupportedGrantType", "unsupported_grant_type", "There is no such grant type")
    /// A scope that there is not.
    static let invalidScope = oidc("InvalidScope", "invalid_scope", "There is no such scope")
    /// Nobody has said yes or no yet.
    static let authorizationPending = oidc(
        "AuthorizationPending", "authorization_pending", "Nobody has confirmed the code yet")
    /// Asked too often.
    static func slowDown(seconds: Int) -> ServiceFault {
        oidc("SlowDown", "slow_down", "Ask less often", retryAfter: seconds)
    }
    /// The user has said no.
    static let accessDenied = oidc("AccessDenied", "access_denied", "The request was denied")
    /// The time for an answer is over.
    static let expiredToken = oidc("ExpiredToken", "expired_token", "The code has expired")
    /// The broker can't do what it has to.
    static func internalServer(cause: String) -> ServiceFault {
        oidc("InternalServer", "server_error", "Try again in a moment", status: 500, cause: cause)
    }
}

extension ServiceFault {
    private static func portal(_ name: String, _ message: String, status: Int, cause: String? = nil) -> ServiceFault {
        ServiceFault(
            name: name + "Exception", httpStatus: status, body: .object([JSONMember("message", message)]),
            retryAfter: nil, cause: cause ?? message)
    }

    /// A parameter that is missing, or not what it should be.
    static func invalidParameter(_ reason: String) -> ServiceFault {
        portal("InvalidRequest", reason, status: 400)
    }
    /// No session of this token, or none any more.
    static func unauthorized(cause: String) -> ServiceFault {
        portal("Unauthorized", "Session token not found or invalid", status: 401, cause: cause)
    }
    /// The session does not give the role, or its trust policy refuses it.
    static func noAccess(cause: String) -> ServiceFault {
        portal("Forbidden", "No access", status: 403, cause: cause)
    }
    /// The session has no role in the account.
    static let noSuchAccount = portal("ResourceNotFound", "There is no role of yours in this account", status: 404)
    /// The broker can't do what it has to.
    static func unavailable(cause: String) -> ServiceFault {
        portal("ServiceUnavailable", "Try again in a moment", status: 503, cause: cause)
    }
}
