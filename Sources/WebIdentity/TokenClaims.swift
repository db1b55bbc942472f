package import Encodings
import IAMPolicy

/// What the payload of a token says (RFC 7519, section 4.1; OpenID Connect Core, section 2).
///
/// A claim that is not of its form counts as absent; the checks say so.
package struct TokenClaims: Sendable {
    /// `iss`.
    package let issuer: String?
    /// `sub`.
    package let subject: String?
    /// `aud`, a text or a list of texts; nil when it is neither.
    package let audiences: [String]?
    /// `azp`: the client that the token was issued to.
    package let authorizedParty: String?
    /// Whether there is an `azp`, of whatever form.
    package let hasAuthorizedParty: Bool
    /// `amr`: how the user was authenticated.
    package let methods: [String]
    /// `exp`.
    package let expiration: Timestamp?
    /// `iat`.
    package let issuedAt: Timestamp?
    /// `nbf`.
    package let notBefore: Timestamp?
    /// Whether there is an `nbf`, of whatever form.
    package let hasNotBefore: Bool
    /// The names of all claims, for people to read.
    package let names: [String]

    init(_ payload: JSONNode) {
        issuer = payload.member("iss")?.string
        subject = payload.member("sub")?.string
        audiences = payload.member("aud")?.oneOrMoreTexts
        authorizedParty = payload.member("azp")?.string
        hasAuthorizedParty = payload.member("azp") != nil
        methods = payload.member("amr")?.oneOrMoreTexts ?? []
        expiration = NumericDate.timestamp(payload.member("exp"))
        issuedAt = NumericDate.timestamp(payload.member("iat"))
        notBefore = NumericDate.timestamp(payload.member("nbf"))
        hasNotBefore = payload.member("nbf") != nil
        names = payload.members?.map(\.key) ?? []
    }

    /// The audiences of which one must be ours: `azp` alone where it is set, as AWS has it, else those of `aud`.
    package var decisiveAudiences: [String] {
        hasAuthorizedParty ? authorizedParty.map { [$0] } ?? [] : audiences ?? []
    }
}
