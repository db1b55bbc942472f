import Encodings
package import SAML2

/// A claim that is missing or malformed: which rule it breaks, what was seen, and what AWS says about it.
package struct ClaimFault: Error {
    /// The error code of AWS that goes with it.
    package enum Code: Sendable {
        case invalidIdentityToken, validationError, invalidParameterValue
    }

    package let rule: ClaimRule
    package let actual: String
    package let code: Code
    package let message: String

    package init(_ rule: ClaimRule, actual: String, code: Code = .invalidIdentityToken, message: String) {
        self.rule = rule
        self.actual = actual
        self.code = code
        self.message = message
    }

    package var check: Check {
        Check(
            name: rule.rawValue, status: .failed, expected: rule.expected, actual: actual.cut(to: 300),
            reference: rule.reference, hint: rule.hint)
    }

    /// What is said when the Role attribute is what is wrong: sign-in pages say so without naming the service.
    package static let roleMessage = "Your request included an invalid SAML response. To logout, click here."
    package static let sessionNameRequired = "RoleSessionName is required in AuthnResponse"
    package static let sessionNamePattern = "RoleSessionName in AuthnResponse must match [a-zA-Z_0-9+=,.@-]{2,64}"
    package static let sourceIdentityPattern =
        #"Source Identity must match [a-zA-Z_0-9+=,.@-]{2,64} and not begin with "aws:""#
    package static let sessionDurationRange = "SessionDuration in AuthnResponse must be an integer from 900 to 43200"
    package static let duplicateTags = "Duplicate tag keys found. Please note that Tag keys are case insensitive."
    package static let transitiveUnknown = "The specified transitive tag key must be included in the requested tags."
}
