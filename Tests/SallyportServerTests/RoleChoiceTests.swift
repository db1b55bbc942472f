import Accounts
import Audit
import FederationTesting
import Foundation
import Hummingbird
import SAML2
import STS
import ServerHTTP
import Testing

@testable import SallyportConfiguration
@testable import SallyportServer

@Suite("The choice between several roles")
struct RoleChoiceTests {
    private static let roles = [
        Site.pair("Administrator"), "arn:aws:iam::123456789012:role/teams/Reader,\(Site.provider("corp"))",
    ]

    @Test func thePageKeepsTheContractOfItsReaders() async throws {
        let site = try await Site()
        try await site.visit { browser in
            let response = try SignedResponse.with { $0.roles = Self.roles }
            let page = try await browser.post("/saml", [("SAMLResponse", response), ("RelayState", "state")])
            #expect(page.status == .ok)
            #expect(page.headers[.cacheControl] == "no-store")
            #expect(page.headers[.frameOptions] == "DENY")
            #expect(
                page.text.contains(
                    #"<form id="saml_form" name="saml_form" action="https://broker.example.com/saml" method="post">"#))
            #expect(page.input("RelayState") == "state")
            #expect(page.input("SAMLResponse") == response.replacing("=", with: "="))
            #expect(page.text.contains(#"<div class="saml-account">"#))
            #expect(
                page.text.contains(
                    #"<div class="saml-account-name" role="heading" aria-level="2">Account: example (123456789012)</div>"#
                ))
            #expect(page.text.contains("<fieldset"))
            for role in ["arn:aws:iam::123456789012:role/Administrator", "arn:aws:iam::123456789012:role/teams/Reader"]
            {
                #expect(page.text.contains(#"<input type="radio" name="roleIndex" value="\#(role)""#))
                #expect(page.text.contains(#"<label for="\#(role)""#))
            }
            // Script comes from a file of ours alone.
            #expect(!page.text.contains("<script>") && !page.text.contains("onclick"))
            // Looking is not using: the form can be shown again, and its choice taken.
            #expect(try await browser.post("/saml", [("SAMLResponse", response)]).status == .ok)
            let chosen = try await browser.post(
                "/saml",
                [
                    ("SAMLResponse", response), ("RelayState", ""),
                    ("roleIndex", "arn:aws:iam::123456789012:role/teams/Reader"),
                ])
            #expect(chosen.status == .found)
            let console = try await browser.get("/console", headers: try await signedIn(browser, chosen))
            #expect(console.json["role"] as? String == "arn:aws:iam::123456789012:role/teams/Reader")
        }
    }

    private func signedIn(_ browser: Browser, _ answer: Answer) async throws -> HTTPFields {
        _ = try await browser.get(try browser.path(of: answer))
        return [.accept: "application/json"]
    }

    @Test func aRoleOfTheResponseThatIsNotConfiguredIsNotOffered() async throws {
        let site = try await Site()
        try await site.visit { browser in
            let response = try SignedResponse.with { $0.roles = Self.roles + [Site.pair("Nobody")] }
            let page = try await browser.post("/saml", [("SAMLResponse", response)])
            #expect(page.status == .ok)
            #expect(!page.text.contains("Nobody"))
            let forced = try await browser.post(
                "/saml", [("SAMLResponse", response), ("roleIndex", Site.role("Nobody"))])
            #expect(forced.status == .badRequest)
        }
    }

    @Test func jsonListsTheRoles() async throws {
        let site = try await Site()
        try await site.visit { browser in
            let response = try SignedResponse.with { $0.roles = Self.roles }
            let answer = try await browser.post(
                "/saml", [("SAMLResponse", response)], headers: [.accept: "application/json"])
            let roles = try #require(answer.json["roles"] as? [[String: String]])
            #expect(roles.count == 2)
            #expect(
                roles.first == [
                    "roleArn": Site.role("Administrator"), "providerArn": Site.provider("corp"),
                    "account": Site.account, "alias": "example",
                ])
        }
    }

    @Test func whatTheBrowserSentIsEscaped() async throws {
        let site = try await Site()
        try await site.visit { browser in
            let response = try SignedResponse.with { $0.roles = Self.roles }
            let page = try await browser.post(
                "/saml", [("SAMLResponse", response), ("RelayState", "\"><script>alert(1)</script>'")])
            #expect(!page.text.contains("<script>"))
            #expect(page.input("RelayState") == "&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&#39;")
        }
    }
}

@Suite("Options of one provider never help another")
struct ProviderOptionsTests {
    private func post(_ change: (inout SignedResponse) -> Void) async throws -> (Answer, [String]) {
        let site = try await Site()
        let response = try SignedResponse.with(change)
        let answer = try await site.visit { try await $0.post("/saml", [("SAMLResponse", response)]) }
        return (answer, site.recorded)
    }

    private static let sha1 = ResponseSigning(algorithm: .insecureRSASHA1)

    @Test func sha1IsTakenFromTheProviderThatMayUseIt() async throws {
        let (answer, _) = try await post {
            $0.identityProvider = Site.legacy
            $0.roles = [Site.pair("Administrator", "legacy")]
            $0.signing = Self.sha1
        }
        #expect(answer.status == .found)
    }

    @Test(arguments: ["corp", "sealed"])
    func sha1OfItsIdentityProviderOpensNoOtherProvider(_ provider: String) async throws {
        let (answer, recorded) = try await post {
            $0.identityProvider = Site.legacy
            $0.roles = [Site.pair("Administrator", provider)]
            $0.signing = Self.sha1
        }
        #expect(answer.status == .badRequest)
        #expect(recorded == ["ConsoleLogin InvalidIdentityToken"])
    }

    @Test func aMixedRoleListOffersTheLegacyPairAlone() async throws {
        let site = try await Site()
        let response = try SignedResponse.with {
            $0.identityProvider = Site.legacy
            $0.roles = [Site.pair("Administrator", "corp"), Site.pair("Administrator", "legacy")]
            $0.signing = Self.sha1
        }
        let answer = try await site.visit {
            try await $0.post("/saml", [("SAMLResponse", response)], headers: [.accept: "application/json"])
        }
        #expect(answer.json["signinURL"] != nil)
        let event = try #require(site.sink.events.last)
        #expect(event.resources.map { "\($0.arn)" }.contains(Site.provider("legacy")))
    }

    private static func encryption() throws -> ResponseSigning {
        ResponseSigning(
            .response,
            encryption: .init(certificate: Array(try Site.decryption.get().certificatePEM.utf8), transport: .rsaOAEP))
    }

    @Test func encryptionThatIsRequiredIsTaken() async throws {
        let signing = try Self.encryption()
        let (answer, _) = try await post {
            $0.identityProvider = Site.sealed
            $0.roles = [Site.pair("Administrator", "sealed")]
            $0.signing = signing
        }
        #expect(answer.status == .found)
    }

    @Test func withoutItTheResponseIsRefused() async throws {
        let (answer, recorded) = try await post {
            $0.identityProvider = Site.sealed
            $0.roles = [Site.pair("Administrator", "sealed")]
        }
        #expect(answer.status == .badRequest)
        #expect(recorded == ["ConsoleLogin InvalidIdentityToken"])
    }

    @Test func aProviderWithoutTheKeyCannotReadIt() async throws {
        let signing = try Self.encryption()
        let (answer, _) = try await post { $0.signing = signing }
        #expect(answer.status == .badRequest)
    }

    @Test func providersWithEqualOptionsAreCheckedTogether() async throws {
        let folder = try TemporaryFolder()
        try Site.writeFiles(folder)
        let provider = "providers: [{ name: corp, metadata: corp.xml, decryptionKeys: [sp-key.pem] }]"
        let file = try folder.write(
            "sallyport.yaml",
            """
            publicURL: https://broker.example.com
            keyRing: keyring.json
            store: memory
            accounts:
              - { id: "123456789012", \(provider) }
              - { id: "210987654321", \(provider) }
              - { id: "333333333333", providers: [{ name: corp, metadata: corp.xml }] }
            """)
        let configuration = try await ConfigurationReader().read(file: file, at: Site.now)
        let groups = ProviderGroup.groups(of: configuration.directory.providers, configuration.responseRules).map {
            $0.providers.sorted()
        }
        #expect(
            groups == [
                ["arn:aws:iam::333333333333:saml-provider/corp"],
                ["arn:aws:iam::123456789012:saml-provider/corp", "arn:aws:iam::210987654321:saml-provider/corp"],
            ])
    }
}
