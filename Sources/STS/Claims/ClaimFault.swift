import Encodings
internal import SAML2

/// A claim that is missing or malformed: which rule it breaks, what was seen, and what AWS says about it.
struct ClaimFault: Error {
    let rule: ClaimRule
    let actual: String
    let code: STSError.Code
    let message: String

    init(_ rule: ClaimRule, actual: String, code: STSError.Code = .invalidIdentityToken, message: String) {
        self.rule = rule
        self.actual = actual
        self.code = code
        self.message = message
    }

    var check: Check {
        Check(
            name: rule.rawValue, status: .failed, expected: rule.expected, actual: actual.cut(to: 300),
            reference: rule.reference, hint: rule.hint)
    }

    static let sessionNameRequired = "RoleSessionName is required in AuthnResponse"
    static let sessionNamePattern = "RoleSessionName in AuthnResponse must match [a-zA-Z_0-9+=,.@-]{2,64}"
    static let sourceIdentityPattern =
        #"Source Identity must match [a-zA-Z_0-9+=,.@-]{2,64} and not begin with "aws:""#
    static let sessionDurationRange = "SessionDuration in AuthnResponse must be an integer from 900 to 43200"
    static let duplicateTags = "Duplicate tag keys found. Please note that Tag keys are case insensitive."
    static let transitiveUnknown = "The specified transitive tag key must be included in the requested tags."
}
