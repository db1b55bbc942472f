import FederationTesting
import Foundation
import Hummingbird
import SAML2
import ServerHTTP
import Sessions
import Testing

@testable import SallyportServer

@Suite("GET /federation?Action=login")
struct LoginTests {
    private static let session = "__Host-sallyport-session"

    @Test func theSignInURLSignsIn() async throws {
        let site = try await Site()
        try await site.visit { browser in
            let login = try await browser.get(try await browser.signInPath())
            #expect(login.status == .found)
            #expect(login.headers[.location] == "https://broker.example.com/console")
            #expect(login.headers[.cacheControl] == "no-store")
            let cookie = try #require(login.headers[.setCookie])
            #expect(cookie.hasPrefix(Self.session + "="))
            for attribute in ["; Path=/", "; HttpOnly", "; SameSite=Lax", "; Secure", "; Max-Age=3600"] {
                #expect(cookie.contains(attribute))
            }
            let console = try await browser.get("/console")
            #expect(console.status == .ok)
            #expect(console.text.contains("Administrator"))
            #expect(console.text.contains("alice@example.com"))
        }
        #expect(site.recorded == ["AssumeRoleWithSAML ok", "ConsoleLogin ok"])
    }

    @Test func aTokenIsForTheBrowserThatPosted() async throws {
        let site = try await Site()
        try await site.visit { browser in
            let path = try await browser.signInPath()
            let stolen = try await browser.stranger().get(path)
            #expect(stolen.status == .badRequest)
            #expect(stolen.text.contains("another browser"))
            #expect(stolen.headers[.setCookie] == nil)
            // The thief used nothing up.
            #expect(try await browser.get(path).status == .found)
        }
        #expect(
            site.recorded == [
                "AssumeRoleWithSAML ok", "ConsoleLogin Invalid SigninToken parameter: it was issued to another browser",
                "ConsoleLogin ok",
            ])
    }

    @Test func aTokenWorksOnce() async throws {
        let site = try await Site()
        try await site.visit { browser in
            let path = try await browser.signInPath()
            #expect(try await browser.get(path).status == .found)
            let again = try await browser.get(path)
            #expect(again.status == .badRequest)
            #expect(again.text.contains("used already"))
        }
    }

    @Test func aTokenEndsAfterFifteenMinutes() async throws {
        let site = try await Site()
        let clock = site.clock
        try await site.visit { browser in
            let path = try await browser.signInPath()
            clock.advance(by: 900)
            #expect(try await browser.get(path).status == .badRequest)
        }
    }

    @Test func headUsesNothingAndHasNoBody() async throws {
        let site = try await Site()
        try await site.visit { browser in
            let path = try await browser.signInPath()
            for _ in 0..<3 {
                let look = try await browser.send(.head, path)
                #expect(look.status == .ok)
                #expect(look.text.isEmpty)
                #expect(look.headers[.setCookie] == nil)
            }
            let broken = try await browser.send(.head, "/federation?Action=nonsense")
            #expect(broken.status == .badRequest)
            #expect(broken.text.isEmpty)
            #expect(try await browser.get(path).status == .found)
        }
    }

    @Test(arguments: [
        "/federation", "/federation?Action=login", "/federation?Action=login&SigninToken=",
        "/federation?Action=login&SigninToken=AAAA",
        "/federation?Action=login&Action=login&SigninToken=A", "/federation?Action=%zz",
        "/federation?Action=login&SigninToken=A&SignInToken=B",
    ])
    func refused(_ path: String) async throws {
        let site = try await Site()
        try await site.visit { browser in
            let answer = try await browser.get(path)
            #expect(answer.status == .badRequest)
            #expect(answer.headers[.requestID] != nil)
            #expect(answer.headers[.setCookie] == nil)
        }
        #expect(site.recorded.count == 1)
    }

    @Test func aChangedTokenIsRefusedAndRecorded() async throws {
        let site = try await Site()
        try await site.visit { browser in
            let path = try await browser.signInPath()
            let other = path.suffix(12).first == "A" ? "B" : "A"
            let answer = try await browser.get(path.dropLast(12) + other + path.suffix(11))
            #expect(answer.status == .badRequest)
            #expect(answer.headers[.setCookie] == nil)
        }
        #expect(
            site.recorded.last == "ConsoleLogin Invalid SigninToken parameter: it was not issued here, or was changed")
    }

    // MARK: A browser that has a session already

    private func signedInAsAlice(_ browser: Browser) async throws {
        _ = try await browser.get(try await browser.signInPath())
    }

    private func secondPath(_ browser: Browser) async throws -> String {
        try await browser.signInPath(
            SignedResponse.with {
                $0.subject = "mallory"
                $0.roles = ["arn:aws:iam::123456789012:role/teams/Reader,\(Site.provider("corp"))"]
            })
    }

    private static let own: HTTPFields = [.origin: "https://broker.example.com"]

    @Test func isAskedBeforeAnotherCounts() async throws {
        let site = try await Site()
        try await site.visit { browser in
            try await signedInAsAlice(browser)
            let before = browser.cookies[Self.session]
            let page = try await browser.get(try await secondPath(browser))
            #expect(page.status == .ok)
            #expect(page.text.contains("Sign in as somebody else?"))
            #expect(page.text.contains("assumed-role/Administrator/") && page.text.contains("assumed-role/Reader/"))
            // A page under no-referrer would send Origin: null with its form.
            #expect(page.headers[.referrerPolicy] == "strict-origin")
            #expect(browser.cookies[Self.session] == before)
            let confirmed = try await browser.post("/federation", try form(page), headers: Self.own)
            #expect(confirmed.status == .found)
            #expect(browser.cookies[Self.session] != before)
            #expect(try await browser.get("/console").text.contains("assumed-role/Reader/"))
        }
    }

    @Test func staysBesideTheNewOne() async throws {
        let site = try await Site()
        try await site.visit { browser in
            try await signedInAsAlice(browser)
            let page = try await browser.get(try await secondPath(browser))
            #expect(page.text.contains("stays beside the new one"))
            _ = try await browser.post("/federation", try form(page), headers: Self.own)
            let console = try await browser.get("/console")
            let other = try #require(
                console.text.firstMatch(
                    of: /<option value="(ASIA[^"]*)">Administrator\/alice@example.com @ 123456789012/)
            ).1
            let chosen = try await browser.post("/console/session", [("session", String(other))], headers: Self.own)
            #expect(chosen.status == .found)
            let back = try await browser.get("/console", headers: [.accept: "application/json"])
            #expect((back.json["arn"] as? String)?.contains("assumed-role/Administrator/") == true)
        }
    }

    @Test func ofTheSameUserTakesThePlaceOfTheOldOneWithoutAQuestion() async throws {
        let site = try await Site()
        try await site.visit { browser in
            try await signedInAsAlice(browser)
            let second = try await browser.signInPath(
                SignedResponse.with {
                    $0.roles = ["arn:aws:iam::123456789012:role/teams/Reader,\(Site.provider("corp"))"]
                })
            #expect(try await browser.get(second).status == .found)
            let console = try await browser.get("/console")
            #expect(console.text.contains("assumed-role/Reader/") && !console.text.contains("<option value=\"ASIA"))
            #expect(!browser.cookies.keys.contains { $0.hasPrefix("__Host-sallyport-also") })
        }
    }

    private func form(_ page: Answer) throws -> [(String, String)] {
        [
            ("Action", "login"), ("SigninToken", try #require(page.input("SigninToken"))), ("Destination", ""),
            ("confirm", "yes"),
        ]
    }

    @Test(arguments: [
        nil, "null", "https://evil.example", "http://broker.example.com", "https://broker.example.com.evil.example",
    ])
    func noOtherSiteConfirms(_ origin: String?) async throws {
        let site = try await Site()
        try await site.visit { browser in
            try await signedInAsAlice(browser)
            let before = browser.cookies[Self.session]
            let page = try await browser.get(try await secondPath(browser))
            let answer = try await browser.post(
                "/federation", try form(page), headers: origin.map { [.origin: $0] } ?? [:])
            #expect(answer.status == .badRequest)
            #expect(browser.cookies[Self.session] == before)
        }
    }

    @Test func aConfirmationInAQueryIsNone() async throws {
        let site = try await Site()
        try await site.visit { browser in
            try await signedInAsAlice(browser)
            let answer = try await browser.get(try await secondPath(browser) + "&confirm=yes")
            #expect(answer.status == .ok)
            #expect(answer.text.contains("Sign in as somebody else?"))
        }
    }

    // MARK: Destination

    @Test(arguments: [
        ("https%3A%2F%2Fconsole.example.com%2Fs3", "https://console.example.com/s3"),
        ("https%3A%2F%2Fevil.example%2F", "https://broker.example.com/console"),
        ("https%3A%2F%2Fconsole.example.com%40evil.example%2F", "https://broker.example.com/console"),
        ("%2F%2Fevil.example", "https://broker.example.com/console"),
        ("https%3A%2F%2Fconsole.example.com%2F%0d%0aSet-Cookie%3Aa%3Db", "https://broker.example.com/console"),
    ])
    func leadsToListedOriginsAlone(_ destination: String, _ expected: String) async throws {
        let site = try await Site(extra: "endpoints: { destinations: [\"https://console.example.com\"] }\n")
        try await site.visit { browser in
            let login = try await browser.get(try await browser.signInPath() + "&Destination=" + destination)
            #expect(login.headers[.location] == expected)
            #expect(login.headers[values: .setCookie].filter { $0.hasPrefix(Self.session) }.count == 1)
        }
    }

    // MARK: Long sessions

    @Test func aSessionWithManyTagsFitsIntoCookies() async throws {
        let site = try await Site()
        try await site.visit { browser in
            let tags = (0..<12).map {
                SAMLAttribute(name: Site.prefix + "PrincipalTag:key\($0)", values: [String(repeating: "v", count: 212)])
            }
            let login = try await browser.get(
                try await browser.signInPath(SignedResponse.with { $0.attributes = tags }))
            let cookies = login.headers[values: .setCookie].filter { $0.hasPrefix(Self.session) }
            #expect(cookies.count == 2)
            for cookie in cookies { #expect(cookie.prefix { $0 != ";" }.utf8.count <= 4_096) }
            let console = try await browser.get("/console", headers: [.accept: "application/json"])
            #expect((console.json["tags"] as? [String: String])?.count == 12)
            // Half of it is nothing, and signing out takes both away.
            let half = try await browser.stranger().get(
                "/console", headers: [.cookie: "\(Self.session)=\(browser.cookies[Self.session] ?? "")"])
            #expect(half.status == .unauthorized)
            _ = try await browser.post("/console/signout", [])
            #expect(browser.cookies.keys.filter { $0.hasPrefix(Self.session) }.isEmpty)
        }
    }

    @Test func whateverGetsCredentialsCanSignIn() async throws {
        let site = try await Site()
        try await site.visit { browser in
            // Sizes around the limit of a token: either refused at once, or good to the end.
            for length in stride(from: 60, through: 256, by: 7) {
                let tags = (0..<11).map {
                    SAMLAttribute(
                        name: Site.prefix + "PrincipalTag:key\($0)",
                        values: [String(repeating: "v", count: $0 == 0 ? length : 250)])
                }
                let visitor = browser.stranger()
                let answer = try await visitor.post(
                    "/saml", [("SAMLResponse", try SignedResponse.with { $0.attributes = tags })])
                if answer.status == .found {
                    #expect(try await visitor.get(visitor.path(of: answer)).status == .found)
                } else {
                    #expect(answer.text.contains("PackedPolicyTooLarge"))
                }
            }
        }
    }
}
