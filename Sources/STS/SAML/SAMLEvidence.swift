import Accounts
internal import Foundation
internal import SAML2

/// What shows that the subject of a SAML response may have a role.
enum SAMLEvidence: Sendable {
    /// A response that a validator has looked at.
    case validated(ResponseValidation)
    /// The field `SAMLResponse` as it came, and who judges it.
    case posted(field: [UInt8], judge: ResponseJudge)
    /// A sign-in that offered the role, and when: what was decided then holds for that instant, and is decided anew at
    /// another.
    case offered(Assumption, at: Date, ResponseValidation)
    /// The assertion of a sign-in that was kept, which a sign-in that was kept brings with it.
    case kept
}
