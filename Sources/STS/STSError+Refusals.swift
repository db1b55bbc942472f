import Accounts
import Encodings
package import SAML2

extension STSError {
    /// The one answer to whoever may not assume a role, whatever the reason.
    package static func notAuthorized(
        _ cause: String, failedChecks: [Check] = [], to action: String = "sts:AssumeRoleWithSAML"
    ) -> STSError {
        STSError(.accessDenied, "Not authorized to perform \(action)", cause: cause, failedChecks: failedChecks)
    }

    /// A refusal in the words of the service that reads metadata and responses for AWS.
    private static func discovery(
        _ text: String, _ errorCode: String = "AuthSamlInvalidSamlResponseException", requestID: String, cause: String,
        failedChecks: [Check] = []
    ) -> STSError {
        STSError(
            .invalidIdentityToken,
            "\(text) (Service: AWSOpenIdDiscoveryService; Status Code: 400; Error Code: \(errorCode); "
                + "Request ID: \(requestID); Proxy: null)", cause: cause, failedChecks: failedChecks)
    }

    static func invalidResponse(_ cause: String, requestID: String, failedChecks: [Check] = []) -> STSError {
        discovery("Invalid SAMLResponse", requestID: requestID, cause: cause, failedChecks: failedChecks)
    }

    /// The SAML response is not base64.
    public static func invalidBase64(requestID: String) -> STSError {
        discovery("Invalid base64 SAMLResponse", requestID: requestID, cause: "the SAML response is not base64")
    }

    /// PrincipalArn names no provider of the directory.
    public static func providerNotFound(arn: String, requestID: String) -> STSError {
        discovery(
            "Specified provider doesn't exist", "AuthSamlManifestNotFoundException", requestID: requestID,
            cause: "no SAML provider \(arn.cut(to: 300))")
    }

    /// What every refusal of an issuer begins with.
    static let unknownIssuer = "Issuer not present in specified provider"

    static func issuerNotPresent(_ cause: String, requestID: String, failedChecks: [Check] = []) -> STSError {
        discovery(unknownIssuer, requestID: requestID, cause: cause, failedChecks: failedChecks)
    }

    static func signatureInvalid(_ cause: String, failedChecks: [Check] = []) -> STSError {
        STSError(.invalidIdentityToken, "Response signature invalid", cause: cause, failedChecks: failedChecks)
    }

    static func expired(_ cause: String, failedChecks: [Check] = []) -> STSError {
        STSError(.expiredToken, "Response has expired", cause: cause, failedChecks: failedChecks)
    }

    static func notRedeemedInTime(_ cause: String, failedChecks: [Check] = []) -> STSError {
        STSError(
            .expiredToken, "Token must be redeemed within 5 minutes of issuance", cause: cause,
            failedChecks: failedChecks)
    }

    static func regionDisabled(_ region: String, in account: AccountID) -> STSError {
        STSError(
            .regionDisabled,
            "STS is not activated in this region for account:\(account). Your account administrator can activate STS in "
                + "this region using the IAM Console.", cause: "\(region.cut(to: 64)) is inactive in the configuration")
    }

    static func alreadyRedeemed(_ cause: String) -> STSError {
        STSError(.invalidIdentityToken, "Response has already been redeemed", cause: cause)
    }

    /// Whether it says that what was brought was used already.
    package var isUsedUp: Bool { message == STSError.alreadyRedeemed("").message }

    static func invalidSessionToken(_ cause: String) -> STSError {
        STSError(.invalidClientTokenID, "The security token included in the request is invalid.", cause: cause)
    }

    package static func unavailable(_ cause: String) -> STSError {
        STSError(.serviceUnavailable, "The service is unavailable. Please try again.", cause: cause)
    }
}
