import Encodings
public import SAML2

extension STSError {
    /// What AWS says to a response that was refused: the first failed check decides.
    public init(_ refusal: ResponseRefusal, requestID: String) {
        let failures = refusal.failures
        guard let first = failures.first else {
            self = .invalidResponse("refused without a failed check", requestID: requestID)
            return
        }
        let cause = "\(first.name): expected \(first.expected.cut(to: 200)), got \(first.actual.cut(to: 200))"
        switch first.name {
        case "response.status":
            let message = "The identity provider (IdP) reported that authentication failed."
            self = STSError(.idpRejectedClaim, message, cause: cause, failedChecks: failures)
        case "response.issuer", "assertion.issuer":
            self = .issuerNotPresent(cause, requestID: requestID, failedChecks: failures)
        case "signature.shape", "signature.algorithm", "signature.valid", "signature.coverage":
            self = .signatureInvalid(cause, failedChecks: failures)
        case "conditions.audience":
            let message = "Response does not contain the required audience."
            self = STSError(.invalidIdentityToken, message, cause: cause, failedChecks: failures)
        case "conditions.not-on-or-after", "subject.not-on-or-after", "authn.session-not-on-or-after":
            self =
                first.isUnreadable
                ? .invalidResponse(cause, requestID: requestID, failedChecks: failures)
                : .expired(cause, failedChecks: failures)
        case "subject.name-id":
            self = .notAuthorized(cause, failedChecks: failures)
        default:
            self = .invalidResponse(cause, requestID: requestID, failedChecks: failures)
        }
    }
}
