import Accounts
import FederationTesting
import Foundation
import Hummingbird
import SAML2
import Testing

@testable import SallyportServer

@Suite("Sign-in through providers of the store")
struct RegisteredProviderTests {
    static let other = "210987654321"
    static let own = Result { try TestIdentityProvider(entityID: "https://idp.example.com/own", at: Site.now) }
    static let foreign = Result { try TestIdentityProvider(entityID: "https://idp.example.com/own", at: Site.now) }

    static func site() async throws -> Site { try await Site(extra: "  - id: \"\(other)\"\n") }

    static func arn(_ kind: String, _ name: String, _ account: String = Site.account) -> String {
        "arn:aws:iam::\(account):\(kind)/\(name)"
    }

    static func trust(_ provider: String) -> String {
        #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Federated":"\#(provider)"},"#
            + #""Action":"sts:AssumeRoleWithSAML"}]}"#
    }

    /// Makes a provider `own` and a role `Made` that trusts it.
    static func register(
        _ caller: SignedCaller, _ browser: Browser, _ account: String = Site.account,
        key: Result<TestIdentityProvider, any Error> = own, more: [(String, String)] = []
    ) async throws {
        let provider = try await caller.call(
            browser, "CreateSAMLProvider", [("Name", "own"), ("SAMLMetadataDocument", try key.get().metadata())] + more)
        #expect(provider.status == .ok, "\(provider.text)")
        let role = try await caller.call(
            browser, "CreateRole",
            [("RoleName", "Made"), ("AssumeRolePolicyDocument", trust(arn("saml-provider", "own", account)))])
        #expect(role.status == .ok, "\(role.text)")
    }

    static func response(
        _ account: String = Site.account, key: Result<TestIdentityProvider, any Error> = own,
        signing: ResponseSigning = ResponseSigning(), also: [String] = []
    ) throws -> [(String, String)] {
        let pair = "\(arn("role", "Made", account)),\(arn("saml-provider", "own", account))"
        let response = try SignedResponse.with {
            $0.roles = [pair] + also
            $0.identityProvider = key
            $0.signing = signing
        }
        return [("SAMLResponse", response)]
    }

    @Test("Provider and role of the API sign in at once, and no longer when they are gone")
    func signIn() async throws {
        let site = try await Self.site()
        let caller = try await SignedCaller(site)
        try await site.visit { browser in
            #expect(try await browser.post("/saml", Self.response()).status == .badRequest)
            try await Self.register(caller, browser)
            #expect(try await browser.post("/saml", Self.response()).status == .found)
            #expect(try await browser.post("/saml", Self.response(key: Self.foreign)).status == .badRequest)
            // What is configured goes on.
            #expect(
                try await browser.post("/saml", [("SAMLResponse", try SignedResponse().encoded())]).status == .found)
            let provider = [("SAMLProviderArn", Self.arn("saml-provider", "own"))]
            #expect(try await caller.call(browser, "DeleteSAMLProvider", provider).status == .ok)
            #expect(try await browser.post("/saml", Self.response()).status == .badRequest)
        }
    }

    @Test("New metadata takes effect at once")
    func update() async throws {
        let site = try await Self.site()
        let caller = try await SignedCaller(site)
        try await site.visit { browser in
            try await Self.register(caller, browser)
            #expect(try await browser.post("/saml", Self.response()).status == .found)
            let update = try await caller.call(
                browser, "UpdateSAMLProvider",
                [
                    ("SAMLProviderArn", Self.arn("saml-provider", "own")),
                    ("SAMLMetadataDocument", try Self.foreign.get().metadata()),
                ])
            #expect(update.status == .ok)
            #expect(try await browser.post("/saml", Self.response()).status == .badRequest)
            #expect(try await browser.post("/saml", Self.response(key: Self.foreign)).status == .found)
        }
    }

    /// Another account registers the same issuer with a key of its own.
    @Test("A provider of another account opens nothing here")
    func otherAccount() async throws {
        let site = try await Self.site()
        let (first, second) = (try await SignedCaller(site), try await SignedCaller(site, account: Self.other))
        try await site.visit { browser in
            try await Self.register(first, browser)
            try await Self.register(second, browser, Self.other, key: Self.foreign)
            #expect(try await browser.post("/saml", Self.response(key: Self.foreign)).status == .badRequest)
            #expect(try await browser.post("/saml", Self.response(Self.other)).status == .badRequest)
            #expect(try await browser.post("/saml", Self.response()).status == .found)
            #expect(try await browser.post("/saml", Self.response(Self.other, key: Self.foreign)).status == .found)
            // A pair of this account's role and the other's provider is none.
            let mixed = "\(Self.arn("role", "Made")),\(Self.arn("saml-provider", "own", Self.other))"
            let response = try SignedResponse.with {
                $0.roles = [mixed]
                $0.identityProvider = Self.foreign
            }
            #expect(try await browser.post("/saml", [("SAMLResponse", response)]).status == .badRequest)
        }
    }

    @Test("One response may grant roles through a configured provider and one of the store")
    func together() async throws {
        let site = try await Self.site()
        let caller = try await SignedCaller(site)
        try await site.visit { browser in
            try await Self.register(caller, browser, key: Site.corp)
            let page = try await browser.post(
                "/saml", Self.response(key: Site.corp, also: [Site.pair("Administrator")]))
            #expect(page.status == .ok)
            #expect(page.text.contains(Self.arn("role", "Made")))
            #expect(page.text.contains(Site.role("Administrator")))
        }
    }

    @Test("An encrypted assertion says nothing but its issuer, and is found by that")
    func encrypted() async throws {
        let site = try await Self.site()
        let caller = try await SignedCaller(site)
        let signing = ResponseSigning(
            .both, encryption: .init(certificate: Array(try Site.decryption.get().certificatePEM.utf8)))
        try await site.visit { browser in
            try await Self.register(
                caller, browser,
                more: [
                    ("AssertionEncryptionMode", "Required"),
                    ("AddPrivateKey", String(decoding: try Site.decryption.get().privateKeyPEM(), as: UTF8.self)),
                ])
            #expect(try await browser.post("/saml", Self.response(signing: signing)).status == .found)
            #expect(try await browser.post("/saml", Self.response()).status == .badRequest)
            let foreign = try Self.response(key: Self.foreign, signing: signing)
            #expect(try await browser.post("/saml", foreign).status == .badRequest)
        }
    }

    @Test("The alias that was made is shown where roles are chosen")
    func alias() async throws {
        let site = try await Self.site()
        let caller = try await SignedCaller(site, account: Self.other)
        try await site.visit { browser in
            try await Self.register(caller, browser, Self.other)
            let more = "\(Self.arn("role", "More", Self.other)),\(Self.arn("saml-provider", "own", Self.other))"
            _ = try await caller.call(
                browser, "CreateRole",
                [
                    ("RoleName", "More"),
                    ("AssumeRolePolicyDocument", Self.trust(Self.arn("saml-provider", "own", Self.other))),
                ])
            let before = try await browser.post("/saml", Self.response(Self.other, also: [more]))
            #expect(before.text.contains("Account: \(Self.other)"))
            #expect(try await caller.call(browser, "CreateAccountAlias", [("AccountAlias", "branch")]).status == .ok)
            let after = try await browser.post("/saml", Self.response(Self.other, also: [more]))
            #expect(after.text.contains("Account: branch (\(Self.other))"))
        }
    }

    @Test("Metadata may be larger than other bodies, for keys that exist")
    func largeMetadata() async throws {
        let site = try await Site(extra: "limits: { maxBodyBytes: 8192, maxMetadataBodyBytes: 65536 }\n")
        let caller = try await SignedCaller(site)
        @Sendable func fields(_ count: Int) throws -> [(String, String)] {
            let padding = "<!-- \(String(repeating: "x", count: count)) -->\n"
            return [("Name", "own"), ("SAMLMetadataDocument", try Self.own.get().metadata() + padding)]
        }
        try await site.visit { browser in
            let stranger = Browser.form([("Action", "CreateSAMLProvider")] + (try fields(9_000)))
            #expect(try await browser.send(.post, "/", body: stranger).status == .contentTooLarge)
            #expect(try await caller.call(browser, "CreateRole", try fields(9_000)).status == .contentTooLarge)
            #expect(try await caller.call(browser, "CreateSAMLProvider", try fields(70_000)).status == .contentTooLarge)
            for _ in 0..<3 {
                #expect(try await caller.call(browser, "CreateSAMLProvider", try fields(9_000)).status == .ok)
                let provider = [("SAMLProviderArn", Self.arn("saml-provider", "own"))]
                #expect(try await caller.call(browser, "DeleteSAMLProvider", provider).status == .ok)
            }
        }
    }
}
