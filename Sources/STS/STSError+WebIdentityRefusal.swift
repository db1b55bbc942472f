package import Encodings
import SAML2
package import WebIdentity

extension STSError {
    static let notAToken =
        "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)"
    private static let noVerificationKey =
        "Couldn't retrieve verification key from your identity provider,  please reference AssumeRoleWithWebIdentity "
        + "documentation for requirements"

    /// What AWS says to a token that was refused: the first failed check decides.
    package init(_ refusal: WebIdentityRefusal, claims: TokenClaims?, at now: Timestamp) {
        let failures = refusal.failures
        guard let first = failures.first else {
            self = STSError(.invalidIdentityToken, Self.notAToken, cause: "refused without a failed check")
            return
        }
        let cause = "\(first.name): expected \(first.expected.cut(to: 200)), got \(first.actual.cut(to: 200))"
        switch WebIdentityCheck(rawValue: first.name) {
        case .issuer:
            let issuer = claims?.issuer ?? ""
            self = STSError(
                .invalidIdentityToken,
                "No OpenIDConnect provider found in your account for \(issuer.printable(limit: 300))", cause: cause,
                failedChecks: failures)
        case .algorithm, .critical, .key, .signature:
            self = STSError(.invalidIdentityToken, Self.noVerificationKey, cause: cause, failedChecks: failures)
        case .audience:
            self = STSError(.invalidIdentityToken, "Incorrect token audience", cause: cause, failedChecks: failures)
        case .expiration:
            let end = claims?.expiration?.epochSeconds
            self =
                end.map { end in
                    STSError(
                        .expiredToken,
                        "Token expired: current date/time \(now.epochSeconds) must be before the expiration "
                            + "date/time\(end)", cause: cause, failedChecks: failures)
                } ?? STSError(.invalidIdentityToken, Self.notAToken, cause: cause, failedChecks: failures)
        case .age:
            // It is only checked when there is an iat.
            let age = now.epochSeconds - (claims?.issuedAt?.epochSeconds ?? 0)
            self = STSError(.expiredToken, "Token too old: \(age)", cause: cause, failedChecks: failures)
        case .form, .type, .issuedAt, .notBefore, .subject, .tags, .sourceIdentity, nil:
            self = STSError(.invalidIdentityToken, Self.notAToken, cause: cause, failedChecks: failures)
        }
    }
}
