import Accounts
import FederationTesting
import Foundation
import Keys
import SAML2
import Testing

@testable import SallyportConfiguration
@testable import SallyportServer

/// Certificates and keys in files, as administrators put them there.
private struct Premises {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try Site.writeFiles(folder)
        try writeKey("tls-key.pem", Site.corp)
        try writeCertificate("tls.pem", Site.corp)
        try folder.write("metadata-key.pem", String(decoding: Site.corp.get().privateKeyPEM(), as: UTF8.self))
        try KeyRingFile(path: folder.path + "/keyring.json").create(KeyRing(generatedAt: Site.now))
    }

    func writeKey(_ name: String, _ key: Result<TestIdentityProvider, any Error>) throws {
        try folder.write(name, String(decoding: key.get().privateKeyPEM(), as: UTF8.self))
    }

    func writeCertificate(
        _ name: String, _ key: Result<TestIdentityProvider, any Error>, commonName: String = "broker.example.com"
    ) throws {
        let certificate = try DecryptionKey(pem: key.get().privateKeyPEM()).certificate(commonName: commonName)
        let lines = Data(certificate).base64EncodedString(options: [.lineLength64Characters, .endLineWithLineFeed])
        try folder.write(name, "-----BEGIN CERTIFICATE-----\n\(lines)\n-----END CERTIFICATE-----\n")
    }

    func setMode(_ mode: Int, _ name: String) throws {
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: "\(folder.path)/\(name)")
    }

    /// Everything that a start reads.
    func read(_ extra: String = "") async throws -> BrokerConfiguration {
        let text =
            Site.yaml() + "metadataSigningKey: metadata-key.pem\n"
            + "listen: { tls: { certificateChain: tls.pem, privateKey: tls-key.pem } }\n" + extra
        let file = try folder.write("sallyport.yaml", text)
        let configuration = try await ConfigurationReader().read(file: file, at: Site.now)
        _ = try configuration.readKeyRing()
        _ = try TLSIdentity(configuration)
        return configuration
    }

    /// The key of what is refused, and why.
    func refusal(_ extra: String = "") async throws -> (key: String, reason: String) {
        do {
            _ = try await read(extra)
        } catch let error as BrokerConfigurationError {
            return (error.key, error.reason)
        }
        return ("", "nothing")
    }
}

@Suite("Files with keys")
struct SecretFilesTests {
    /// Each file that holds a secret, and the key that names it.
    private static let secrets = [
        ("tls-key.pem", "listen.tls.privateKey"), ("metadata-key.pem", "metadataSigningKey"),
        ("sp-key.pem", "accounts[0].providers[2].decryptionKeys[0]"), ("keyring.json", "keyRing"),
    ]

    @Test(arguments: secrets)
    func areForTheirOwnerAlone(_ name: String, _ key: String) async throws {
        let premises = try Premises()
        #expect(try await premises.refusal().reason == "nothing")
        for mode in [0o640, 0o604, 0o660, 0o602, 0o644] {
            try premises.setMode(mode, name)
            let refusal = try await premises.refusal()
            #expect(refusal.key == key)
            #expect(refusal.reason.contains("\(name): can be used by others than its owner"), "\(refusal.reason)")
            #expect(refusal.reason.contains("chmod 600"))
        }
        try premises.setMode(0o400, name)
        #expect(try await premises.refusal().reason == "nothing")
    }

    @Test(arguments: secrets)
    func mayBeReadByTheirGroupWhenThatIsSaid(_ name: String, _ key: String) async throws {
        let premises = try Premises()
        for mode in [0o440, 0o640, 0o600] {
            try premises.setMode(mode, name)
            #expect(try await premises.refusal("groupReadableKeys: true\n").reason == "nothing")
        }
        for mode in [0o660, 0o644, 0o650] {
            try premises.setMode(mode, name)
            let refusal = try await premises.refusal("groupReadableKeys: true\n")
            #expect(refusal.key == key && refusal.reason.contains("chmod 640"))
        }
    }

    @Test(arguments: secrets)
    func arePlainFiles(_ name: String, _ key: String) async throws {
        let premises = try Premises()
        try FileManager.default.removeItem(atPath: premises.folder.path + "/" + name)
        #expect(try await premises.refusal().key == key)
        try FileManager.default.createDirectory(
            atPath: premises.folder.path + "/" + name, withIntermediateDirectories: false)
        #expect(try await premises.refusal().key == key)
    }

    @Test func certificateAndKeyBelongTogether() async throws {
        let premises = try Premises()
        let identity = try #require(try TLSIdentity(try await premises.read()))
        #expect(identity.summary.hasPrefix("certificate of CN=broker.example.com until 2070-01-01T"))
        try premises.writeKey("tls-key.pem", Site.legacy)
        let refusal = try await premises.refusal()
        #expect(refusal.key == "listen.tls")
        #expect(refusal.reason.contains("tls-key.pem is not the key of the first certificate in"))
    }

    @Test func aCertificateIsReadAsPEM() async throws {
        let premises = try Premises()
        for text in ["", "no certificate\n"] {
            try premises.folder.write("tls.pem", text)
            #expect(try await premises.refusal().key == "listen.tls.certificateChain", "\(text)")
        }
        try premises.writeCertificate("tls.pem", Site.corp, commonName: "a;\u{1B}[31m")
        let identity = try #require(try TLSIdentity(try await premises.read()))
        #expect(!identity.summary.contains("\u{1B}"))
    }
}

@Suite("Certificate and key ring are taken anew")
struct SecretReloadTests {
    /// A reloader of a server with TLS.
    private struct Case {
        let premises: Premises
        let log = LogLines()
        let site: CurrentSite
        let tls: CurrentTLS
        let reloader: Reloader<AsyncStream<Void>>

        init() async throws {
            premises = try Premises()
            let configuration = try await premises.read()
            var parts = SallyportServer.Site.Parts(
                keyRing: try configuration.readKeyRing(), store: InMemoryFederationStore(),
                audit: InMemoryAuditSink(), clock: { Site.now }, logger: log.logger)
            tls = CurrentTLS(try #require(try TLSIdentity(configuration)))
            parts.tls = tls
            site = CurrentSite(try SallyportServer.Site(configuration, parts))
            reloader = Reloader(
                source: ConfigurationSource(file: configuration.file, environment: [:], logger: log.logger),
                site: site, parts: parts, signals: AsyncStream { _ in }, logger: log.logger)
        }

        var ring: KeyRingFile { KeyRingFile(path: premises.folder.path + "/keyring.json") }

        /// What makes new connections and seals new tokens.
        var state: State { State(tls: ObjectIdentifier(tls.value.context), keys: site.value.keyRing.keyIDs) }

        struct State: Equatable {
            let tls: ObjectIdentifier
            let keys: [String]
        }
    }

    @Test func aRenewedCertificateIsTaken() async throws {
        let test = try await Case()
        let before = test.state
        try test.premises.writeKey("tls-key.pem", Site.legacy)
        try test.premises.writeCertificate("tls.pem", Site.legacy, commonName: "renewed.example.com")
        #expect(await test.reloader.reload())
        #expect(test.state.tls != before.tls)
        #expect(test.log.all.contains { $0.contains("configuration taken") && $0.contains("CN=renewed.example.com") })
    }

    @Test func aCertificateWithoutItsKeyChangesNothing() async throws {
        let test = try await Case()
        let before = test.state
        try test.premises.writeCertificate("tls.pem", Site.legacy)
        try test.ring.replace(with: try test.ring.read().rotated(at: Site.now))
        #expect(await test.reloader.reload() == false)
        #expect(test.state == before)
        #expect(test.log.all.contains { $0.contains("configuration not taken") && $0.contains("is not the key of") })
    }

    @Test func aRotatedKeyRingIsTakenAndOlderTokensOpen() async throws {
        let test = try await Case()
        let before = test.state
        try test.ring.replace(with: try test.ring.read().rotated(at: Site.now))
        #expect(await test.reloader.reload())
        #expect(test.state.keys.count == before.keys.count + 1 && test.state.keys.contains(before.keys[0]))
        #expect(test.log.all.contains { $0.contains("2 token keys, signs with \(test.state.keys[0])") })
    }

    @Test func aBadKeyRingChangesNothing() async throws {
        let test = try await Case()
        let before = test.state
        try test.premises.writeKey("tls-key.pem", Site.legacy)
        try test.premises.writeCertificate("tls.pem", Site.legacy)
        try test.premises.setMode(0o644, "keyring.json")
        #expect(await test.reloader.reload() == false)
        try test.premises.folder.write("keyring.json", "{}")
        #expect(await test.reloader.reload() == false)
        try FileManager.default.removeItem(atPath: test.ring.path)
        try test.ring.create(KeyRing(generatedAt: Site.now))
        #expect(await test.reloader.reload() == false)
        #expect(test.state == before)
        let reasons = test.log.all.filter { $0.contains("configuration not taken") }
        #expect(reasons.count == 3 && reasons.allSatisfy { $0.contains("keyRing") })
        #expect(reasons.last?.contains("lacks the storage key \(before.keys[1])") == true)
    }

    @Test func metadataThatIsFetchedAgainReadsNoKeys() async throws {
        let test = try await Case()
        let before = test.state
        try test.premises.folder.write("keyring.json", "{}")
        await test.reloader.refresh()
        #expect(test.state == before)
        #expect(test.log.all.contains { $0.contains("metadata taken") })
    }
}
