package import Encodings
package import SAML2

/// A provider whose tokens count: who it is, whom its tokens are for, and its keys.
package struct TrustedIssuer: Sendable {
    /// Its URL, compared to the letter with `iss`.
    package let url: String
    /// The audiences that count as us.
    package let clientIDs: [String]
    /// Its keys, or why there are none now.
    package let keys: Result<JSONWebKeySet, WebIdentityError>

    package init(url: String, clientIDs: [String], keys: Result<JSONWebKeySet, WebIdentityError>) {
        self.url = url
        self.clientIDs = clientIDs
        self.keys = keys
    }
}

/// The outcome of validating one token: a `ValidatedToken`, or a refusal; the checks; and what was seen.
package struct WebIdentityValidation: Sendable {
    /// The checks in order: all of them when the validator is told so, else the failed ones.
    package let checks: [Check]
    /// The token, or why there is none.
    package let outcome: Result<ValidatedToken, WebIdentityRefusal>
    /// What the token says, unverified, for people to read; nil when it is no token at all.
    package let observed: ObservedToken?
}

/// Why a token was refused.
package struct WebIdentityRefusal: Error, Sendable {
    /// The failed checks in order; at least one.
    package let failures: [Check]
}

/// A token that is genuine, for us, and valid at an instant; only `WebIdentityValidator` makes one.
package struct ValidatedToken: Sendable {
    /// `iss`, the URL of the provider.
    package let issuer: String
    /// `sub`.
    package let subject: String
    /// The client id that the token is for: `azp`, or the one of `aud` that the provider has.
    package let audience: String
    /// `aud`, where `azp` was set and so decided.
    package let originalAudiences: [String]?
    /// `amr`.
    package let methods: [String]
    /// Session tags.
    package let tags: TokenTags
    /// Source identity.
    package let sourceIdentity: String?
    /// `exp`.
    package let expiration: Timestamp
    /// `iat`.
    package let issuedAt: Timestamp
    /// `kid` of the key that verified.
    package let keyID: String
    /// SHA-256 of the token in hexadecimal, by which the audit links its uses.
    package let fingerprint: String
}
