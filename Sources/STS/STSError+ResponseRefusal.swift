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
        switch ResponseCheck(rawValue: first.name) {
        case .status:
            let message = "The identity provider (IdP) reported that authentication failed."
            self = STSError(.idpRejectedClaim, message, cause: cause, failedChecks: failures)
        case .responseIssuer, .assertionIssuer:
            self = .issuerNotPresent(cause, requestID: requestID, failedChecks: failures)
        case .signatureShape, .signatureAlgorithm, .signatureValid, .signatureCoverage:
            self = .signatureInvalid(cause, failedChecks: failures)
        case .audience:
            let message = "Response does not contain the required audience."
            self = STSError(.invalidIdentityToken, message, cause: cause, failedChecks: failures)
        case .conditionsNotOnOrAfter, .confirmationNotOnOrAfter, .sessionNotOnOrAfter:
            self =
                first.isUnreadable
                ? .invalidResponse(cause, requestID: requestID, failedChecks: failures)
                : .expired(cause, failedChecks: failures)
        case .nameID:
            self = .notAuthorized(cause, failedChecks: failures)
        case .wellFormed, .root, .version, .id, .responseIssueInstant, .destination, .singleAssertion, .encryption,
            .assertionVersion, .assertionID, .assertionIssueInstant, .values, .confirmation, .recipient,
            .confirmationNotBefore, .inResponseTo, .conditionsPresent, .conditionsKnown, .conditionsNotBefore,
            .authnStatement, .authnContext, .authnInstant, nil:
            self = .invalidResponse(cause, requestID: requestID, failedChecks: failures)
        }
    }
}
