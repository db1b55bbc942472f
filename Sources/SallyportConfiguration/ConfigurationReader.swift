import Accounts
import Audit
import ConfigurationKeys
import Encodings
public import Foundation
public import Logging
import SAML2

/// Reads a configuration file, and everything that it names, in one go: either all of it is good or nothing is taken.
public struct ConfigurationReader: Sendable {
    private let environment: [String: String]
    private let logger: Logger
    private let fetcher: MetadataFetcher

    /// Makes a reader.
    ///
    /// - Parameters:
    ///   - environment: variables, of which those that begin with `SALLYPORT_` go before the file.
    ///   - logger: is told of metadata that could not be fetched, and what counts instead.
    public init(
        environment: [String: String] = [:],
        logger: Logger = Logger(label: "sallyport") { _ in SwiftLogNoOpLogHandler() }
    ) {
        self.init(environment: environment, logger: logger, fetcher: MetadataFetcher())
    }

    /// The same with other bounds for what is fetched, for tests.
    init(environment: [String: String], logger: Logger, fetcher: MetadataFetcher) {
        self.environment = environment
        self.logger = logger
        self.fetcher = fetcher
    }

    /// Reads and validates, as for a start.
    ///
    /// - Parameter instant: metadata must be valid then.
    /// - Throws: `BrokerConfigurationError` with file, line, key and reason.
    public func read(file: String, at instant: Date) async throws(BrokerConfigurationError) -> BrokerConfiguration {
        try await read(text: Self.text(of: file), file: file, for: .start, at: instant)
    }

    package static func text(of file: String) throws(BrokerConfigurationError) -> String {
        guard let data = FileManager.default.contents(atPath: file) else {
            throw BrokerConfigurationError(source: file, key: "", reason: "can't read the file")
        }
        guard let text = String(validating: data, as: UTF8.self) else {
            throw BrokerConfigurationError(source: file, key: "", reason: "the file is not UTF-8")
        }
        return text
    }

    func read(
        text: String, file: String, for occasion: MetadataIntake.Occasion, at instant: Date
    ) async throws(BrokerConfigurationError) -> BrokerConfiguration {
        let root = try root(parsing: text, file: file)
        try root.checkKeys(ConfigurationKeys.root)
        let partition = try root.optional("partition")?.partition() ?? .aws
        let groupReads = try root.optional("groupReadableKeys")?.boolean() ?? false
        let furtherRegions = try Self.regions(root.optional("endpoints")?.optional("regions"))
        var draft = try AccountsReader(
            partition: partition, publicURL: publicURL(root), instant: instant, groupReadsKeys: groupReads,
            organization: OrganizationReader.read(root.optional("organization")), furtherRegions: furtherRegions
        ).read(root.required("accounts"))
        let linked = try ServiceLinkedRolesReader(root.optional("serviceLinkedRoles"))
        draft.serviceLinkedRoles = ServiceLinkedRoles(adding: linked.roles)
        draft.managedPolicies = ManagedPolicies(
            adding: linked.policies + (try ManagedPoliciesReader.read(root.optional("managedPolicies"))))
        var configuration = try settings(
            of: root, partition: partition, groupReadsKeys: groupReads,
            directory: draft.directory(draft.configuredProviders))
        configuration.files = root.files
        configuration.furtherRegions = furtherRegions
        configuration.upstreams = draft.upstreams
        configuration.services = try ServicesReader(
            accounts: configuration.directory.accounts, trustedProxies: configuration.trustedProxies,
            groupReadsKeys: groupReads
        ).read(root.optional("services"))
        try configuration.readOperations(root, groupReadsKeys: groupReads)
        if let level = environment["LOG_LEVEL"].flatMap({ Logger.Level(rawValue: $0.lowercased()) }) {
            configuration.log.level = level
        }
        configuration.relyingParties = try RelyingPartiesReader().read(root.optional("relyingParties"))
        try check(configuration, root)
        // Only when all else is good is anybody asked.
        let intake = MetadataIntake(
            fetcher: fetcher, copies: MetadataCopies(configuration.store), occasion: occasion, instant: instant,
            logger: logger)
        try await intake.complete(&configuration, draft)
        configuration.findings =
            draft.unusedKeys + configuration.signOnFindings
            + configuration.trustFindings(zip(draft.trustPlaces, draft.roles).map { (place: $0, role: $1) })
        configuration.settings = try root.settings()
        return configuration
    }

    /// The audit file that a configuration names; nil when it names none.
    ///
    /// Nothing else in it is read or judged.
    package func auditFile(of file: String) throws(BrokerConfigurationError) -> String? {
        // The file itself need not be there when the environment says it.
        if let path = environment["SALLYPORT_AUDIT_FILE"], !path.isEmpty { return path }
        return try root(parsing: Self.text(of: file), file: file).optional("audit")?.optional("file")?.filePath()
    }

    /// Where the store, the key ring and the audit file are; the last is nil when there is none.
    ///
    /// Nothing else in the file is read or judged.
    package func places(
        of file: String
    ) throws(BrokerConfigurationError) -> (store: BrokerConfiguration.Store, keyRing: String, auditFile: String?) {
        let root = try root(parsing: Self.text(of: file), file: file)
        let groupReads = try root.optional("groupReadableKeys")?.boolean() ?? false
        return (
            try StoreReader(groupReads: groupReads).read(root), try root.required("keyRing").filePath(),
            try root.optional("audit")?.optional("file")?.filePath()
        )
    }

    /// The top of a file, with what the environment says in the place of what is written there.
    func root(parsing text: String, file: String) throws(BrokerConfigurationError) -> ConfigurationNode {
        try ConfigurationNode(parsing: text, source: file, overlay: EnvironmentOverlay(environment))
    }

    private func settings(
        of root: ConfigurationNode, partition: Partition, groupReadsKeys: Bool, directory: FederationDirectory
    ) throws(BrokerConfigurationError) -> BrokerConfiguration {
        let publicURL = try publicURL(root)
        let endpoints = root.optional("endpoints")
        let validation = root.optional("validation")
        let limits = root.optional("limits")
        let sessions = root.optional("sessions")
        return BrokerConfiguration(
            file: root.source, publicURL: publicURL,
            entityID: try root.optional("entityID")?.string() ?? publicURL + "/static/saml-metadata.xml",
            metadataSigningKey: try Self.metadataSigningKey(root.optional("metadataSigningKey"), groupReadsKeys),
            serviceProvider: try BrokerConfiguration.ServiceProvider(
                root.optional("serviceProvider"), groupReadsKeys: groupReadsKeys),
            partition: partition, keyRingFile: try root.required("keyRing").filePath(),
            groupReadableKeys: groupReadsKeys,
            listen: try Self.listen(root.optional("listen")),
            store: try StoreReader(groupReads: groupReadsKeys).read(root),
            directory: directory, metadataURLs: [:],
            metadataRefreshMinutes: try validation?.optional("metadataRefreshMinutes")?.integer(in: 0...1_440) ?? 60,
            acceptRecipients: try endpoints?.optional("acceptRecipients")?.strings() ?? [],
            acceptAudiences: try endpoints?.optional("acceptAudiences")?.strings() ?? [],
            destinations: try Self.origins(endpoints?.optional("destinations")),
            issuers: try Self.origins(endpoints?.optional("issuers")),
            trustedProxies: Set(
                try endpoints?.optional("trustedProxies")?.strings().compactMap(IPAddress.normalized) ?? []),
            clockSkew: try validation?.optional("clockSkew")?.integer(in: 0...300) ?? 60,
            inResponseTo: try validation?.optional("inResponseTo")?.inResponseTo() ?? .absentOrKnown([]),
            apiInResponseTo: try validation?.optional("apiInResponseTo")?.word(
                ["absent": .absent, "unchecked": .unchecked]) ?? .unchecked,
            verifiesTwice: try validation?.optional("verifyTwice")?.boolean() ?? false,
            maximumBodyBytes: try limits?.optional("maxBodyBytes")?.integer(in: 4_096...1_048_576) ?? 262_144,
            maximumMetadataBodyBytes: try limits?.optional("maxMetadataBodyBytes")?.integer(in: 4_096...33_554_432)
                ?? 16_777_216,
            connectionsPerAddress: try limits?.optional("connectionsPerAddress")?.integer(in: 8...16_384) ?? 1_024,
            signinTokensWorkOnce: try sessions?.optional("signinTokensWorkOnce")?.boolean() ?? false,
            portalMinutes: try sessions?.optional("portalMinutes")?.integer(in: 15...720) ?? 60,
            commandLineMinutes: try sessions?.optional("commandLineMinutes")?.integer(in: 15...720) ?? 480,
            branding: try Branding(root.optional("branding")),
            audit: try Self.audit(root.optional("audit")),
            insecureAllowPlainHTTP: try root.optional("listen")?.optional("insecureAllowPlainHTTP")?.boolean() ?? false)
    }

    private static func regions(_ node: ConfigurationNode?) throws(BrokerConfigurationError) -> Set<String> {
        var regions: Set<String> = []
        for element in try node?.elements() ?? [] {
            let name = try element.string()
            guard name.utf8.count <= 64,
                name.utf8.allSatisfy({ ASCII.isLowercase($0) || ASCII.isDigit($0) || $0 == UInt8(ascii: "-") })
            else { throw element.error("the name of a region has 1 to 64 of a-z, 0-9 and -") }
            regions.insert(name)
        }
        return regions
    }

    private static func metadataSigningKey(
        _ node: ConfigurationNode?, _ groupReads: Bool
    ) throws(BrokerConfigurationError) -> ServiceProviderKey? {
        guard let node else { return nil }
        let pem = try node.secretContents(groupReads: groupReads)
        return try node.reported { try ServiceProviderKey(pem: pem) }
    }

    /// The public URL without a slash at its end.
    func publicURL(_ root: ConfigurationNode) throws(BrokerConfigurationError) -> String {
        let node = try root.required("publicURL")
        _ = try node.url()
        let text = try node.string()
        return text.hasSuffix("/") ? String(text.dropLast()) : text
    }

    private static func listen(_ node: ConfigurationNode?) throws(BrokerConfigurationError)
        -> BrokerConfiguration.Listen
    {
        guard let node else { return .init(host: "127.0.0.1", port: 8080, tls: nil) }
        var tls: BrokerConfiguration.Listen.TLS?
        if let section = node.optional("tls") {
            tls = .init(
                certificateChain: try section.required("certificateChain").filePath(),
                privateKey: try section.required("privateKey").filePath())
        }
        return .init(
            host: try node.optional("host")?.string() ?? "127.0.0.1",
            port: try node.optional("port")?.integer(in: 0...65_535) ?? 8080, tls: tls)
    }

    /// Scheme, host and port alone, so that comparing text is comparing origins.
    private static func origins(_ node: ConfigurationNode?) throws(BrokerConfigurationError) -> Set<String> {
        var origins: Set<String> = []
        for element in try node?.elements() ?? [] {
            let url = try element.url()
            guard url.path.isEmpty || url.path == "/", let origin = Origin(url) else {
                throw element.error("expected an origin such as https://console.example.com, without a path")
            }
            origins.insert(origin.text)
        }
        return origins
    }

    private static func audit(_ node: ConfigurationNode?) throws(BrokerConfigurationError) -> BrokerConfiguration.Audit
    {
        guard let node else { return .init(file: nil, standardOutput: true, synchronous: false) }
        let audit = BrokerConfiguration.Audit(
            file: try node.optional("file")?.filePath(),
            standardOutput: try node.optional("stdout")?.boolean() ?? false,
            synchronous: try node.optional("synchronous")?.boolean() ?? false, rotation: try rotation(node))
        guard audit.file != nil || audit.standardOutput else {
            throw node.error("neither file nor stdout: decisions must be recorded somewhere")
        }
        return audit
    }

    private static func rotation(
        _ audit: ConfigurationNode
    ) throws(BrokerConfigurationError) -> AuditRotation? {
        let keep = audit.optional("keepFiles")
        guard let size = audit.optional("maxFileBytes") else {
            if let keep { throw keep.error("keepFiles needs maxFileBytes: without it no file is ever set aside") }
            return nil
        }
        let count = try keep?.integer(in: 0...100_000) ?? 0
        return .init(
            maximumBytes: try size.integer(in: 1_048_576...1_099_511_627_776), keep: count == 0 ? nil : count)
    }

    private func check(_ configuration: BrokerConfiguration, _ root: ConfigurationNode) throws(BrokerConfigurationError)
    {
        let isPlain = configuration.listen.tls == nil
        if isPlain, !configuration.listen.isLoopback, !configuration.insecureAllowPlainHTTP {
            throw (root.optional("listen") ?? root).error(
                "plain HTTP on \(configuration.listen.host); give listen.tls, listen on 127.0.0.1 behind a proxy, "
                    + "or say listen.insecureAllowPlainHTTP: true")
        }
        // Behind a proxy it is the public URL that says how users come, and whether cookies are safe.
        if !configuration.isPublicURLSecure, !configuration.isPublicURLLoopback, !configuration.insecureAllowPlainHTTP {
            throw (root.optional("publicURL") ?? root).error(
                "responses, tokens and cookies would travel in the clear to \(configuration.publicURL); use https, or say "
                    + "listen.insecureAllowPlainHTTP: true")
        }
        if configuration.audit.rotation != nil, configuration.audit.file == nil {
            let audit = root.optional("audit")
            throw (audit?.optional("maxFileBytes") ?? audit ?? root).error(
                "maxFileBytes needs audit.file: the standard output can't be set aside")
        }
        let endpoints = root.optional("endpoints")
        for own in try endpoints?.optional("acceptRecipients")?.elements() ?? [] { _ = try own.url() }
        for proxy in try endpoints?.optional("trustedProxies")?.elements() ?? [] {
            guard IPAddress.normalized(try proxy.string()) != nil else {
                throw proxy.error("expected the address of a proxy, such as 10.0.0.5; names and networks never match")
            }
        }
    }
}

extension ConfigurationNode {
    /// The partition that the value names.
    func partition() throws(BrokerConfigurationError) -> Partition {
        try word(Dictionary(uniqueKeysWithValues: Partition.allCases.map { ($0.id, $0) }))
    }

    /// The rule for InResponseTo that the value names; which requests a browser has sent is known when it comes back.
    func inResponseTo() throws(BrokerConfigurationError) -> ValidationOptions.InResponseTo {
        try word([
            "checked": .absentOrKnown([]), "required": .known([]), "absent": .absent, "unchecked": .unchecked,
        ])
    }
}
