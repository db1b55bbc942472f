package import Accounts
package import Audit
package import Encodings
package import Keys
package import Portal

/// The services that command lines and SDKs know from IAM Identity Center: `sso-oidc`, by which a program gets a session of a user, and
/// `sso`, by which it takes roles of it.
///
/// Values; what outlives a change of the configuration are the store and the limits.
package struct IdentityCenter: Sendable {
    /// What it is like.
    package struct Settings: Sendable {
        /// What users call the broker, without a slash at the end.
        package let publicURL: String
        /// Partition of the broker.
        package let partition: Partition
        /// Seconds that the session of a program lasts at most.
        package let lifetime: Int

        package init(publicURL: String, partition: Partition, lifetime: Int) {
            self.publicURL = publicURL
            self.partition = partition
            self.lifetime = lifetime
        }
    }

    /// How often what is asked; a broker has one for all its life.
    package struct Limits: Sendable {
        /// Questions of one address.
        let questions = RateLimit(burst: 60, seconds: 1)
        /// Whether a question has been answered, for each of them.
        let polls = RateLimit(burst: 2, seconds: DeviceAuthorization.interval)
        /// Codes that a user types, right or wrong.
        let codes = RateLimit(burst: 10, seconds: 6)
        /// Looks at one code, whoever looks.
        let looks = RateLimit(burst: 20, seconds: 3)

        package init() {}
    }

    /// Programs that ask.
    package let registrations: ClientRegistrations
    /// Their questions.
    package let grants: ClientGrants
    let settings: Settings
    let limits: Limits
    let portal: PortalSessions
    let tokens: ProgramTokens
    let recorder: ProgramRecorder
    let store: any FederationStore
    let random: any RandomSource

    /// Puts the services together.
    package init(
        _ settings: Settings, portal: PortalSessions, store: any FederationStore, keyRing: KeyRing,
        audit: any AuditSink, random: any RandomSource, limits: Limits
    ) {
        self.settings = settings
        self.limits = limits
        self.portal = portal
        self.store = store
        self.random = random
        registrations = ClientRegistrations(keyRing: keyRing, random: random)
        grants = ClientGrants(store: store, keyRing: keyRing, random: random)
        tokens = ProgramTokens(keyRing: keyRing, partition: settings.partition, random: random)
        recorder = ProgramRecorder(audit: audit, random: random, partition: settings.partition)
    }

    /// Where users are led to with a code: `/device`.
    package static let devicePath = "device"
    /// Where programs on the user's own machine lead him to: `/authorize`.
    package static let authorizePath = "authorize"
    /// The start URL that profiles name: `/start`, or the broker's URL itself.
    package static let startPath = "start"
}
