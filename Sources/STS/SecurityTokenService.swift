public import Accounts
public import Audit
public import Encodings
public import Keys
import Sessions

/// The security token service: turns what identity providers say into sessions, and opens the tokens of sessions.
///
/// A value whose only state is what it remembers to be faster; a changed configuration is a new value. Every operation takes the
/// instant at which it happens.
public struct SecurityTokenService: Sendable {
    /// What may be set.
    public struct Options: Hashable, Sendable {
        /// How long assertions may be redeemed.
        public var redemption: RedemptionRule
        /// Partition whose attribute names a sign-in page reads.
        public var partition: Partition
        /// Whether credentials are given only when their audit record was kept.
        public var requiresAudit: Bool
        /// Whether sign-in tokens of `getSigninToken` work once; those of the sign-in page always do.
        public var signinTokensWorkOnce: Bool

        /// Makes options.
        public init(
            redemption: RedemptionRule = RedemptionRule(), partition: Partition = .aws, requiresAudit: Bool = true,
            signinTokensWorkOnce: Bool = false
        ) {
            self.redemption = redemption
            self.partition = partition
            self.requiresAudit = requiresAudit
            self.signinTokensWorkOnce = signinTokensWorkOnce
        }
    }

    /// The accounts, and the providers and roles of the configuration.
    public let directory: FederationDirectory
    /// Options.
    public let options: Options
    package let entities: EntityDirectory
    /// Where keys of OpenID Connect providers come from.
    package var providerKeys: any ProviderKeySource = GivenProviderKeys()
    /// Who makes the credentials for the roles of an account in this broker's place.
    package var upstreams: [AccountID: any UpstreamIssuer] = [:]
    /// The URL below which each account has its issuer of web identity tokens; nil when tokens are not given.
    package var outboundIssuers: String?
    /// Those who rely on these tokens and of whom something is said.
    package var relyingParties = RelyingParties()
    let keyRing: KeyRing
    let sealer: TokenSealer
    let openedSessions = OpenedSessions()
    let store: any FederationStore
    let audit: any AuditSink
    let random: any RandomSource

    /// Makes a service.
    public init(
        directory: FederationDirectory, keyRing: KeyRing, store: any FederationStore, audit: any AuditSink,
        options: Options = Options(), random: any RandomSource = SystemRandomSource()
    ) {
        self.directory = directory
        self.options = options
        self.entities = EntityDirectory(configured: directory, store: store, keyRing: keyRing)
        self.keyRing = keyRing
        self.sealer = TokenSealer(keyRing: keyRing)
        self.store = store
        self.audit = audit
        self.random = random
    }

    /// All revocations.
    ///
    /// Throws `ServiceUnavailable` when the store fails.
    package func revocations() async throws(STSError) -> RevocationList {
        do {
            return try await store.revocations()
        } catch {
            throw .unavailable("revocations: \(error)")
        }
    }
}
