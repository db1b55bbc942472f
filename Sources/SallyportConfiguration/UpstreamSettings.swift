package import Foundation
package import IAMPolicy

/// How AWS is asked for the credentials of an account's roles.
package struct UpstreamSettings: Sendable, Hashable {
    /// How AWS knows the broker by tokens of the account's issuer.
    package struct WebIdentity: Sendable, Hashable {
        /// `aud` of the tokens: a client id of the OpenID Connect provider there.
        package let audience: String

        package init(audience: String) { self.audience = audience }
    }

    /// The endpoint of STS.
    package let endpoint: URL
    /// The region of its signatures.
    package let region: String
    /// The endpoint that makes sign-in tokens for the console.
    package let federationEndpoint: URL
    /// Where a sign-in leads that names no other place.
    package let console: String
    /// The profile whose keys are taken; nil looks where AWS's own tools look.
    package let profile: String?
    /// What the trust policies there ask for as `sts:ExternalId`.
    package let externalID: String?
    /// Set when AWS is asked with tokens, and the broker has no credentials of its own.
    package let webIdentity: WebIdentity?
    /// Seconds that credentials live at most.
    package let maximumDuration: Int
    /// Roles here and the ones there; nil gives each role the one with its own ARN.
    package let roles: [ARN: ARN]?

    package init(
        endpoint: URL, region: String, federationEndpoint: URL, console: String, profile: String? = nil,
        externalID: String? = nil, webIdentity: WebIdentity? = nil, maximumDuration: Int = 43_200,
        roles: [ARN: ARN]? = nil
    ) {
        self.endpoint = endpoint
        self.region = region
        self.federationEndpoint = federationEndpoint
        self.console = console
        self.profile = profile
        self.externalID = externalID
        self.webIdentity = webIdentity
        self.maximumDuration = maximumDuration
        self.roles = roles
    }

    /// The role there; nil when it is not among those that are given.
    package func role(for role: ARN) -> ARN? {
        guard let roles else { return role }
        return roles[role]
    }
}
