import STS

/// Why AWS gave nothing: what it said, and what that means for whoever runs the broker.
struct UpstreamFault: Error {
    /// The error code; nil when no answer says one.
    let code: String?
    /// AWS's text, or what happened in its place.
    private(set) var text: String
    /// AWS's id of the request.
    let requestID: String?
    /// Where it was asked.
    let endpoint: String
    /// Whether the same request may succeed a moment later.
    let isPassing: Bool
    /// Times that it was asked.
    private(set) var attempts = 1

    /// AWS refused.
    init(code: String, text: String, requestID: String?, endpoint: String) {
        self.code = code
        // AWS writes the request that it expected, session token and all, into its texts about signatures.
        self.text = Self.ofSignatures.contains(code) ? Self.notKept : text
        self.requestID = requestID
        self.endpoint = endpoint
        // AWS could not read the issuer's keys in time; it says so in two ways.
        isPassing = Self.passing.contains(code) || code == "InvalidIdentityToken" && text.contains("verification key")
    }

    private init(text: String, requestID: String?, endpoint: String, isPassing: Bool) {
        code = nil
        self.text = text
        self.requestID = requestID
        self.endpoint = endpoint
        self.isPassing = isPassing
    }

    /// No answer came.
    static func silence(_ reason: String, endpoint: String) -> UpstreamFault {
        UpstreamFault(text: "gave no answer: \(reason)", requestID: nil, endpoint: endpoint, isPassing: true)
    }

    /// An answer came that says nothing that is understood.
    static func unreadable(
        _ answer: UpstreamAnswer, requestID: String?, endpoint: String, meaning: String? = nil
    ) -> UpstreamFault {
        UpstreamFault(
            text: "answered HTTP \(answer.status), "
                + (meaning ?? "and not what was asked for in a form that can be read"), requestID: requestID,
            endpoint: endpoint, isPassing: answer.status == 429 || answer.status >= 500)
    }

    private static let notKept = "(text not kept)"

    /// The same without AWS's text, should it repeat the beginning of a secret.
    func withholding(_ secret: String) -> UpstreamFault {
        guard text.contains(secret.prefix(16)) else { return self }
        var fault = self
        fault.text = Self.notKept
        return fault
    }

    /// The same after so many attempts.
    func after(_ attempts: Int) -> UpstreamFault {
        var fault = self
        fault.attempts = attempts
        return fault
    }

    /// Codes that say that AWS is too busy, or ill.
    private static let passing: Set<String> = [
        "Throttling", "ThrottlingException", "ThrottledException", "RequestThrottled", "RequestThrottledException",
        "RequestLimitExceeded", "TooManyRequestsException", "SlowDown", "ServiceUnavailable", "InternalFailure",
        "InternalError", "RequestTimeout", "IDPCommunicationError",
    ]

    private static let ofSignatures: Set<String> = ["SignatureDoesNotMatch", "IncompleteSignature"]

    /// Whether it says that the broker's own credentials are not good.
    var isOfOwnCredentials: Bool { code.map(Self.ofOwnCredentials.contains) ?? false }

    private static let ofOwnCredentials: Set<String> = ofSignatures.union([
        "ExpiredToken", "ExpiredTokenException", "InvalidClientTokenId", "UnrecognizedClientException",
        "InvalidAccessKeyId", "MissingAuthenticationToken", "AuthFailure", "RequestExpired",
    ])

    /// What it means whatever was called, and what to do.
    private var meaning: String? {
        switch code {
        case "RegionDisabledException":
            "STS is not active in this region for the account: activate it there, or name another aws.region"
        case "PackedPolicyTooLarge": "session policies and tags together are more than AWS takes"
        case "ValidationError" where text.contains("MaxSessionDuration"):
            "the role there allows less time than the role here: raise it there, or lower maxSessionDuration here"
        default: nil
        }
    }

    /// For audit and log.
    private func cause(_ meaning: String?) -> String {
        let tries = isPassing ? "asked \(attempts) \(attempts == 1 ? "time" : "times")" : nil
        let hints = [tries, meaning ?? self.meaning].compactMap(\.self)
        var cause = "AWS (\(endpoint)) "
        if let requestID { cause = "AWS (\(endpoint), request \(requestID)) " }
        cause += code.map { "answered \($0): \(text)" } ?? text
        return hints.isEmpty ? cause : "\(cause) - \(hints.joined(separator: "; "))"
    }

    /// What the caller is told: AWS's words where they are about what the caller asked for; of what is the broker's affair,
    /// that it is, and the id by which its administrator finds the rest.
    ///
    /// - Parameter meaning: what it means for the call that was made; nil when that knows nothing of its own.
    func refusal(meaning: String? = nil) -> STSError {
        let cause = cause(meaning)
        let place = requestID.map { " (AWS request \($0))" } ?? ""
        switch code {
        case "AccessDenied":
            return STSError(
                .accessDenied, "AWS does not give this role to the broker\(place). The broker's audit says more.",
                cause: cause)
        case "PackedPolicyTooLarge": return STSError(.packedPolicyTooLarge, text + place, cause: cause)
        case "MalformedPolicyDocument": return STSError(.malformedPolicyDocument, text + place, cause: cause)
        case "ValidationError": return STSError(.validationError, text + place, cause: cause)
        default:
            let what = isPassing ? "AWS did not answer in time, or is too busy" : "AWS gave nothing"
            return STSError(
                .serviceUnavailable, "\(what)\(place). Please try again; the broker's audit says more.", cause: cause)
        }
    }
}

extension UpstreamFault {
    /// The broker has no credentials for AWS.
    static func ofEnvironment(_ reason: String) -> UpstreamFault {
        UpstreamFault(
            text: "can't be asked, as the broker has no credentials for it: \(reason)", requestID: nil,
            endpoint: "not asked", isPassing: false)
    }
}
