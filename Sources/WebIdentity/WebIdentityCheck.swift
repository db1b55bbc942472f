/// Every check that a `WebIdentityValidator` makes, in the order in which they decide.
///
/// The raw value is the stable name.
package enum WebIdentityCheck: String, Sendable, CaseIterable {
    /// Three parts, header and payload JSON objects without duplicate members, within the limits.
    case form = "web-identity.form"
    /// `typ` is JWT, or absent.
    case type = "web-identity.type"
    /// `iss` is the URL of a provider.
    case issuer = "web-identity.issuer"
    /// `alg` is one of the allow-list.
    case algorithm = "web-identity.algorithm"
    /// The header asks for nothing that is not understood.
    case critical = "web-identity.critical"
    /// `kid` names a key of the provider that is for `alg`.
    case key = "web-identity.key"
    /// The key made the signature.
    case signature = "web-identity.signature"
    /// `exp` has not passed.
    case expiration = "web-identity.expiration"
    /// `iat` is there and not in the future.
    case issuedAt = "web-identity.issued-at"
    /// `iat` is at most a day ago.
    case age = "web-identity.age"
    /// `nbf` has come, or is absent.
    case notBefore = "web-identity.not-before"
    /// `azp`, or without it one of `aud`, is a client id of the provider.
    case audience = "web-identity.audience"
    /// There is a `sub` that can be kept.
    case subject = "web-identity.subject"
    /// Session tags are of their form, or absent.
    case tags = "web-identity.tags"
    /// The source identity is a text, or absent.
    case sourceIdentity = "web-identity.source-identity"

    /// The clause that asks for the check.
    package var reference: String {
        switch self {
        case .form: "RFC 7519 7.2; RFC 7515 3.1, 5.2"
        case .type: "RFC 7519 5.1; RFC 8725 3.11"
        case .issuer: "OpenID Connect Core 3.1.3.7"
        case .algorithm: "RFC 8725 3.1; RFC 7518 3.1"
        case .critical: "RFC 7515 4.1.11; RFC 7797 3"
        case .key: "RFC 7515 4.1.4; RFC 7517 4"
        case .signature: "RFC 7515 5.2"
        case .expiration: "RFC 7519 4.1.4"
        case .issuedAt, .age: "RFC 7519 4.1.6"
        case .notBefore: "RFC 7519 4.1.5"
        case .audience: "OpenID Connect Core 3.1.3.7; RFC 7519 4.1.3"
        case .subject: "OpenID Connect Core 2"
        case .tags: "IAM User Guide, session tags"
        case .sourceIdentity: "IAM User Guide, source identity"
        }
    }

    /// What to look at when the check fails.
    package var hint: String {
        switch self {
        case .form:
            "Send the ID token as the provider made it, on one line; an access token is often something else."
        case .type: "Send an ID token; another typ is that of an access token or a logout token."
        case .issuer: "Make an OIDC provider in the role's account whose URL is the token's iss, to the letter."
        case .algorithm: "Let the provider sign with RS256 or ES256."
        case .critical: "Let the provider leave out crit and b64."
        case .key:
            "Look whether the provider's jwks_uri, or the file of its keys, has this kid; keys that were changed are read again within a minute."
        case .signature: "The token was altered, or another key has this kid."
        case .expiration: "Get a new token; if this one is new, compare the clocks."
        case .issuedAt, .notBefore: "Set the provider's clock (NTP), or raise validation.clockSkew a little."
        case .age: "Get a new token: one of more than a day ago is not taken."
        case .audience: "Ask for a token with a client id of the provider as audience, or add this one to the provider."
        case .subject: "Let the provider write a sub of 1 to 255 characters."
        case .tags:
            "Write {\"principal_tags\": {\"key\": [\"value\"]}, \"transitive_tag_keys\": [\"key\"]}, or leave the claim out."
        case .sourceIdentity: "Write one text, or leave the claim out."
        }
    }
}
