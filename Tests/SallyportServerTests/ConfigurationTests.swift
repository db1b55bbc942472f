import Accounts
import FederationTesting
import Foundation
import SAML2
import STS
import TestSupport
import Testing

@testable import Audit
@testable import SallyportConfiguration
@testable import SallyportServer

@Suite("Configuration")
struct ConfigurationTests {
    /// A configuration that is good; tests break one line of it.
    private static let good = """
        publicURL: https://broker.example.com
        keyRing: keyring.json
        store: memory
        listen: { host: 127.0.0.1, port: 8080 }
        audit: { stdout: true }
        accounts:
          - id: "123456789012"
            alias: example
            providers:
              - name: corp
                metadata: corp.xml
            roles:
              - name: Reader
                trustPolicy: trust.json

        """

    /// A line of the good file, what takes its place, and where and why the file is refused then.
    struct Broken: Sendable, CustomTestStringConvertible {
        var line: String
        var by: String
        var place: String
        var reason: String
        var testDescription: String { by.replacing("\n", with: "⏎") }

        init(_ line: String, _ by: String, _ place: String, _ reason: String) {
            (self.line, self.by, self.place, self.reason) = (line, by, place, reason)
        }
    }

    static let broken: [Broken] = [
        Broken("    alias: example", "    upstream: azure", ":8: accounts[0].upstream", "expected one of aws"),
        Broken("    alias: example", "    aws: { region: eu-west-1 }", ":8: accounts[0].aws", "needs upstream: aws"),
        Broken(
            "    alias: example", "    upstream: aws\n    aws: { endpoint: \"http://sts.example.com\" }",
            ":9: accounts[0].aws.endpoint", "in the clear"),
        Broken(
            "    alias: example", "    upstream: aws\n    aws: { federationEndpoint: \"https://a/?b\" }",
            ":9: accounts[0].aws.federationEndpoint", "http or https"),
        Broken(
            "    alias: example", "    upstream: aws\n    aws: { region: \"EU 1\" }", ":9: accounts[0].aws.region",
            "expected a region"),
        Broken(
            "    alias: example", "    upstream: aws\n    aws: { externalID: \"a b\" }",
            ":9: accounts[0].aws.externalID", "an external id"),
        Broken(
            "    alias: example", "    upstream: aws\n    aws: { webIdentity: { audience: a, subject: b } }",
            ":9: accounts[0].aws.webIdentity.subject", "unknown key"),
        Broken(
            "    alias: example", "    upstream: aws\n    aws: { webIdentity: {} }", ":9: accounts[0].aws.webIdentity",
            "the key audience is missing"),
        Broken(
            "    alias: example", "    upstream: aws\n    aws: { webIdentity: }", ":9: accounts[0].aws.webIdentity",
            "the key audience is missing"),
        Broken(
            "    alias: example", "    upstream: aws\n    aws: { webIdentity: { audience: \"a b\" } }",
            ":9: accounts[0].aws.webIdentity.audience", "visible characters"),
        Broken(
            "    alias: example", "    upstream: aws\n    aws: { webIdentity: { audience: a }, profile: broker }",
            ":9: accounts[0].aws.profile", "has no credentials of its own"),
        Broken(
            "    alias: example", "    upstream: aws\n    aws: { webIdentity: { audience: a }, externalID: id-1 }",
            ":9: accounts[0].aws.externalID", "takes no external id"),
        Broken(
            "    alias: example", "    upstream: aws\n    aws: { maxSessionDuration: 899 }",
            ":9: accounts[0].aws.maxSessionDuration", "from 900 to 43200"),
        Broken(
            "    alias: example",
            "    upstream: aws\n    aws: { roles: { \"arn:aws:iam::210987654321:role/x\": \"arn:aws:iam::123456789012:role/x\" } }",
            ":9: accounts[0].aws.roles.arn:aws:iam::210987654321:role/x", "a role of the account 123456789012"),
        Broken(
            "    alias: example",
            "    upstream: aws\n    aws: { roles: { \"arn:aws:iam::123456789012:role/x\": \"arn:aws-cn:iam::123456789012:role/x\" } }",
            ":9: accounts[0].aws.roles.arn:aws:iam::123456789012:role/x", "in the partition aws"),
        Broken("store: memory", "store: memory\nstroe: x", ":4: stroe", "unknown key; here may stand"),
        Broken("store: memory", "store: disk", ":3: store", "expected one of directory, memory"),
        Broken("store: memory", "", "", "dataDirectory is missing"),
        Broken("store: memory", "store: memory\ndataDirectory: data", ":3: store", "exclude each other"),
        Broken("store: memory", "store: memory\nstore: memory", ":3: store", "the key stands twice"),
        Broken("publicURL: https://broker.example.com", "publicURL: [a]", ":1: publicURL", "expected a text"),
        Broken("publicURL: https://broker.example.com", "publicURL: ftp://a", ":1: publicURL", "http or https"),
        Broken("publicURL: https://broker.example.com", "publicURL: https://a/?b", ":1: publicURL", "http or https"),
        Broken("publicURL: https://broker.example.com", "publicURL: https://user@a", ":1: publicURL", "http or https"),
        Broken(
            "publicURL: https://broker.example.com", "publicURL: http://broker.example.com", ":1: publicURL",
            "in the clear"),
        Broken("publicURL: https://broker.example.com", "", "", "the key publicURL is missing"),
        Broken("keyRing: keyring.json", "keyRing: \"\"", ":2: keyRing", "the text is empty"),
        Broken("keyRing: keyring.json", "keyRing:", "", "the key keyRing is missing"),
        Broken(
            "listen: { host: 127.0.0.1, port: 8080 }", "listen: { host: 0.0.0.0 }", ":4: listen",
            "plain HTTP on 0.0.0.0"),
        Broken(
            "listen: { host: 127.0.0.1, port: 8080 }", "listen: { port: 65536 }", ":4: listen.port", "from 0 to 65535"),
        Broken("listen: { host: 127.0.0.1, port: 8080 }", "listen: { port: x }", ":4: listen.port", "whole number"),
        Broken(
            "listen: { host: 127.0.0.1, port: 8080 }", "listen: { tls: { privateKey: a } }", ":4: listen.tls",
            "certificateChain is missing"),
        Broken(
            "listen: { host: 127.0.0.1, port: 8080 }", "listen: { insecureAllowPlainHTTP: yes }",
            ":4: listen.insecureAllowPlainHTTP", "true or false"),
        Broken("audit: { stdout: true }", "audit: { stdout: false }", ":5: audit", "recorded somewhere"),
        Broken(
            "audit: { stdout: true }", "audit: { stdout: true, maxFileBytes: 1048576 }", ":5: audit.maxFileBytes",
            "needs audit.file"),
        Broken(
            "audit: { stdout: true }", "audit: { file: a, maxFileBytes: 1048575 }", ":5: audit.maxFileBytes",
            "from 1048576 to 1099511627776"),
        Broken(
            "audit: { stdout: true }", "audit: { file: a, maxFileBytes: 1048576, keepFiles: -1 }",
            ":5: audit.keepFiles", "from 0 to 100000"),
        Broken(
            "audit: { stdout: true }", "audit: { file: a, keepFiles: 3 }", ":5: audit.keepFiles",
            "needs maxFileBytes"),
        Broken("audit: { stdout: true }", "shutdown: { timeout: 0 }", ":5: shutdown.timeout", "from 1 to 300"),
        Broken("audit: { stdout: true }", "log: { format: xml }", ":5: log.format", "expected one of json, text"),
        Broken("audit: { stdout: true }", "log: { level: loud }", ":5: log.level", "expected one of"),
        Broken("audit: { stdout: true }", "log: { requests: 1 }", ":5: log.requests", "true or false"),
        Broken("audit: { stdout: true }", "tracing: {}", ":5: tracing", "the key endpoint is missing"),
        Broken(
            "audit: { stdout: true }", "tracing: { endpoint: \"localhost:4318\" }", ":5: tracing.endpoint",
            "http or https"),
        Broken(
            "audit: { stdout: true }", "tracing: { endpoint: \"http://127.0.0.1\", samplePercent: 101 }",
            ":5: tracing.samplePercent", "from 0 to 100"),
        Broken("audit: { stdout: true }", "metrics: {}", ":5: metrics", "neither listen nor tokenFile"),
        Broken("audit: { stdout: true }", "metrics: { listen: {} }", ":5: metrics.listen", "the key port is missing"),
        Broken(
            "audit: { stdout: true }", "metrics: { listen: { port: 65536 } }", ":5: metrics.listen.port",
            "from 0 to 65535"),
        Broken("audit: { stdout: true }", "metrics: { token: x }", ":5: metrics.token", "unknown key"),
        Broken("audit: { stdout: true }", "audit: [stdout]", ":5: audit", "expected a mapping"),
        Broken("audit: { stdout: true }", "limits: { maxBodyBytes: 1 }", ":5: limits.maxBodyBytes", "from 4096"),
        Broken(
            "audit: { stdout: true }", "validation: { clockSkew: 301 }", ":5: validation.clockSkew", "from 0 to 300"),
        Broken(
            "audit: { stdout: true }", "validation: { inResponseTo: any }", ":5: validation.inResponseTo",
            "expected one of"),
        Broken(
            "audit: { stdout: true }", "validation: { apiInResponseTo: known }", ":5: validation.apiInResponseTo",
            "expected one of"),
        Broken(
            "audit: { stdout: true }", "validation: { verifyTwice: maybe }", ":5: validation.verifyTwice",
            "expected true or false"),
        Broken(
            "audit: { stdout: true }", "serviceProvider: { metadataValidDays: 0 }",
            ":5: serviceProvider.metadataValidDays", "from 1 to 3650"),
        Broken(
            "audit: { stdout: true }", "serviceProvider: { organization: { name: a } }",
            ":5: serviceProvider.organization", "the key url is missing"),
        Broken(
            "audit: { stdout: true }", "serviceProvider: { contacts: [{ type: sales }] }",
            ":5: serviceProvider.contacts[0].type", "expected one of"),
        Broken(
            "audit: { stdout: true }", "serviceProvider: { contacts: [{ type: support, email: \"mailto:a@b\" }] }",
            ":5: serviceProvider.contacts[0].email", "mail address"),
        Broken(
            "audit: { stdout: true }", "endpoints: { destinations: [\"https://a/b\"] }",
            ":5: endpoints.destinations[0]", "an origin"),
        Broken(
            "audit: { stdout: true }", "endpoints: { destinations: [a.example] }", ":5: endpoints.destinations[0]",
            "URL"),
        Broken(
            "audit: { stdout: true }", "endpoints: { trustedProxies: [proxy.example] }",
            ":5: endpoints.trustedProxies[0]", "address of a proxy"),
        Broken(
            "audit: { stdout: true }", "endpoints: { trustedProxies: [10.0.0.0/8] }", ":5: endpoints.trustedProxies[0]",
            "address of a proxy"),
        Broken(
            "audit: { stdout: true }", "endpoints: { acceptRecipients: [x] }", ":5: endpoints.acceptRecipients[0]",
            "URL"),
        Broken(
            "audit: { stdout: true }", "partition: aws-moon", ":5: partition", "expected one of aws, aws-cn, aws-us-gov"
        ),
        Broken("  - id: \"123456789012\"", "  - id: 12345678901", ":7: accounts[0].id", "twelve digits"),
        Broken("    alias: example", "    alais: example", ":8: accounts[0].alais", "unknown key"),
        Broken("      - name: corp", "      - nmae: corp", ":10: accounts[0].providers[0].nmae", "unknown key"),
        Broken("      - name: corp", "      - name: c/o", ":10: accounts[0].providers[0]", "c/o"),
        Broken(
            "        metadata: corp.xml", "        metadata: missing.xml", ":11: accounts[0].providers[0].metadata",
            "can't read the file"),
        Broken(
            "        metadata: corp.xml", "        metadata: bom.xml", ":11: accounts[0].providers[0].metadata",
            "byte order mark"),
        Broken(
            "        metadata: corp.xml", "        metadata: expired.xml", ":11: accounts[0].providers[0].metadata",
            "has passed"),
        Broken(
            "        metadata: corp.xml", "        metadata: trust.json", ":11: accounts[0].providers[0].metadata",
            "Could not parse metadata"),
        Broken(
            "        metadata: corp.xml", "        metadata: http://idp.example.com/",
            ":11: accounts[0].providers[0].metadata", "http proves nothing"),
        Broken(
            "        metadata: corp.xml", "        metadata: corp.xml\n        metadataTrustCertificate: sp-key.pem",
            ":12: accounts[0].providers[0].metadataTrustCertificate", "no certificate"),
        Broken(
            "        metadata: corp.xml", "        metadata: corp.xml\n        decryptionKeys: [corp.xml]",
            ":12: accounts[0].providers[0].decryptionKeys[0]", "private key"),
        Broken(
            "        metadata: corp.xml",
            "        metadata: corp.xml\n        decryptionKeys: [sp-key.pem, sp-key.pem, sp-key.pem]",
            ":12: accounts[0].providers[0].decryptionKeys[2]", "at most 2"),
        Broken(
            "        metadata: corp.xml", "        metadata: corp.xml\n        assertionEncryption: Required",
            ":12: accounts[0].providers[0].assertionEncryption", "decryptionKeys"),
        Broken(
            "        trustPolicy: trust.json", "        trustPolicy: missing.json",
            ":14: accounts[0].roles[0].trustPolicy", "can't read the file"),
        Broken(
            "        trustPolicy: trust.json", "        trustPolicy: bad.json", ":14: accounts[0].roles[0].trustPolicy",
            "Effect"),
        Broken(
            "        trustPolicy: trust.json", "        trustPolicy: { Statement: [] , Version: x }",
            ":14: accounts[0].roles[0].trustPolicy", "Version"),
        Broken(
            "        trustPolicy: trust.json", "        path: /", ":13: accounts[0].roles[0]",
            "the key trustPolicy is missing"),
        Broken(
            "        trustPolicy: trust.json", "        trustPolicy: trust.json\n        path: teams",
            ":13: accounts[0].roles[0]", "path"),
        Broken(
            "        trustPolicy: trust.json", "        trustPolicy: trust.json\n        maxSessionDuration: 900",
            ":15: accounts[0].roles[0].maxSessionDuration", "from 3600 to 43200"),
        Broken(
            "        trustPolicy: trust.json",
            "        trustPolicy: trust.json\n      - { name: READER, trustPolicy: trust.json }", ":7: accounts",
            "READER"),
        Broken("accounts:", "accounts: []\nextra:", "", "unknown key"),
        Broken("accounts:", "\taccounts:", ":6", "not YAML"),
        Broken("    alias: example", "    \"1\": a\n    1: b", ":9: accounts[0].1", "the key stands twice"),
    ]

    /// An alias stands for all that it names: each line here is ten times the one before.
    @Test func anAccountOfAWSHasTheEndpointsOfItsPartition() async throws {
        let folder = try TemporaryFolder()
        try Site.writeFiles(folder)
        let here = "arn:aws:iam::\(Site.account):role/Administrator"
        let there = "arn:aws:iam::210987654321:role/There"
        for (text, endpoint, federation) in [
            ("    upstream: aws\n", "https://sts.us-east-1.amazonaws.com", "https://signin.aws.amazon.com/federation"),
            (
                "    upstream: aws\n    aws: { region: eu-west-1, roles: { \"\(here)\": \"\(there)\" } }\n",
                "https://sts.eu-west-1.amazonaws.com", "https://signin.aws.amazon.com/federation"
            ),
        ] {
            let file = try folder.write("sallyport.yaml", Site.yaml() + text)
            let configuration = try await ConfigurationReader().read(file: file, at: Site.now)
            let upstream = try #require(configuration.upstreams.values.first)
            #expect(upstream.endpoint.absoluteString == endpoint)
            #expect(upstream.federationEndpoint.absoluteString == federation)
            #expect(upstream.console == "https://console.aws.amazon.com/")
        }
        let file = try folder.write("sallyport.yaml", Site.yaml())
        #expect(try await ConfigurationReader().read(file: file, at: Site.now).upstreams.isEmpty)
    }

    /// AWS reads the keys of the issuer, which is below the public URL.
    @Test func anIssuerThatAWSCannotReadIsRefused() async throws {
        let folder = try TemporaryFolder()
        try Site.writeFiles(folder)
        func read(_ publicURL: String, _ more: String = "") async throws -> UpstreamSettings? {
            let section = "    upstream: aws\n    aws: { webIdentity: { audience: sts.amazonaws.com }\(more) }\n"
            let file = try folder.write("sallyport.yaml", Site.yaml(publicURL: publicURL) + section)
            return try await ConfigurationReader().read(file: file, at: Site.now).upstreams.values.first
        }
        #expect(try await read("https://broker.example.com/sign-in/")?.webIdentity?.audience == "sts.amazonaws.com")
        for publicURL in ["http://127.0.0.1:8080", "https://broker.example.com:8443", "https://10.0.0.5"] {
            let error = await #expect(throws: BrokerConfigurationError.self) { try await read(publicURL) }
            #expect(error?.key == "accounts[0].aws.webIdentity", "\(String(describing: error))")
            #expect(error?.reason.contains("AWS has to read the keys") == true, "\(String(describing: error))")
        }
        // What stands in AWS's place on this machine may know the keys from elsewhere.
        let local = try await read("http://127.0.0.1:8080", ", endpoint: \"http://127.0.0.1:9090\"")
        #expect(local?.webIdentity?.audience == "sts.amazonaws.com")
    }

    @Test
    func aFewLinesMayNotBeBillions() async throws {
        let lines = (1...12).map { line in
            "a\(line): &a\(line) [\(Array(repeating: line == 1 ? "x" : "*a\(line - 1)", count: 10).joined(separator: ", "))]"
        }
        let error = await #expect(throws: BrokerConfigurationError.self) {
            try await Self.read(lines.joined(separator: "\n"))
        }
        #expect(error?.description.contains("more than 1000000 values") == true)
    }

    @Test(arguments: ["[", "{a: ", "- "])
    func depthIsBounded(_ piece: String) async throws {
        let error = await #expect(throws: BrokerConfigurationError.self) {
            try await Self.read("publicURL: " + String(repeating: piece, count: 100_000))
        }
        #expect(error?.description.contains("not YAML") == true)
    }

    private static func read(_ yaml: String, environment: [String: String] = [:]) async throws -> BrokerConfiguration {
        let folder = try TemporaryFolder()
        try Site.writeFiles(folder)
        try folder.write("bom.xml", "\u{FEFF}" + Site.corp.get().metadata())
        try folder.write("expired.xml", Site.corp.get().metadata(validUntil: Site.now.addingTimeInterval(-1)))
        try folder.write("jwks.json", try TokenKey.set([.p256]))
        try folder.write(
            "mixed-jwks.json",
            try TokenKey.set([.p256]).replacing("]}", with: #",{"kty":"oct","kid":"a"}]}"#))
        try folder.write("no-jwks.json", #"{"keys":[{"kty":"oct","kid":"a","k":"AAAA"}]}"#)
        try folder.write("bad.json", #"{"Version":"2012-10-17","Statement":[{"Effect":"Maybe"}]}"#)
        let file = try folder.write("sallyport.yaml", yaml)
        return try await ConfigurationReader(environment: environment).read(file: file, at: Site.now)
    }

    @Test func aGoodFileIsTaken() async throws {
        let configuration = try await Self.read(Self.good)
        #expect(configuration.assertionConsumerService == "https://broker.example.com/saml")
        #expect(configuration.entityID == "https://broker.example.com/static/saml-metadata.xml")
        #expect(configuration.audiences == [configuration.entityID, configuration.assertionConsumerService])
        #expect(configuration.directory.roles.map { "\($0.arn)" } == [Site.role("Reader")])
        #expect(configuration.clockSkew == 60)
        #expect(!configuration.responseRules.verifiesTwice)
        #expect(configuration.insecureAllowPlainHTTP == false)
    }

    @Test func signaturesAreVerifiedTwiceWhereTheFileSaysSo() async throws {
        let yaml = Self.good.replacing("audit: { stdout: true }", with: "validation: { verifyTwice: true }")
        #expect(try await Self.read(yaml).responseRules.verifiesTwice)
    }

    @Test(arguments: broken)
    func aBrokenFileIsRefusedWithItsPlace(_ broken: Broken) async throws {
        #expect(Self.good.contains(broken.line + "\n"))
        let yaml = Self.good.replacing(broken.line + "\n", with: broken.by + "\n")
        do {
            _ = try await Self.read(yaml)
            Issue.record("the file was taken")
        } catch let error as BrokerConfigurationError {
            #expect(
                error.description.contains("sallyport.yaml" + (broken.place.isEmpty ? "" : broken.place + ": ")),
                "\(error)")
            #expect(error.reason.contains(broken.reason), "\(error)")
        }
    }

    @Test(
        arguments: [
            ("file: a.jsonl", nil), ("file: a.jsonl, maxFileBytes: 1048576", .init(maximumBytes: 1_048_576, keep: nil)),
            ("file: a.jsonl, maxFileBytes: 2097152, keepFiles: 7", .init(maximumBytes: 2_097_152, keep: 7)),
            ("file: a.jsonl, maxFileBytes: 2097152, keepFiles: 0", .init(maximumBytes: 2_097_152, keep: nil)),
        ] as [(String, AuditRotation?)])
    func theAuditFileMayBeSetAside(_ audit: String, _ expected: AuditRotation?) async throws {
        let yaml = Self.good.replacing("audit: { stdout: true }", with: "audit: { \(audit) }")
        #expect(try await Self.read(yaml).audit.rotation == expected)
    }

    @Test func theEnvironmentMayNameTheFileThatIsSetAside() async throws {
        let yaml = Self.good.replacing("{ stdout: true }", with: "{ stdout: true, maxFileBytes: 1048576 }")
        let configuration = try await Self.read(yaml, environment: ["SALLYPORT_AUDIT_FILE": "/var/log/x"])
        #expect(configuration.audit.rotation?.maximumBytes == 1_048_576)
    }

    @Test func aFileThatIsMissingOrNotTextIsRefused() async throws {
        let folder = try TemporaryFolder()
        let file = folder.path + "/x.yaml"
        for bytes in [nil, Data(), Data([0xFF, 0xFE, 0x00]), Data("- a".utf8), Data("&a [*a, *a]".utf8)] {
            if let bytes { try bytes.write(to: URL(fileURLWithPath: file)) }
            await #expect(throws: BrokerConfigurationError.self) {
                _ = try await ConfigurationReader().read(file: file, at: Site.now)
            }
        }
    }

    @Test func aFewLinesOfAliasesCannotStandForBillions() async throws {
        let bomb = (1...9).map {
            "l\($0): &l\($0) [" + Array(repeating: "*l\($0 - 1)", count: 9).joined(separator: ", ") + "]"
        }
        let deep = (1...9).map {
            "l\($0): &l\($0) " + String(repeating: "[", count: 20) + "*l\($0 - 1)" + String(repeating: "]", count: 20)
        }
        for lines in [bomb, deep] {
            let yaml = "l0: &l0 x\n" + lines.joined(separator: "\n") + "\n" + Self.good
            do {
                _ = try await Self.read(yaml)
                Issue.record("the file was taken")
            } catch let error as BrokerConfigurationError {
                #expect(error.reason.contains("use fewer aliases"), "\(error)")
            }
        }
        let shared = Self.good.replacing("metadata: corp.xml", with: "metadata: &file corp.xml")
            .replacing("    roles:", with: "      - { name: other, metadata: *file }\n    roles:")
        #expect(try await Self.read(shared).directory.providers.count == 2)
    }

    // MARK: OpenID Connect providers

    private static func withOIDCProvider(_ lines: String) -> String {
        good.replacing("    roles:", with: "    oidcProviders:\n      - \(lines)\n    roles:")
    }

    @Test func takesOIDCProviders() async throws {
        let configuration = try await Self.read(
            Self.withOIDCProvider(
                "{ url: https://issuer.example.org/t, clientIDs: [sts.example.org, two], jwksFile: jwks.json }"))
        let provider = try #require(configuration.directory.oidcProviders.first)
        #expect("\(provider.arn)" == "arn:aws:iam::123456789012:oidc-provider/issuer.example.org/t")
        #expect(provider.clientIDs == ["sts.example.org", "two"])
        #expect(provider.thumbprints.isEmpty)
        #expect(provider.keys != nil)
        let fetched = try await Self.read(Self.withOIDCProvider("{ url: https://a.org, clientIDs: [a] }"))
        #expect(fetched.directory.oidcProviders.count == 1 && fetched.directory.oidcProviders[0].keys == nil)
    }

    @Test func tellsOfKeysThatAreNotUsed() async throws {
        let file = "{ url: https://a.org, clientIDs: [a], jwksFile: mixed-jwks.json }"
        func findings(_ provider: String) async throws -> [String] {
            try await Self.read(Self.withOIDCProvider(provider)).findings.filter { $0.contains("oidcProviders") }
        }
        let found = try await findings(file)
        #expect(found.count == 1)
        #expect(found.first?.contains("accounts[0].oidcProviders[0]: key 2") == true, "\(found)")
        #expect(found.first?.hasSuffix("kty is \"oct\"; taken are RSA and EC; it is not used") == true)
        #expect(try await findings("{ url: https://a.org, clientIDs: [a], jwksFile: jwks.json }").isEmpty)
    }

    @Test(arguments: [
        ("{ url: http://a.org, clientIDs: [a], jwksFile: jwks.json }", "does not begin with https://"),
        ("{ url: https://a.org:443, clientIDs: [a], jwksFile: jwks.json }", "no port"),
        ("{ url: https://a.org, clientIDs: [], jwksFile: jwks.json }", "at least one"),
        ("{ url: https://a.org, jwksFile: jwks.json }", "the key clientIDs is missing"),
        ("{ clientIDs: [a], jwksFile: jwks.json }", "the key url is missing"),
        ("{ url: https://a.org, clientIDs: [a], jwksFile: missing.json }", "can't read the file"),
        ("{ url: https://a.org, clientIDs: [a], jwksFile: corp.xml }", "its keys: "),
        ("{ url: https://a.org, clientIDs: [a], jwksFile: no-jwks.json }", "no key that verifies tokens"),
        ("{ url: https://a.org, clientIDs: [a], jwksFile: jwks.json, thumbprints: [ab] }", "40 hexadecimal digits"),
        ("{ url: https://a.org, clientIDs: [a], jwksFile: jwks.json, jwks: x }", "unknown key"),
    ])
    func refusesOIDCProvider(_ lines: String, _ reason: String) async throws {
        do {
            _ = try await Self.read(Self.withOIDCProvider(lines))
            Issue.record("the file was taken")
        } catch let error as BrokerConfigurationError {
            #expect(error.description.contains("accounts[0]") && error.reason.contains(reason), "\(error)")
        }
    }

    @Test func noTwoOIDCProvidersOfAnAccountHaveOneURL() async throws {
        let provider = "{ url: https://a.org, clientIDs: [a], jwksFile: jwks.json }"
        await #expect(throws: BrokerConfigurationError.self) {
            try await Self.read(Self.withOIDCProvider(provider + "\n      - " + provider))
        }
    }

    // MARK: Plain HTTP

    @Test(arguments: ["http://127.0.0.1:8080", "http://localhost:8080", "http://[::1]:8080"])
    func plainHTTPIsForThisMachine(_ url: String) async throws {
        let yaml = Self.good.replacing("https://broker.example.com", with: url)
        #expect(try await Self.read(yaml).isPublicURLSecure == false)
    }

    @Test func elsewhereItTakesAnOptionThatSaysSo() async throws {
        let yaml = Self.good.replacing("https://broker.example.com", with: "http://broker.example.com")
            .replacing("host: 127.0.0.1", with: "host: 0.0.0.0, insecureAllowPlainHTTP: true")
        #expect(try await Self.read(yaml).insecureAllowPlainHTTP)
    }

    // MARK: Environment

    @Test func theEnvironmentGoesBeforeTheFile() async throws {
        let configuration = try await Self.read(
            Self.good,
            environment: [
                "SALLYPORT_PUBLIC_URL": "https://other.example.com/x/", "SALLYPORT_KEY_RING": "/run/ring.json",
                "SALLYPORT_LISTEN_HOST": "127.0.0.1", "SALLYPORT_LISTEN_PORT": "9999",
                "SALLYPORT_DATA_DIRECTORY": "/var/lib/x",
                "SALLYPORT_AUDIT_FILE": "/var/log/x",
            ])
        #expect(configuration.publicURL == "https://other.example.com/x")
        #expect(configuration.entityID == "https://other.example.com/x/static/saml-metadata.xml")
        #expect(configuration.basePath == "/x")
        #expect(configuration.keyRingFile == "/run/ring.json")
        #expect(configuration.listen.port == 9_999)
        #expect(configuration.store == .directory("/var/lib/x", waitsForDisk: true))
        #expect(configuration.audit.file == "/var/log/x")
    }

    @Test func anEntityIDOfTheFileStays() async throws {
        let configuration = try await Self.read(
            "entityID: urn:example:broker\n" + Self.good,
            environment: ["SALLYPORT_PUBLIC_URL": "https://other.example.com"])
        #expect(configuration.entityID == "urn:example:broker")
    }

    @Test(arguments: [
        ("SALLYPORT_PUBLIC_URL", "ftp://a"), ("SALLYPORT_PUBLIC_URL", ""), ("SALLYPORT_PUBLIC_URL", "https://a/?b"),
        ("SALLYPORT_PUBLIC_URL", "http://broker.example.com"), ("SALLYPORT_LISTEN_PORT", "x"),
        ("SALLYPORT_LISTEN_PORT", "-1"),
        ("SALLYPORT_LISTEN_HOST", "0.0.0.0"),
    ])
    func theEnvironmentIsCheckedAsWell(_ name: String, _ value: String) async throws {
        await #expect(throws: BrokerConfigurationError.self) {
            _ = try await Self.read(Self.good, environment: [name: value])
        }
    }
}
