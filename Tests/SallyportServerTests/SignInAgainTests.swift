import FederationTesting
import Foundation
import Hummingbird
import SAML2
import ServerHTTP
import Testing

@testable import SallyportServer

@Suite("Signing in again")
struct SignInAgainTests {
    private static let corp =
        "https://broker.example.com/login/corp?account=123456789012&idp=https%3A%2F%2Fidp.example.com%2Fcorp"
    private static let cookie = "__Host-sallyport-issuer"

    /// The places to which a page leads that has a button.
    private static func buttons(_ page: Answer) -> [String] {
        page.text.matches(of: /<a class="button" href="([^"]*)"/).map {
            String($0.1).replacing("&amp;", with: "&").replacing("&#x3D;", with: "=").replacing("&#61;", with: "=")
        }
    }

    @Test func leadsToWhoeverIssuedTheSession() async throws {
        let site = try await Site()
        let clock = site.clock
        try await site.visit { browser in
            _ = try await browser.get(try await browser.signInPath())
            clock.advance(by: 3_600)
            let over = try await browser.get("/console")
            #expect(over.status == .unauthorized && over.text.contains("Sign in again"))
            #expect(Self.buttons(over) == [Self.corp])
            let wanted = try await browser.get("/console?account=example&role=Reader")
            #expect(Self.buttons(wanted) == [Self.corp + "&role=Reader"])
        }
    }

    @Test func signingOutOffersItAsWell() async throws {
        let site = try await Site()
        try await site.visit { browser in
            _ = try await browser.get(try await browser.signInPath())
            let out = try await browser.get("/federation?Action=logout")
            #expect(Self.buttons(out) == [Self.corp])
        }
    }

    @Test func aLinkWaitsForWhoeverSignsInFirst() async throws {
        let site = try await Site(extra: "endpoints: { destinations: [\"https://console.example.com\"] }\n")
        try await site.visit { browser in
            let page = try await browser.get(
                "/console?account=example&role=Reader&destination=https%3A%2F%2Fconsole.example.com%2Fx")
            #expect(
                Self.buttons(page) == [
                    "https://broker.example.com/login?account=123456789012&role=Reader"
                        + "&destination=https%3A%2F%2Fconsole.example.com%2Fx"
                ])
            for path in [
                "/console", "/console?role=a&role=b",
                "/console?destination=https%3A%2F%2Fevil.example.com",
            ] {
                #expect(Self.buttons(try await browser.get(path)) == ["https://broker.example.com/login"], "\(path)")
            }
        }
    }

    @Test(arguments: [
        ("https%3A%2F%2Fportal.example.com%2Fapps", "https://portal.example.com/apps"),
        ("https%3A%2F%2Fidp.example.org%2Fapps", "https://idp.example.org/apps"),
        ("https%3A%2F%2Fevil.example.com%2F", nil), ("javascript%3Aalert(1)", nil),
        ("https%3A%2F%2Fportal.example.com%40evil.example.com%2F", nil), ("", nil),
    ])
    func anIssuerOfOthersHasToBeListed(_ issuer: String, _ place: String?) async throws {
        let site = try await Site(extra: "endpoints: { issuers: [\"https://portal.example.com\"] }\n")
        try await site.visit { browser in
            let page = try await browser.get("/console", headers: [.cookie: "\(Self.cookie)=\(issuer)"])
            #expect(Self.buttons(page) == [place ?? "https://broker.example.com/login"])
        }
    }

    @Test func aSignInURLSaysWhoItIs() async throws {
        let site = try await Site(extra: "endpoints: { issuers: [\"https://portal.example.com\"] }\n")
        let clock = site.clock
        try await site.visit { browser in
            let path = try await browser.signInPath().replacing(
                /Issuer=[^&]*/, with: "Issuer=https%3A%2F%2Fportal.example.com%2Fapps")
            #expect(try await browser.get(path).status == .found)
            clock.advance(by: 3_600)
            #expect(Self.buttons(try await browser.get("/console")) == ["https://portal.example.com/apps"])
        }
    }

    @Test func whatIsTooLongIsNotKept() async throws {
        let site = try await Site()
        try await site.visit { browser in
            let path = try await browser.signInPath().replacing(
                /Issuer=[^&]*/, with: "Issuer=" + String(repeating: "a", count: 2_049))
            let login = try await browser.get(path)
            #expect(login.status == .found)
            #expect(!login.headers[values: .setCookie].contains { $0.hasPrefix(Self.cookie) })
        }
    }
}
