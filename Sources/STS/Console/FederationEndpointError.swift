import Sessions

/// A refusal of the federation endpoint: an HTTP status with a sentence that names the rule.
public struct FederationEndpointError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Status of the HTTP answer: 400, and 503 for what is not the caller's fault.
    public var httpStatus: Int { subject == .service ? 503 : 400 }

    /// Which part of the request is refused.
    public enum Subject: String, Hashable, Sendable {
        /// The credentials in `Session`.
        case credentials = "Invalid credentials parameter"
        /// `SessionDuration`.
        case sessionDuration = "Invalid SessionDuration parameter"
        /// `SigninToken`.
        case signinToken = "Invalid SigninToken parameter"
        /// The session cookie of a browser.
        case cookie = "Invalid session"
        /// Not the caller's fault.
        case service = "The service is unavailable"
    }

    /// Which part.
    public let subject: Subject
    /// The rule, for the caller.
    public let rule: String
    /// Why, for audit and log.
    public let cause: String

    init(_ subject: Subject, _ rule: String, cause: String? = nil) {
        self.subject = subject
        self.rule = rule
        self.cause = cause ?? rule
    }

    static func unavailable(_ cause: String) -> FederationEndpointError {
        FederationEndpointError(.service, "try again", cause: cause)
    }

    /// The text for the caller.
    public var description: String { "\(subject.rawValue): \(rule)" }
}
