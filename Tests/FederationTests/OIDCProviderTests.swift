import Accounts
import Encodings
import IAMPolicy
import TestSupport
import Testing
import WebIdentity

@Suite struct OIDCProviderTests {
    static func provider(
        _ url: String = "https://issuer.example.org/tenant", clientIDs: [String] = ["client"],
        thumbprints: [String] = [], jwks: [UInt8]? = nil
    ) throws -> OIDCProvider {
        try OIDCProvider(
            account: World.account(), url: IssuerURL(url), clientIDs: clientIDs, thumbprints: thumbprints, jwks: jwks)
    }

    @Test(arguments: [
        ("https://token.actions.githubusercontent.com", "token.actions.githubusercontent.com"),
        ("https://oidc.eks.eu-west-1.amazonaws.com/id/ABC", "oidc.eks.eu-west-1.amazonaws.com/id/ABC"),
        ("https://tenant.auth0.example/", "tenant.auth0.example"), ("https://a.b/c//", "a.b/c/"),
        ("https://login.example.org/realms/a%20b", "login.example.org/realms/a%20b"),
    ])
    func itsARNHasHostAndPath(url: String, name: String) throws {
        let provider = try Self.provider(url)
        #expect("\(provider.arn)" == "arn:aws:iam::123456789012:oidc-provider/\(name)")
        // What iss has to be stays as it was given.
        #expect(provider.url.description == url)
        #expect("https://" + provider.url.withoutScheme == url)
    }

    @Test(arguments: [
        "", "https://", "http://issuer.example.org", "HTTPS://issuer.example.org", "issuer.example.org",
        "https:///path", "https://issuer.example.org:443", "https://issuer.example.org:443/x",
        "https://user@issuer.example.org", "https://issuer.example.org?x=1", "https://issuer.example.org/a?x=1",
        "https://issuer.example.org/#a", "https://issuer.example.org/a:b", "https://issuer.example.org/*",
        "https://issuer.example.org/${x}", "https://issuer.example.org/a b", "https://issuer.example.org/\u{E4}",
        "https://\u{212A}.example.org", "https://-a.b", "https://a.", " https://a.b", "https://a.b\n", "https://saml",
        "https://10.0.0.1", "https://10.0x1/a",
        "https://a.b/" + String(repeating: "x", count: 244),
    ])
    func refusesURL(url: String) {
        #expect(throws: ConfigurationError.self) { try IssuerURL(url) }
    }

    @Test func takesURLOf255Characters() throws {
        #expect(try IssuerURL("https://a.b/" + String(repeating: "x", count: 243)).description.utf8.count == 255)
    }

    @Test func checksClientIDsAndThumbprints() throws {
        let ids = (0..<101).map { "client-\($0)" }
        #expect(try Self.provider(clientIDs: Array(ids.prefix(100))).clientIDs.count == 100)
        #expect(throws: ConfigurationError.self) { try Self.provider(clientIDs: ids) }
        #expect(throws: ConfigurationError.self) { try Self.provider(clientIDs: [""]) }
        #expect(throws: ConfigurationError.self) {
            try Self.provider(clientIDs: [String(repeating: "c", count: 256)])
        }
        let thumbprint = String(repeating: "9E", count: 20)
        #expect(try Self.provider(thumbprints: [thumbprint]).thumbprints == [thumbprint.lowercased()])
        for bad in [
            [String(repeating: "a", count: 39)], [String(repeating: "g", count: 40)],
            Array(repeating: thumbprint, count: 6),
        ] {
            #expect(throws: ConfigurationError.self) { try Self.provider(thumbprints: bad) }
        }
    }

    @Test func readsItsKeys() throws {
        let set = try TokenKey.set([.p256])
        #expect(try Self.provider(jwks: Array(set.utf8)).keys?.keys.map(\.id) == ["p256"])
        #expect(try Self.provider().keys == nil)
        #expect(throws: ConfigurationError.self) { try Self.provider(jwks: Array("{\"keys\":[]}".utf8)) }
    }

    @Test func isFoundInItsDirectory() throws {
        let provider = try Self.provider()
        let directory = try FederationDirectory(
            accounts: [World.account()], providers: [], oidcProviders: [provider], roles: [])
        #expect(directory.oidcProvider(arn: "\(provider.arn)")?.url == provider.url)
        #expect(directory.oidcProvider(arn: "\(provider.arn)/") == nil)
        #expect(directory.oidcProviders.map(\.arn) == [provider.arn])
        #expect(throws: ConfigurationError.self) {
            try FederationDirectory(
                accounts: [World.account()], providers: [],
                oidcProviders: [provider, Self.provider("https://issuer.example.org/TENANT/")], roles: [])
        }
        #expect(throws: ConfigurationError.self) {
            try FederationDirectory(
                accounts: [World.account("210987654321")], providers: [], oidcProviders: [provider], roles: [])
        }
    }
}
