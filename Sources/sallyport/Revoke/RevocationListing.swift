import Accounts
import Encodings
import IAMPolicy
import STS

/// A revocation as an administrator typed it.
struct RevocationListing: Encodable, Comparable {
    /// `principal`, `subject`, `session`, `session-name`, `attribute` or `console-sessions`.
    let kind: String
    /// ARN, NameID, access key id, session name, or `name=value`.
    let value: String
    /// ARN of the SAML provider whose users are meant.
    var provider: String?
    /// Unique id of the role or user.
    var uniqueID: String?
    /// Name qualifier of the subject.
    var nameQualifier: String?
    let issuedAtOrBefore: String

    init(_ revocation: Revocation, _ tokens: SecurityTokenService, _ providers: [String: ARN]) async throws {
        issuedAtOrBefore = revocation.issuedAtOrBefore.iso8601
        switch revocation.target {
        case .role(let id):
            (kind, uniqueID) = ("principal", id)
            value = try await tokens.arn(uniqueID: id)?.description ?? id
        case .subject(let qualifier, let subject):
            (kind, value) = ("subject", subject)
            (nameQualifier, provider) = (qualifier, providers[qualifier]?.description)
        case .session(let id): (kind, value) = ("session", id)
        case .sessionName(let name, let arn): (kind, value, provider) = ("session-name", name, arn)
        case .consoleSessions(let qualifier, let subject, _):
            (kind, value) = ("console-sessions", subject)
            (nameQualifier, provider) = (qualifier, providers[qualifier]?.description)
        case .attribute(let name, let text, let arn): (kind, value, provider) = ("attribute", "\(name)=\(text)", arn)
        }
    }

    /// The line for a terminal.
    var line: String {
        var text = "\(issuedAtOrBefore)  \(kind) \(value)"
        if let provider { text += " of \(provider)" } else if let nameQualifier { text += " (\(nameQualifier))" }
        if let uniqueID, uniqueID != value { text += " (\(uniqueID))" }
        return text
    }

    static func < (left: RevocationListing, right: RevocationListing) -> Bool {
        (left.issuedAtOrBefore, left.kind, left.value) < (right.issuedAtOrBefore, right.kind, right.value)
    }
}
