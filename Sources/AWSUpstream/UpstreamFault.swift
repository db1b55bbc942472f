import STS

/// Why AWS gave nothing: what it said, and what that means for whoever runs the broker.
struct UpstreamFault: Error {
    /// The error code; nil when no answer says one.
    let code: String?
    /// AWS's text, or what happened in its place.
    let text: String
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
        self.text = Self.ofSignatures.contains(code) ? "(text not kept)" : text
        self.requestID = requestID
        self.endpoint = endpoint
        isPassing = Self.passing.contains(code)
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
        "InternalError", "RequestTimeout",
    ]

    private static let ofSignatures: Set<String> = ["SignatureDoesNotMatch", "IncompleteSignature"]

    /// Whether it says that the broker's own credentials are not good.
    var isOfOwnCredentials: Bool { code.map(Self.ofOwnCredentials.contains) ?? false }

    private static let ofOwnCredentials: Set<String> = ofSignatures.union([
        "ExpiredToken", "ExpiredTokenException", "InvalidClientTokenId", "UnrecognizedClientException",
        "InvalidAccessKeyId", "MissingAuthenticationToken", "AuthFailure", "RequestExpired",
    ])

    /// What it means, and what to do.
    private var hint: String? {
        if isPassing { return "asked \(attempts) \(attempts == 1 ? "time" : "times")" }
        switch code {
        case "AccessDenied":
            return "the role there must trust the broker's identity in AWS (sts:AssumeRole; sts:TagSession and "
                + "sts:SetSourceIdentity where they are needed; its sts:ExternalId), and that identity must be allowed to "
                + "assume it; a role that does not exist is answered in the same way"
        case "SignatureDoesNotMatch":
            return
                "the broker's secret access key is another one, aws.region is not the region of the endpoint, or this "
                + "clock is off by more than five minutes"
        case "RegionDisabledException":
            return "STS is not active in this region for the account: activate it there, or name another aws.region"
        case "PackedPolicyTooLarge": return "session policies and tags together are more than AWS takes"
        case "ValidationError" where text.contains("role chaining"):
            return
                "the broker's credentials are those of a role, and sessions that come from one last an hour at most: "
                + "say aws.maxSessionDuration: 3600, or give the broker keys of a user"
        case "ValidationError" where text.contains("MaxSessionDuration"):
            return
                "the role there allows less time than the role here: raise it there, or lower maxSessionDuration here"
        default: return isOfOwnCredentials ? "the broker's own credentials for AWS are not valid, or not any more" : nil
        }
    }

    /// For audit and log.
    private var cause: String {
        var cause = "AWS (\(endpoint)) "
        if let requestID { cause = "AWS (\(endpoint), request \(requestID)) " }
        cause += code.map { "answered \($0): \(text)" } ?? text
        return hint.map { "\(cause) - \($0)" } ?? cause
    }

    /// What the caller is told: AWS's words where they are about what the caller asked for; of what is the broker's affair,
    /// that it is, and the id by which its administrator finds the rest.
    var refusal: STSError {
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
