import Accounts
import FederationTesting
import Foundation
import SAML2
import Testing

@testable import SallyportConfiguration

@Suite("Sign-ins that begin here, in a configuration")
struct SignOnConfigurationTests {
    private static func read(_ provider: String, _ more: String = "", metadata: String? = nil) async throws
        -> BrokerConfiguration
    {
        let folder = try TemporaryFolder()
        try Site.writeFiles(folder)
        if let metadata { try folder.write("corp.xml", metadata) }
        let key = try TestIdentityProvider(keyKind: .ellipticCurve("P-256"), at: Site.now).privateKeyPEM()
        try folder.write("ec-key.pem", String(decoding: key, as: UTF8.self))
        let providers = "[{ name: corp, metadata: corp.xml\(provider.isEmpty ? "" : ", ")\(provider) }]"
        let file = try folder.write("sallyport.yaml", Site.yaml(providers: providers) + more)
        return try await ConfigurationReader().read(file: file, at: Site.now)
    }

    private static func provider(_ configuration: BrokerConfiguration) throws -> SAMLProvider {
        try #require(configuration.directory.provider(arn: Site.provider("corp")))
    }

    @Test func withoutAWordNothingIsAskedForInParticular() async throws {
        let configuration = try await Self.read("")
        let provider = try Self.provider(configuration)
        #expect(provider.signOn == SignOnRules() && provider.rules.inResponseTo == nil)
        #expect(configuration.inResponseTo == .absentOrKnown([]) && configuration.apiInResponseTo == .unchecked)
        #expect(configuration.serviceProvider.signingKey == nil)
        #expect(configuration.singleLogoutService == "https://broker.example.com/saml/logout")
    }

    @Test func aProviderSaysWhatItsRequestsAskFor() async throws {
        let configuration = try await Self.read(
            """
            displayName: Example staff, logout: credentials, inResponseTo: required, signIn: { binding: post, \
            nameIDFormat: emailAddress, forceAuthn: true, authnContext: ["urn:a", "urn:b"], \
            authnContextComparison: minimum }
            """, "serviceProvider: { signingKey: sp-key.pem }\n")
        let provider = try Self.provider(configuration)
        #expect(
            provider.signOn
                == SignOnRules(
                    displayName: "Example staff", binding: .post,
                    wishes: AuthnRequestWishes(
                        nameIDFormat: "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress",
                        forcesAuthentication: true,
                        authnContext: RequestedAuthnContext(classes: ["urn:a", "urn:b"], comparison: .minimum)),
                    logout: .credentials))
        #expect(provider.rules.inResponseTo == .known([]))
        #expect(configuration.serviceProvider.signingKey?.isRSA == true)
    }

    @Test(arguments: [
        ("checked", ValidationOptions.InResponseTo.absentOrKnown([])), ("required", .known([])), ("absent", .absent),
        ("unchecked", .unchecked),
    ])
    func rulesHaveNames(_ name: String, _ rule: ValidationOptions.InResponseTo) async throws {
        let provider = try Self.provider(try await Self.read("inResponseTo: \(name)"))
        #expect(provider.rules.inResponseTo == rule)
        #expect(try await Self.read("", "validation: { inResponseTo: \(name) }\n").inResponseTo == rule)
    }

    static let broken: [(provider: String, more: String, key: String, reason: String)] = [
        ("inResponseTo: known", "", ".inResponseTo", "expected one of"),
        ("logout: all", "", ".logout", "expected one of"),
        ("displayName: \(String(repeating: "a", count: 129))", "", ".displayName", "128 bytes"),
        ("signIn: { binding: soap }", "", ".signIn.binding", "expected one of"),
        ("signIn: { forced: true }", "", ".signIn.forced", "unknown key"),
        ("signIn: { nameIDFormat: mail }", "", ".signIn.nameIDFormat", "a URI"),
        ("signIn: { authnContext: [] }", "", ".signIn.authnContext", "1 to 16"),
        ("signIn: { authnContext: [\"a b:c\"] }", "", ".signIn.authnContext[0]", "a URI"),
        ("signIn: { authnContextComparison: exact }", "", ".signIn.authnContextComparison", "which is not there"),
        ("", "validation: { apiInResponseTo: required }\n", "validation.apiInResponseTo", "expected one of"),
        ("", "serviceProvider: { signingKey: ec-key.pem }\n", "serviceProvider.signingKey", "expected an RSA key"),
        ("", "serviceProvider: { signingKey: corp.xml }\n", "serviceProvider.signingKey", "no unencrypted private key"),
        ("", "serviceProvider: { signingKey: nothing.pem }\n", "serviceProvider.signingKey", "nothing.pem"),
    ]

    @Test(arguments: broken.indices)
    func refuses(_ index: Int) async throws {
        let (provider, more, key, reason) = Self.broken[index]
        let error = await #expect(throws: BrokerConfigurationError.self) { try await Self.read(provider, more) }
        #expect(error?.key.hasSuffix(key) == true, "\(error?.key ?? "")")
        #expect(error?.reason.contains(reason) == true, "\(error?.reason ?? "")")
    }

    /// What nobody could sign in with is told at the start.
    @Test func tellsOfProvidersThatNobodyCanBeSentTo() async throws {
        let plain = try Site.corp.get().metadata()
        let wanting = plain.replacing(
            "<md:IDPSSODescriptor ", with: "<md:IDPSSODescriptor WantAuthnRequestsSigned=\"true\" ")
        let without = plain.replacing(
            "<md:SingleSignOnService Binding=\"urn:", with: "<md:SingleSignOnService Binding=\"x:")
        #expect(wanting != plain && without != plain)
        let key = "serviceProvider: { signingKey: sp-key.pem }\n"
        let cases: [(String, String, String, String?)] = [
            (plain, "inResponseTo: required", "", nil), (wanting, "", "", nil),
            (wanting, "inResponseTo: required", "", "wants signed requests"),
            (wanting, "inResponseTo: required", key, nil),
            (without, "inResponseTo: required", key, "has no SingleSignOnService"), (without, "", key, nil),
        ]
        for (metadata, provider, more, reason) in cases {
            let findings = try await Self.read(provider, more, metadata: metadata).findings
            #expect(findings.contains { $0.contains(reason ?? "takes answers to requests alone") } == (reason != nil))
        }
    }
}
