public import Accounts
public import Audit
import Foundation
public import IAMPolicy
public import SAML2
public import SallyportPostgres

/// Everything that the server is told, read and validated as a whole.
public struct BrokerConfiguration: Sendable {
    /// Where and how connections are taken.
    public struct Listen: Sendable, Hashable {
        /// Address to bind.
        public var host: String
        /// Port to bind; 0 takes a free one.
        public var port: Int
        /// Files of certificate chain and private key; nil means plain HTTP.
        public var tls: TLS?

        /// PEM files.
        public struct TLS: Sendable, Hashable {
            /// The certificate and the ones that lead to its root.
            public var certificateChain: String
            /// Its key.
            public var privateKey: String
        }

        /// Whether nobody but this machine can connect.
        public var isLoopback: Bool { ["127.0.0.1", "::1", "localhost"].contains(host) }
    }

    /// Where audit records go.
    public struct Audit: Sendable, Hashable {
        /// File of JSON lines; nil for none.
        public var file: String?
        /// Also to the standard output.
        public var standardOutput: Bool
        /// Waits until the file is on the disk before anything is answered.
        public var synchronous: Bool
        /// When the file is set aside for a new one; nil for never.
        public var rotation: AuditRotation?
    }

    /// What our SAML metadata says beside addresses and keys.
    public struct ServiceProvider: Sendable, Hashable {
        /// Who runs the broker.
        public var organization: ServiceProviderMetadata.Organization?
        /// Whom to ask.
        public var contacts: [ServiceProviderMetadata.Contact] = []
        /// Days until the document ends, counted from when it is read.
        public var metadataValidDays = 365
        /// Hours after which a reader should fetch it again.
        public var metadataCacheHours = 24
        /// The key that requests to identity providers are signed with; nil leaves them unsigned.
        public var signingKey: ServiceProviderKey?
    }

    /// Where state is kept.
    public enum Store: Sendable, Hashable {
        /// In memory; a restart forgets which assertions were used.
        case memory
        /// In an SQLite database in a folder; `waitsForDisk` says whether an answer waits until the disk has what it tells.
        case directory(String, waitsForDisk: Bool)
        /// In a PostgreSQL database that other brokers share; `dataDirectory` is for copies of fetched metadata, nil for none.
        case postgres(Postgres, dataDirectory: String?)

        /// A PostgreSQL database.
        public struct Postgres: Sendable, Hashable {
            /// Where it is, and as whom the broker comes.
            public var servers: PostgresServers
            /// Seconds for which requests are answered from what was read last.
            public var maxStaleness: Int
        }
    }

    /// The file that it was read from.
    public var file: String
    /// What users and IdPs call the server, without a slash at the end.
    public var publicURL: String
    /// Our SAML entity ID.
    public var entityID: String
    /// The key that signs our SAML metadata; nil leaves it unsigned.
    public var metadataSigningKey: ServiceProviderKey?
    /// What our SAML metadata says beside addresses and keys.
    public var serviceProvider: ServiceProvider
    /// The partition whose attribute names and sign-in hosts count.
    public var partition: Partition
    /// The file of the key ring.
    public var keyRingFile: String
    /// Whether the group of a file with private keys may read it.
    public var groupReadableKeys: Bool
    /// Where connections are taken.
    public var listen: Listen
    /// Where state is kept.
    public var store: Store
    /// Accounts, providers and roles.
    public var directory: FederationDirectory
    /// URLs that the metadata of providers was fetched from, by ARN.
    public var metadataURLs: [ARN: String]
    /// Those URLs whose document was fetched when this was read; of the others an earlier one counts.
    package internal(set) var fetchedMetadataURLs: Set<String> = []
    /// What is not wrong and can hardly be meant: trust policies that can never hold.
    public internal(set) var findings: [String] = []
    /// The files that it was read from.
    package var files = ConfigurationFiles()
    /// Its values, with where each comes from.
    package internal(set) var settings: [ConfigurationSetting] = []
    /// What tells others that it is in force, once it is.
    let record = RunningRecord()
    /// Minutes after which metadata is fetched again; 0 for never.
    public var metadataRefreshMinutes: Int
    /// Further assertion consumer services that responses may be addressed to.
    public var acceptRecipients: [String]
    /// Further audiences that count as us.
    public var acceptAudiences: [String]
    /// Origins that a Destination may lead to.
    public var destinations: Set<String>
    /// Origins at which somebody may be offered to sign in again, beside those of identity providers.
    public var issuers: Set<String>
    /// Addresses of proxies whose X-Forwarded-For counts.
    public var trustedProxies: Set<String>
    /// Seconds that clocks may differ.
    public var clockSkew: Int
    /// Which responses are welcome at the sign-in page with regard to requests, for providers that don't say it themselves.
    public var inResponseTo: ValidationOptions.InResponseTo
    /// The same for AssumeRoleWithSAML, where nobody's browser can be signed in as somebody else.
    public var apiInResponseTo: ValidationOptions.InResponseTo
    /// Has xmlsec verify each signature of a response as well, and refuses what one of both refuses.
    public var verifiesTwice: Bool
    /// Bytes of a request body at most.
    public var maximumBodyBytes: Int
    /// The same for calls that bring the metadata of a SAML provider.
    public var maximumMetadataBodyBytes: Int
    /// Connections of one address at most.
    public var connectionsPerAddress: Int
    /// Sign-in tokens of the API work once.
    public var signinTokensWorkOnce: Bool
    /// Minutes that a portal session lasts at most.
    public var portalMinutes: Int
    /// Minutes that the session of a program lasts at most.
    public var commandLineMinutes: Int
    /// What pages say of the company that runs the broker.
    public var branding: Branding
    /// Where audit records go.
    public var audit: Audit
    /// Services behind proxies that ask about each request.
    package internal(set) var services: [ProtectedService] = []
    /// What web identity tokens for some audiences are like.
    package internal(set) var relyingParties = RelyingParties()
    /// Accounts for whose roles AWS gives the credentials, and how it is asked.
    package internal(set) var upstreams: [AccountID: UpstreamSettings] = [:]
    /// Where metrics are read; nil when there are none.
    package var metrics: Metrics?
    /// Where traces go; nil when nothing is traced.
    package var tracing: Tracing?
    /// What the log says.
    package var log = Log()
    /// How the process ends.
    package var shutdown = Shutdown()
    /// Below `publicURL`, where each account has its issuer of web identity tokens.
    package static let outboundIssuersPath = "oidc"
    /// Serves plain HTTP on other addresses than loopback.
    public var insecureAllowPlainHTTP: Bool

    /// The URL that IdPs post to.
    public var assertionConsumerService: String { publicURL + "/saml" }

    /// The URL that IdPs send logout messages to.
    public var singleLogoutService: String { publicURL + "/saml/logout" }

    /// The path part of the public URL, empty or `/something`.
    public var basePath: String {
        let path = URL(string: publicURL)?.path ?? ""
        return path == "/" ? "" : path
    }

    /// Whether users come by https.
    public var isPublicURLSecure: Bool { publicURL.hasPrefix("https://") }

    /// Whether users can only be on this machine.
    var isPublicURLLoopback: Bool {
        ["127.0.0.1", "[::1]", "::1", "localhost"].contains(URL(string: publicURL)?.host ?? "")
    }

    /// URLs that a response may be addressed to.
    public var recipients: [String] { [assertionConsumerService] + acceptRecipients }

    /// Addresses of all proxies, whichever they are for.
    package var proxies: Set<String> { services.reduce(into: trustedProxies) { $0.formUnion($1.trustedProxies) } }

    /// Audiences that count as us.
    public var audiences: [String] { [entityID, assertionConsumerService] + acceptAudiences }
}

extension BrokerConfiguration.Store: CustomStringConvertible {
    /// Where it is.
    public var description: String {
        switch self {
        case .memory: "memory"
        case .directory(let path, _): path
        case .postgres(let postgres, _): "\(postgres.servers)"
        }
    }
}

extension BrokerConfiguration.Store {
    /// The folder for what is kept on disk; nil when nothing is.
    var dataDirectory: String? {
        switch self {
        case .memory: nil
        case .directory(let path, _): path
        case .postgres(_, let path): path
        }
    }

    /// The key of the file that says it.
    package var key: String {
        if case .postgres = self { return "store" }
        return "dataDirectory"
    }
}
