import Accounts
import ConfigurationKeys
import Foundation
import SAML2
import Testing

@testable import SallyportConfiguration
@testable import SallyportServer

/// Holds the declaration of the keys against what the readers do with them.
@Suite("Keys of the configuration, and their variables")
struct ConfigurationKeysTests {
    /// A file in which each section and list has something.
    private static let full = """
        publicURL: https://broker.example.com
        keyRing: keyring.json
        dataDirectory: data
        listen: { tls: { certificateChain: chain.pem, privateKey: key.pem } }
        serviceProvider:
          organization: { name: Example, url: "https://example.com" }
          contacts: [{ type: technical, email: federation@example.com }]
        accounts:
          - id: "123456789012"
            upstream: aws
            aws: { region: eu-central-1 }
            providers:
              - name: corp
                metadata: corp.xml
                inResponseTo: absent
                decryptionKeys: [sp-key.pem]
                signIn: { authnContext: ["urn:oasis:names:tc:SAML:2.0:ac:classes:X509"] }
            oidcProviders: [{ url: "https://idp.example.com", clientIDs: [a], jwksFile: jwks.json }]
            roles: [{ name: Reader, trustPolicy: trust.json }]
            claimRules:
              - name: readers
                provider: corp
                when: [{ attribute: groups, value: readers }]
                role: Reader
                sessionName: { attribute: mail }
                sourceIdentity: { attribute: mail }
        endpoints: { trustedProxies: [10.0.0.5] }
        services:
          - name: orders
            kind: http
            proxy: nginx
            account: "123456789012"
            signing: { service: execute-api }
            rules: [{ path: /orders/* }]
            resign: { host: "store:8333", region: us-east-1, service: s3, accessKeyID: KEY, secretAccessKeyFile: secret }
        serviceLinkedRoles: [{ service: robots.example.com, roleName: ServiceRoleForRobots, policy: robots.json }]
        relyingParties: [{ name: ceph, audience: ceph, algorithm: RS256, claims: { email: { attribute: mail } } }]
        audit: { file: audit.jsonl, maxFileBytes: 1048576 }

        """

    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try Site.writeFiles(folder)
        try folder.write("secret", "a-secret\n")
        try folder.write(
            "robots.json",
            #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}"#)
        try folder.write("sallyport.yaml", Self.full)
    }

    private var file: String { folder.path + "/sallyport.yaml" }

    private func read(_ environment: [String: String] = [:]) async throws -> BrokerConfiguration {
        try await ConfigurationReader(environment: environment).read(file: file, at: Site.now)
    }

    private func refusal(_ environment: [String: String]) async -> BrokerConfigurationError? {
        // What these sections need before anything else of them is looked at.
        var needed: [String: String] = [:]
        for (section, key, value) in [
            ("STORE_POSTGRES_", "HOST", "127.0.0.1"), ("TRACING_", "ENDPOINT", "https://a.example"),
        ] where environment.keys.contains(where: { $0.hasPrefix("SALLYPORT_" + section) }) {
            needed["SALLYPORT_" + section + key] = value
        }
        do {
            _ = try await read(needed.merging(environment) { $1 })
            return nil
        } catch {
            return error as? BrokerConfigurationError
        }
    }

    // MARK: What is declared is read

    @Test func theFullFileIsGood() async throws {
        #expect(try await read().services.count == 1)
    }

    @Test func everyKeyIsReadAsItIsDeclared() async throws {
        for place in ConfigurationPlace.all {
            guard let variable = place.variable else { continue }
            switch place.key.kind {
            case .integer(let range):
                for value in [range.lowerBound - 1, range.upperBound + 1] {
                    let fault = await refusal([variable: "\(value)"])
                    #expect(fault?.key == variable, "\(place.path)")
                    let reason = "expected a whole number from \(range.lowerBound) to \(range.upperBound)"
                    #expect(fault?.reason == reason, "\(place.path)")
                }
            case .boolean:
                #expect(await refusal([variable: "maybe"])?.reason == "expected true or false", "\(place.path)")
            case .word(let words):
                let reason = await refusal([variable: "bogus"])?.reason ?? ""
                let isAlternative = reason.contains("expected one of attribute and nameID")
                #expect(
                    isAlternative || reason == "expected one of \(words.sorted().joined(separator: ", "))",
                    "\(place.path)")
            case .list:
                #expect(await refusal([variable: "bogus"]) != nil, "\(place.path)")
            case .mapping, .names:
                #expect(await refusal([variable: "[]"]) != nil, "\(place.path)")
            case .wordOrMapping:
                #expect(await refusal([variable: "bogus"])?.reason.contains("expected one of") == true, "\(place.path)")
            case .text, .path, .policy, .textOrMapping, .textOrList:
                #expect(await refusal([variable: ""]) != nil, "\(place.path)")
            }
        }
    }

    /// What the reader makes of the keys at the top, of roles and of providers.
    private struct Read: Equatable {
        let texts: [String]

        init(_ configuration: BrokerConfiguration) {
            let role = configuration.directory.roles.first
            let provider = configuration.directory.providers.first
            texts = [
                configuration.publicURL, configuration.entityID, "\(configuration.partition)",
                "\(configuration.groupReadableKeys)", "\(configuration.listen)", "\(configuration.store)",
                "\(configuration.serviceProvider)", "\(configuration.metadataRefreshMinutes)",
                "\(configuration.acceptRecipients)", "\(configuration.acceptAudiences)",
                "\(configuration.destinations)", "\(configuration.trustedProxies)", "\(configuration.clockSkew)",
                "\(configuration.inResponseTo)", "\(configuration.apiInResponseTo)", "\(configuration.verifiesTwice)",
                "\(configuration.maximumBodyBytes)", "\(configuration.maximumMetadataBodyBytes)",
                "\(configuration.connectionsPerAddress)", "\(configuration.signinTokensWorkOnce)",
                "\(configuration.audit)", "\(configuration.insecureAllowPlainHTTP)",
                "\(role?.maxSessionDuration ?? 0)", role.map { "\($0.arn)" } ?? "",
                "\(provider?.rules.insecureAllowSHA1 == true)", "\(provider?.rules.requiresEncryption == true)",
            ]
        }
    }

    @Test func defaultsAreThoseThatAreDeclared() async throws {
        let plain = Read(try await read())
        // These have no defaults alone.
        let others = ["accounts[].aws.", "store.", "tracing.", "metrics."]
        for place in ConfigurationPlace.all where !others.contains(where: { place.path.hasPrefix($0) }) {
            guard case .value(let value) = place.key.standard, let variable = place.variable else { continue }
            #expect(try await Read(read([variable: value])) == plain, "\(place.path)")
        }
    }

    // MARK: The environment

    @Test func listsAndMappingsComeAsYAMLOrByIndex() async throws {
        let configuration = try await read([
            "SALLYPORT_ENDPOINTS_TRUSTED_PROXIES": "[10.0.0.1, 10.0.0.2]",
            "SALLYPORT_ENDPOINTS_TRUSTED_PROXIES_2": "10.0.0.3",
            "SALLYPORT_ACCOUNTS_0_ROLES_0_MAX_SESSION_DURATION": "7200",
            "SALLYPORT_ACCOUNTS_0_ROLES_0_TAGS": "{ team: platform }",
            "SALLYPORT_ACCOUNTS_0_ROLES_1": "{ name: Writer, trustPolicy: \(folder.path)/trust.json }",
            "SALLYPORT_ACCOUNTS_0_ROLES_1_PATH": "/teams/",
        ])
        #expect(configuration.trustedProxies == ["10.0.0.1", "10.0.0.2", "10.0.0.3"])
        let roles = configuration.directory.roles
        #expect(roles.map(\.maxSessionDuration) == [7_200, 3_600])
        #expect(roles.first?.tags.map(\.key) == ["team"])
        #expect(roles.map { "\($0.arn)" }.last == "arn:aws:iam::123456789012:role/teams/Writer")
    }

    @Test func aKeyThatTheFileLacksMayComeFromTheEnvironment() async throws {
        try folder.write("sallyport.yaml", Self.full.replacing("publicURL: https://broker.example.com\n", with: ""))
        #expect(await refusal([:])?.reason == "the key publicURL is missing")
        #expect(try await read(["SALLYPORT_PUBLIC_URL": "https://a.example"]).publicURL == "https://a.example")
    }

    @Test func pathsAreRelativeToTheWorkingDirectory() async throws {
        let configuration = try await read(["SALLYPORT_KEY_RING": "ring.json"])
        #expect(configuration.keyRingFile == FileManager.default.currentDirectoryPath + "/ring.json")
    }

    @Test(arguments: [
        ("SALLYPORT_LISTN_PORT", "1", "SALLYPORT_LISTN_PORT", "did you mean one of SALLYPORT_LISTEN_PORT"),
        ("SALLYPORT_X", "1", "SALLYPORT_X", "no key has this variable"),
        ("SALLYPORT_ACCOUNTS_2_ID", "1", "SALLYPORT_ACCOUNTS_2_ID", "the list has 1 elements"),
        ("SALLYPORT_ENDPOINTS", "{ a: 1 }", "SALLYPORT_ENDPOINTS.a", "unknown key"),
        ("SALLYPORT_ENDPOINTS", "{ a", "SALLYPORT_ENDPOINTS", "not YAML"),
        ("SALLYPORT_ENDPOINTS", "{ [a]: 1 }", "SALLYPORT_ENDPOINTS", "a key is a text"),
        ("SALLYPORT_ENDPOINTS", " ", "SALLYPORT_ENDPOINTS", "the value is empty"),
        ("SALLYPORT_ACCOUNTS", "[{ id: '1' }]", "SALLYPORT_ACCOUNTS[0].id", "twelve digits"),
        ("SALLYPORT_KEY_RING_FILE", "x", "SALLYPORT_KEY_RING_FILE", "did you mean one of SALLYPORT_KEY_RING"),
    ])
    func faultsNameTheVariable(_ variable: String, _ value: String, _ key: String, _ reason: String) async throws {
        let fault = try #require(await refusal([variable: value]))
        #expect(fault.source == "environment" && fault.line == nil)
        #expect(fault.key == key)
        #expect(fault.reason.contains(reason), "\(fault)")
    }

    @Test func variablesOfOthersAreLeftAlone() async throws {
        _ = try await read([
            "SALLYPORT_ENDPOINT_URL": "https://a.example", "SALLYPORT_SERVICE_HOST": "10.0.0.1",
            "SALLYPORT_PORT": "tcp://10.0.0.1:443", "SALLYPORTS": "x", "PATH": "/bin",
        ])
    }

    // MARK: Secrets

    @Test func aURLWithAPasswordMayStandInAFile() async throws {
        func write(_ text: String, mode: Int = 0o600) throws {
            try folder.write("url", text, mode: mode)
            try folder.write("sallyport.yaml", Self.full.replacing("metadata: corp.xml", with: "metadataURLFile: url"))
        }
        for text in ["corp.xml\n", "https://a b", "", "https://a\nhttps://b\n"] {
            try write(text)
            #expect(await refusal([:])?.reason == "the file must hold an https URL alone, on one line")
        }
        try write("https://user:secret@127.0.0.1:1/metadata\n", mode: 0o644)
        #expect(await refusal([:])?.reason.contains("chmod 600") == true)
        // Nobody answers there.
        try write("https://user:secret@127.0.0.1:1/metadata\n")
        let fault = try #require(await refusal([:]))
        #expect(fault.key == "accounts[0].providers[0].metadataURLFile")
        #expect(!fault.description.contains("secret"), "\(fault)")
        let twice = Self.full.replacing("metadata: corp.xml", with: "metadata: corp.xml\n        metadataURLFile: url")
        try folder.write("sallyport.yaml", twice)
        #expect(await refusal([:])?.reason == "expected one of metadata and metadataURLFile")
    }

    // MARK: What counts

    @Test func whatCountsIsToldWithWhoSaysIt() async throws {
        let settings = try await read(["SALLYPORT_LISTEN_PORT": "8443"]).settings
        func setting(_ path: String) -> ConfigurationSetting? { settings.first { $0.path == path } }
        #expect(setting("listen.port")?.shownValue == "8443")
        #expect(setting("listen.port")?.origin == .variable("SALLYPORT_LISTEN_PORT"))
        #expect(setting("listen.host")?.origin == .standard)
        #expect(setting("publicURL")?.origin == .line(1))
        #expect(setting("accounts[0].roles[0].maxSessionDuration")?.shownValue == "3600")
        #expect(setting("relyingParties[0].claims.email.attribute")?.shownValue == "mail")
        #expect(setting("audit.stdout")?.shownValue == "false")
        #expect(setting("accounts[0].alias") == nil)
    }

    @Test func userAndQueryOfAURLAreNotShown() throws {
        let text = Self.full.replacing(
            "metadata: corp.xml", with: "metadata: 'https://user:secret@a.example/m?key=secret'")
        try folder.write("sallyport.yaml", text)
        let shown = try ConfigurationReader().settings(of: file).map(\.shownValue)
        #expect(!shown.contains { $0.contains("secret@") || $0.contains("key=") })
        #expect(shown.contains("https://redacted@a.example/m?redacted"))
    }

    @Test func withoutAnAuditSectionRecordsGoToTheStandardOutput() throws {
        let lines = Self.full.split(separator: "\n").filter { !$0.hasPrefix("audit:") }
        try folder.write("sallyport.yaml", lines.joined(separator: "\n"))
        #expect(try ConfigurationReader().settings(of: file).first { $0.path == "audit.stdout" }?.shownValue == "true")
    }
}
