/// Somebody who relies on web identity tokens, and what the tokens for him are like.
package struct RelyingParty: Hashable, Sendable {
    /// What the tokens of an audience are like; those of an audience that nothing is said of are as a profile without changes.
    package struct Profile: Hashable, Sendable {
        /// The only algorithm that signs them; nil for the one that a request names.
        package var algorithm: String?
        /// Whether they say tags.
        package var hasTags = true
        /// Whether they say a source identity.
        package var hasSourceIdentity = true
        /// Whether they have an issuer of their own, which shows the key for `algorithm` alone, with its certificate.
        package var hasOwnIssuer = false
        /// What they say of the user's attributes.
        package var claims: [Claim] = []

        /// Makes the profile of audiences that nothing is said of.
        package init() {}
    }

    /// A claim whose value is an attribute of the SAML assertion that the session began with.
    package struct Claim: Hashable, Sendable {
        /// Name of the claim.
        package let name: String
        /// Name of the attribute, compared byte by byte.
        package let attribute: String

        /// Makes a claim; nothing is checked here.
        package init(name: String, attribute: String) {
            self.name = name
            self.attribute = attribute
        }
    }

    /// What it is called here, and the last part of its issuer's URL.
    package let name: String
    /// The text that `aud` is for it.
    package let audience: String
    /// What its tokens are like.
    package let profile: Profile

    /// Makes a relying party; nothing is checked here.
    package init(name: String, audience: String, profile: Profile) {
        self.name = name
        self.audience = audience
        self.profile = profile
    }
}
