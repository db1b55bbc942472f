import Accounts
import Audit
import FederationTesting
import Foundation
import Hummingbird
import HummingbirdTesting
import Keys
import Logging
import SAML2
import Synchronization
import TestSupport
import Testing

@testable import SallyportConfiguration
@testable import SallyportServer

/// The time of a test.
final class TestClock: Sendable {
    private let instant = Mutex(Site.now)
    var now: Date { instant.withLock { $0 } }
    func advance(by seconds: Double) { instant.withLock { $0 = $0.addingTimeInterval(seconds) } }
}

/// A broker that was configured from a file, with its audit and clock at hand.
struct Site {
    static let now = Date(timeIntervalSince1970: 1_700_000_000)
    static let publicURL = "https://broker.example.com"
    static let account = "123456789012"
    static let metricsToken = "0123456789abcdef-metrics"
    static let prefix = "https://aws.amazon.com/SAML/Attributes/"

    static func provider(_ name: String) -> String { "arn:aws:iam::\(account):saml-provider/\(name)" }
    static func role(_ name: String) -> String { "arn:aws:iam::\(account):role/\(name)" }
    static func pair(_ role: String, _ provider: String = "corp") -> String {
        "\(Site.role(role)),\(Site.provider(provider))"
    }

    /// Making keys takes time, so all tests share them.
    static let corp = Result { try TestIdentityProvider(entityID: "https://idp.example.com/corp", at: now) }
    static let legacy = Result { try TestIdentityProvider(entityID: "https://idp.example.com/legacy", at: now) }
    static let sealed = Result { try TestIdentityProvider(entityID: "https://idp.example.com/sealed", at: now) }
    static let stranger = Result { try TestIdentityProvider(entityID: "https://idp.example.com/corp", at: now) }
    /// Its key is the broker's decryption key.
    static let decryption = Result { try TestIdentityProvider(entityID: "https://broker.example.com", at: now) }

    let folder: TemporaryFolder
    let configuration: BrokerConfiguration
    let sink = InMemoryAuditSink()
    let store = InMemoryFederationStore()
    let keyRing = KeyRing(generatedAt: now)
    let clock = TestClock()
    let server: BrokerServer

    init(
        publicURL: String = publicURL, extra: String = "", providers: String = Self.providers,
        logger: Logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
        upstreams: UpstreamSurroundings = UpstreamSurroundings(environment: ["AWS_EC2_METADATA_DISABLED": "true"])
    ) async throws {
        folder = try TemporaryFolder()
        try Self.writeFiles(folder)
        let file = try folder.write("sallyport.yaml", Self.yaml(publicURL: publicURL, providers: providers) + extra)
        configuration = try await ConfigurationReader().read(file: file, at: Self.now)
        let clock = clock
        server = try BrokerServer(
            configuration: configuration, keyRing: keyRing, store: store, audit: sink,
            logger: logger, clock: { clock.now }, upstreams: upstreams)
    }

    static func writeFiles(_ folder: TemporaryFolder) throws {
        try folder.write("corp.xml", corp.get().metadata())
        try folder.write("corp-logout.xml", corp.get().metadata(singleLogoutURL: "https://idp.example.org/slo"))
        try folder.write("legacy.xml", legacy.get().metadata())
        try folder.write("sealed.xml", sealed.get().metadata())
        try folder.write("sp-key.pem", String(decoding: decryption.get().privateKeyPEM(), as: UTF8.self))
        try folder.write("jwks.json", try TokenKey.set([.p256]))
        try folder.write("metrics.token", metricsToken + "\n")
        try folder.write("trust.json", trust(["corp", "legacy", "sealed"]))
    }

    static func trust(_ providers: [String]) -> String {
        let federated = providers.map { "\"\(provider($0))\"" }.joined(separator: ",")
        return #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Federated":[\#(federated)]},"#
            + #""Action":["sts:AssumeRoleWithSAML","sts:TagSession","sts:SetSourceIdentity"]}]}"#
    }

    /// Three, as a list of the configuration.
    static let providers = """
        [{ name: corp, metadata: corp.xml }, { name: legacy, metadata: legacy.xml, insecureAllowSHA1: true }, \
        { name: sealed, metadata: sealed.xml, decryptionKeys: [sp-key.pem], assertionEncryption: Required }]
        """

    static func yaml(publicURL: String = publicURL, providers: String = providers) -> String {
        """
        publicURL: \(publicURL)
        keyRing: keyring.json
        store: memory
        audit: { stdout: true }
        accounts:
          - id: "\(account)"
            alias: example
            providers: \(providers)
            roles:
              - { name: Administrator, trustPolicy: trust.json, maxSessionDuration: 7200 }
              - { name: Reader, path: /teams/, trustPolicy: trust.json }

        """
    }

    /// Calls the routes without a socket.
    func visit<Value: Sendable>(_ body: @Sendable @escaping (Browser) async throws -> Value) async throws -> Value {
        let publicURL = configuration.publicURL
        return try await server.application().test(.router) { client in
            try await body(Browser(client, publicURL: publicURL))
        }
    }

    /// Names of the recorded events with their codes.
    var recorded: [String] { sink.events.map { "\($0.eventName) \($0.errorCode ?? $0.errorMessage ?? "ok")" } }
}

/// Makes responses for the site.
struct SignedResponse {
    var roles = [Site.pair("Administrator")]
    var identityProvider = Site.corp
    var signing = ResponseSigning()
    var id = UUID().uuidString
    var subject = "alice"
    var issued = Site.now
    var recipient = Site.publicURL + "/saml"
    var attributes: [SAMLAttribute] = []

    /// The XML.
    func xml() throws -> [UInt8] {
        let template = ResponseTemplate(
            id: id, at: issued, recipient: recipient, audience: recipient, subject: NameID(value: subject),
            attributes: [
                SAMLAttribute(name: Site.prefix + "Role", values: roles),
                SAMLAttribute(name: Site.prefix + "RoleSessionName", values: ["alice@example.com"]),
            ] + attributes)
        return try identityProvider.get().response(template, signing: signing)
    }

    /// As a form field.
    func encoded() throws -> String { HTTPPostBinding.encode(try xml()) }

    static func with(_ change: (inout SignedResponse) -> Void) throws -> String {
        var response = SignedResponse()
        change(&response)
        return try response.encoded()
    }
}

/// A folder that goes away with the value that made it.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("sallyport-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    @discardableResult
    func write(_ name: String, _ text: String, mode: Int = 0o600) throws -> String {
        let file = path + "/" + name
        try Data(text.utf8).write(to: URL(fileURLWithPath: file))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file)
        return file
    }
}
