import Crypto
package import Encodings

/// Decides whether a JSON Web Token is genuine, meant for us, and valid at an instant.
///
/// The clock is a parameter, and so is everything that is trusted. Nothing in a token chooses how it is verified but `kid`, and
/// that among keys of the provider which are for the algorithm of the token.
package struct WebIdentityValidator: Sendable {
    /// Seconds after `iat` for which a token is taken, as AWS has it.
    package static let maximumAge: Int64 = 86_400

    /// The providers whose tokens count; no two have one URL.
    package let issuers: [TrustedIssuer]
    /// Seconds that clocks may differ.
    package let clockSkew: Int64
    /// Keeps passed and skipped checks in the result, for people to read.
    package let recordsAllChecks: Bool

    package init(issuers: [TrustedIssuer], clockSkew: Int64 = 60, recordsAllChecks: Bool = false) {
        self.issuers = issuers
        self.clockSkew = max(clockSkew, 0)
        self.recordsAllChecks = recordsAllChecks
    }

    /// Validates a token.
    package func validate(_ text: String, at instant: Timestamp) -> WebIdentityValidation {
        let run = TokenRun(validator: self, instant: instant)
        let form = "a signed JSON Web Token of at most \(ObservedToken.maximumLength) characters"
        do throws(WebIdentityError) {
            let token = try ObservedToken(text)
            run.pass(.form, expected: form, actual: "\(text.utf8.count) characters")
            return run.validate(token, fingerprint: Hexadecimal.text(SHA256.hash(data: Array(text.utf8))))
        } catch {
            run.fail(.form, expected: form, actual: error.reason)
            return run.refusal(observed: nil)
        }
    }
}
