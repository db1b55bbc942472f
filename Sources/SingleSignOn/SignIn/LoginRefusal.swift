/// Why a sign-in does not begin here.
package enum LoginRefusal: Error, Sendable {
    /// The link is not one.
    case badLink(String)
    /// No provider is meant.
    case notFound
    /// What the link says finds no room in a cookie.
    case tooLong
    /// The identity provider wants signed requests.
    case unsigned(String)
    /// Not the caller's fault.
    case unavailable(String)

    /// What the user is told.
    package var message: String {
        switch self {
        case .badLink(let reason): "The link is not right: \(reason)."
        case .notFound: "No identity provider of that name takes sign-ins that begin here."
        case .tooLong: "The link is not right: it says too much."
        case .unsigned(let name): "\(name) wants signed requests, and this broker has no key for them."
        case .unavailable: "The service is unavailable. Please try again."
        }
    }

    /// What the audit is told.
    package var reason: String {
        switch self {
        case .badLink, .notFound, .tooLong, .unsigned: message
        case .unavailable(let cause): cause
        }
    }

    /// The name for programs.
    package var code: String {
        switch self {
        case .unavailable: "ServiceUnavailable"
        case .badLink, .notFound, .tooLong, .unsigned: "InvalidRequest"
        }
    }

    /// Status of the HTTP answer.
    package var httpStatus: Int {
        switch self {
        case .badLink, .tooLong: 400
        case .notFound: 404
        case .unsigned: 500
        case .unavailable: 503
        }
    }
}
