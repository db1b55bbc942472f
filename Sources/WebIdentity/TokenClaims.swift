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
    /// Session tags, or why they are none.
    package let tags: Result<TokenTags, WebIdentityError>
    /// `https://aws.amazon.com/source_identity`, or why it is none; nil when it is absent.
    package let sourceIdentity: Result<String, WebIdentityError>?
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
        tags = Self.tags(payload.member(TokenTags.claim))
        sourceIdentity = Self.sourceIdentity(payload.member("https://aws.amazon.com/source_identity"))
        names = payload.members?.map(\.key) ?? []
    }

    private static func tags(_ node: JSONNode?) -> Result<TokenTags, WebIdentityError> {
        guard let node else { return .success(.none) }
        do throws(WebIdentityError) {
            return .success(try TokenTags(node))
        } catch {
            return .failure(error)
        }
    }

    private static func sourceIdentity(_ node: JSONNode?) -> Result<String, WebIdentityError>? {
        guard let node else { return nil }
        guard let text = node.string else { return .failure(WebIdentityError("it is \(node.kind), not a text")) }
        return .success(text)
    }

    /// The audiences of which one must be ours: `azp` alone where it is set, as AWS has it, else those of `aud`.
    package var decisiveAudiences: [String] {
        hasAuthorizedParty ? authorizedParty.map { [$0] } ?? [] : audiences ?? []
    }
}
