import Audit
import Encodings
import FederationTesting
import Foundation
import HTTPTypes
import Hummingbird
import SAML2
import ServerHTTP
import Testing

@testable import SallyportServer

/// Sign-ins that begin at `/login`.
@Suite("GET /login")
struct LoginRequestTests {
    private static let sso = "https://idp.example.org/sso"

    /// The sites' providers are three; these tests sign in at one.
    private static func site(_ extra: String = "") async throws -> Site { try await Site(extra: extra) }

    /// Follows a link to an identity provider, and gives the request as it reads it.
    private static func go(
        _ browser: Browser, _ path: String = "/login/corp"
    ) async throws -> ReceivedAuthnRequest {
        let answer = try await browser.get(path)
        let location = try #require(answer.headers[.location])
        #expect(answer.status == .found && location.hasPrefix(sso + "?SAMLRequest="))
        return try ReceivedAuthnRequest(query: String(location.dropFirst(sso.count + 1)))
    }

    /// The answer of an identity provider.
    private static func response(
        to id: String?, from identityProvider: Result<TestIdentityProvider, any Error> = Site.corp,
        roles: [String] = [Site.pair("Administrator")], at instant: Date = Site.now,
        _ change: (inout ResponseTemplate) -> Void = { _ in }
    ) throws -> String {
        var template = ResponseTemplate(
            id: UUID().uuidString, at: instant, recipient: Site.publicURL + "/saml", audience: Site.publicURL + "/saml",
            attributes: [
                SAMLAttribute(name: Site.prefix + "Role", values: roles),
                SAMLAttribute(name: Site.prefix + "RoleSessionName", values: ["alice@example.com"]),
            ])
        template.inResponseTo = id
        change(&template)
        return HTTPPostBinding.encode(try identityProvider.get().response(template))
    }

    private static func post(_ browser: Browser, _ response: String, role: String? = nil) async throws -> Answer {
        try await browser.post(
            "/saml", [("SAMLResponse", response)] + (role.map { [("roleIndex", $0)] } ?? []))
    }

    // MARK: The request

    @Test func theRequestNamesUsAndComesWithACookieForTheWayBack() async throws {
        let site = try await Self.site()
        try await site.visit { browser in
            let answer = try await browser.get("/login/corp")
            #expect(answer.headers[.cacheControl] == "no-store" && answer.headers[.referrerPolicy] == "no-referrer")
            let cookie = try #require(answer.headers[.setCookie])
            #expect(cookie.hasPrefix("__Host-sallyport-request-"))
            for attribute in ["; Path=/", "; HttpOnly", "; SameSite=None", "; Secure", "; Max-Age=900"] {
                #expect(cookie.contains(attribute))
            }
            let location = try #require(answer.headers[.location])
            let request = try ReceivedAuthnRequest(query: String(location.dropFirst(Self.sso.count + 1)))
            #expect(request.destination == Self.sso)
            #expect(request.issuer == "https://broker.example.com/static/saml-metadata.xml")
            #expect(request.assertionConsumerService == "https://broker.example.com/saml")
            #expect(request.relayState == nil && request.nameIDFormat == nil && !request.forcesAuthentication)
            #expect(!request.isSigned)
            // The browser can't read whom its cookie is for, and nobody else learns of the request.
            #expect(!cookie.contains(request.id))
        }
        #expect(site.recorded.isEmpty)
    }

    @Test func overPlainHTTPTheCookieIsForThisSite() async throws {
        let site = try await Site(publicURL: "http://127.0.0.1:8080")
        try await site.visit { browser in
            let cookie = try #require(try await browser.get("/login/corp").headers[.setCookie])
            #expect(cookie.hasPrefix("sallyport-request-") && cookie.contains("; SameSite=Lax"))
            #expect(!cookie.contains("Secure"))
        }
    }

    /// A site with one provider, and what is said of it and of the broker.
    private static func single(_ provider: String, _ broker: String = "") async throws -> Site {
        try await Site(
            extra: broker.isEmpty ? "" : broker + "\n", providers: "[{ name: corp, metadata: corp.xml, \(provider) }]")
    }

    @Test func requestsAreSignedAndAskForWhatIsConfigured() async throws {
        let site = try await Self.single(
            "signIn: { nameIDFormat: persistent, forceAuthn: true, authnContext: [\"urn:example:mfa\"] }",
            "serviceProvider: { signingKey: sp-key.pem }")
        try await site.visit { browser in
            let request = try await Self.go(browser, "/login")
            #expect(request.isSigned && request.forcesAuthentication)
            #expect(request.nameIDFormat == "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent")
            #expect(request.authnContexts == ["urn:example:mfa"])
            let metadata = try await browser.get("/static/saml-metadata.xml").text
            #expect(metadata.contains("AuthnRequestsSigned=\"true\"") && metadata.contains("use=\"signing\""))
        }
    }

    @Test func aFormTakesARequestByPOST() async throws {
        let site = try await Self.single("signIn: { binding: post }", "serviceProvider: { signingKey: sp-key.pem }")
        try await site.visit { browser in
            let page = try await browser.get("/login")
            #expect(page.status == .ok && page.text.contains("action=\"\(Self.sso)\""))
            let policy = try #require(page.headers[.contentSecurityPolicy])
            #expect(policy.contains("script-src 'self'") && policy.contains("frame-ancestors 'none'"))
            #expect(page.text.contains("data-posts-itself"))
            let request = try ReceivedAuthnRequest(field: try #require(page.input("SAMLRequest")))
            #expect(request.isSigned && request.destination == Self.sso)
            let answer = try await Self.post(browser, try Self.response(to: request.id))
            #expect(answer.status == .found)
        }
        #expect(site.recorded == ["AssumeRoleWithSAML ok"])
    }

    // MARK: Where to sign in

    @Test func severalProvidersAreAChoice() async throws {
        let site = try await Self.site()
        try await site.visit { browser in
            let page = try await browser.get("/login?role=Administrator")
            #expect(page.status == .ok && page.headers[.setCookie] == nil)
            for name in ["corp", "legacy", "sealed"] {
                #expect(
                    page.text.contains("href=\"https://broker.example.com/login/\(name)?account=123456789012&amp;idp="))
            }
            let json = try await browser.get("/login", headers: [.accept: "application/json"])
            let providers = try #require(json.json["providers"] as? [[String: String]])
            #expect(providers.map { $0["name"] } == ["corp", "legacy", "sealed"])
            // The links lead on.
            let link = try #require(providers.first?["url"])
            _ = try await Self.go(browser, String(link.dropFirst(Site.publicURL.count)))
            _ = try await Self.go(browser, "/login?provider=corp")
            _ = try await Self.go(browser, "/login/corp?account=example")
        }
    }

    @Test(arguments: [
        ("/login/nobody", 404), ("/login?provider=nobody", 404), ("/login/corp?provider=corp", 400),
        ("/login?account=unknown", 400), ("/login/corp?idp=https%3A%2F%2Fother", 404), ("/login?a=%zz&role=%zz", 400),
        ("/login?role=a&role=b", 400), ("/login/corp?role=" + String(repeating: "a", count: 701), 400),
        ("/login/%3Cscript%3E", 404),
    ])
    func otherLinksAreRefused(_ path: String, _ status: Int) async throws {
        let site = try await Self.site()
        try await site.visit { browser in
            let answer = try await browser.get(path)
            #expect(answer.status.code == status)
            #expect(answer.headers[.setCookie] == nil && answer.headers[.location] == nil)
            #expect(!answer.text.contains("<script>"))
        }
        #expect(site.recorded.count == 1)
    }

    @Test func headBeginsNothing() async throws {
        let site = try await Self.site()
        try await site.visit { browser in
            let look = try await browser.send(.head, "/login/corp")
            #expect(look.status == .ok && look.headers[.setCookie] == nil && look.headers[.location] == nil)
        }
    }

    @Test func providersWithoutAnswersAreNotOffered() async throws {
        let site = try await Self.single("inResponseTo: absent")
        try await site.visit { browser in
            for path in ["/login", "/login/corp"] {
                let answer = try await browser.get(path)
                #expect(answer.status == .notFound, "\(path)")
            }
        }
    }

    // MARK: The answer

    @Test func theAnswerSignsIn() async throws {
        let site = try await Self.site()
        try await site.visit { browser in
            let request = try await Self.go(browser)
            let answer = try await Self.post(browser, try Self.response(to: request.id))
            #expect(answer.status == .found)
            #expect(try await browser.get(browser.path(of: answer)).headers[.location] == Site.publicURL + "/console")
        }
        #expect(site.recorded == ["AssumeRoleWithSAML ok", "ConsoleLogin ok"])
    }

    @Test func aLinkChoosesTheRoleAndTheDestination() async throws {
        let site = try await Self.site("endpoints: { destinations: [\"https://console.example.com\"] }\n")
        let roles = [
            Site.pair("Administrator"), "arn:aws:iam::123456789012:role/teams/Reader,\(Site.provider("corp"))",
        ]
        try await site.visit { browser in
            let link = "/login/corp?account=example&role=Reader&destination=https%3A%2F%2Fconsole.example.com%2Fs3"
            let request = try await Self.go(browser, link)
            let answer = try await Self.post(browser, try Self.response(to: request.id, roles: roles))
            #expect(answer.status == .found)
            let end = try await browser.get(browser.path(of: answer))
            #expect(end.headers[.location] == "https://console.example.com/s3")
            #expect(try await browser.get("/console").text.contains("assumed-role/Reader/"))
            // A role that is not offered is chosen by hand.
            let other = try await Self.go(browser, "/login/corp?role=Nobody")
            let page = try await Self.post(browser, try Self.response(to: other.id, roles: roles))
            #expect(page.status == .ok && page.text.contains("roleIndex"))
        }
    }

    @Test func anotherDestinationIsNotGoneTo() async throws {
        let site = try await Self.site()
        try await site.visit { browser in
            let request = try await Self.go(browser, "/login/corp?destination=https%3A%2F%2Fevil.example%2F")
            let answer = try await Self.post(browser, try Self.response(to: request.id))
            #expect(answer.headers[.location]?.contains("evil") == false)
        }
    }

    @Test func theChoiceOfRolesComesBackWithTheSameAnswer() async throws {
        let site = try await Self.site()
        let roles = [
            Site.pair("Administrator"), "arn:aws:iam::123456789012:role/teams/Reader,\(Site.provider("corp"))",
        ]
        try await site.visit { browser in
            let request = try await Self.go(browser)
            let response = try Self.response(to: request.id, roles: roles)
            #expect(try await Self.post(browser, response).status == .ok)
            #expect(try await Self.post(browser, response, role: Site.role("Administrator")).status == .found)
        }
    }

    @Test func twoTabsDoNotUndoEachOther() async throws {
        let site = try await Self.site()
        try await site.visit { browser in
            let requests = [try await Self.go(browser), try await Self.go(browser)]
            for request in requests {
                #expect(try await Self.post(browser, try Self.response(to: request.id)).status == .found)
            }
            for _ in 0..<8 { _ = try await Self.go(browser) }
            #expect(browser.cookies.keys.filter { $0.contains("sallyport-request-") }.count == 4)
        }
    }

    // MARK: What is not taken

    /// Each is refused for the check of its name, and gives nothing.
    private static func expectRefusal(
        _ site: Site, _ answer: Answer, _ reason: String, location: SourceLocation = #_sourceLocation
    ) {
        #expect(answer.status == .badRequest && answer.headers[.location] == nil, sourceLocation: location)
        let record = site.sink.events.last.map { "\($0.additionalEventData)" } ?? ""
        #expect(record.contains(reason), "\(record)", sourceLocation: location)
    }

    /// What was asked for is held against what comes, also where nobody here asked.
    @Test(arguments: ["authn.context", "authn.instant", nil], [true, false])
    func aSignInOfAnotherKind(failing check: String?, beginsHere: Bool) async throws {
        // Whoever comes unasked was not told to sign in anew.
        if check == "authn.instant", !beginsHere { return }
        let site = try await Self.single("signIn: { forceAuthn: true, authnContext: [\"urn:example:mfa\"] }")
        let answer = try await site.visit { browser in
            let request = beginsHere ? try await Self.go(browser, "/login").id : nil
            let response = try Self.response(to: request) {
                if check != "authn.context" { $0.authnContextClassRef = "urn:example:mfa" }
                if check == "authn.instant" { $0.authnInstant = Site.now.addingTimeInterval(-61) }
            }
            return try await Self.post(browser, response)
        }
        guard let check else {
            #expect(answer.status == .found && site.recorded == ["AssumeRoleWithSAML ok"])
            return
        }
        Self.expectRefusal(site, answer, check)
    }

    @Test func anAnswerToSomebodyElsesRequest() async throws {
        let site = try await Self.site()
        let answer = try await site.visit { browser in
            _ = try await Self.go(browser)
            return try await Self.post(browser, try Self.response(to: "_another"))
        }
        Self.expectRefusal(site, answer, "no request of this browser")
    }

    @Test func anAnswerInASecondBrowser() async throws {
        let site = try await Self.site()
        let answer = try await site.visit { browser in
            let request = try await Self.go(browser)
            let other = browser.stranger()
            _ = try await Self.go(other)
            return try await Self.post(other, try Self.response(to: request.id))
        }
        Self.expectRefusal(site, answer, "no request of this browser")
    }

    @Test func aCookieOfSomebodysOwnMakingIsNone() async throws {
        let site = try await Self.site()
        let answer = try await site.visit { browser in
            let request = try await Self.go(browser)
            let (name, value) = try #require(browser.cookies.first { $0.key.contains("sallyport-request-") })
            let end = value.dropLast(8).last == "A" ? "B" : "A"
            let response = try Self.response(to: request.id)
            return try await browser.stranger().post(
                "/saml", [("SAMLResponse", response)],
                headers: [.cookie: "\(name)=\(value.dropLast(9))\(end)\(value.suffix(8))"])
        }
        Self.expectRefusal(site, answer, "no request of this browser")
    }

    @Test func aSecondAnswer() async throws {
        let site = try await Self.site()
        let answer = try await site.visit { browser in
            let request = try await Self.go(browser)
            #expect(try await Self.post(browser, try Self.response(to: request.id)).status == .found)
            return try await Self.post(browser, try Self.response(to: request.id))
        }
        Self.expectRefusal(site, answer, "request.answered-once")
    }

    /// The cookie as it was before the first answer, as somebody has it who has copied it.
    @Test func aSecondAnswerWithAnOlderCookie() async throws {
        let site = try await Self.site()
        let answer = try await site.visit { browser in
            let request = try await Self.go(browser)
            let cookies = browser.cookies.map { "\($0.key)=\($0.value)" }.joined(separator: "; ")
            #expect(try await Self.post(browser, try Self.response(to: request.id)).status == .found)
            return try await browser.stranger().post(
                "/saml", [("SAMLResponse", try Self.response(to: request.id))], headers: [.cookie: cookies])
        }
        Self.expectRefusal(site, answer, "request.answered-once")
    }

    @Test(arguments: [(899.0, HTTPResponse.Status.found), (900, .badRequest)])
    func anAnswerThatComesTooLate(_ seconds: Double, _ status: HTTPResponse.Status) async throws {
        let site = try await Self.site()
        let clock = site.clock
        let answer = try await site.visit { browser in
            let request = try await Self.go(browser)
            clock.advance(by: seconds)
            return try await Self.post(browser, try Self.response(to: request.id, at: clock.now))
        }
        #expect(answer.status == status)
        if status == .badRequest { Self.expectRefusal(site, answer, "which ended at") }
    }

    @Test func anAnswerOfAnotherIdentityProvider() async throws {
        let site = try await Self.site()
        let answer = try await site.visit { browser in
            let request = try await Self.go(browser)
            let pair = Site.pair("Administrator", "legacy")
            return try await Self.post(browser, try Self.response(to: request.id, from: Site.legacy, roles: [pair]))
        }
        Self.expectRefusal(site, answer, "which was sent to")
    }

    @Test(arguments: [("checked", true), ("required", false), ("absent", true), ("unchecked", true)])
    func whatBeginsAtTheIdentityProviderCanBeSwitchedOff(_ rule: String, _ isWelcome: Bool) async throws {
        let site = try await Self.single("inResponseTo: \(rule)")
        let answer = try await site.visit { browser in try await Self.post(browser, try Self.response(to: nil)) }
        #expect(answer.status == (isWelcome ? .found : .badRequest))
        if !isWelcome { Self.expectRefusal(site, answer, "subject.in-response-to") }
    }

    /// A stored response to a request of another browser can't be posted into a victim's.
    @Test(arguments: ["checked", "required", "absent"])
    func nobodyIsSignedInAsSomebodyElse(_ rule: String) async throws {
        let site = try await Self.single("inResponseTo: \(rule)")
        let answer = try await site.visit { browser in try await Self.post(browser, try Self.response(to: "_theirs")) }
        Self.expectRefusal(site, answer, "subject.in-response-to")
    }

    /// Clients of the API make requests of their own.
    @Test func theAPIAsksForNoRequest() async throws {
        let site = try await Self.single("inResponseTo: required")
        let answer = try await site.visit { browser in
            try await browser.post(
                "/",
                [
                    ("Action", "AssumeRoleWithSAML"), ("Version", "2011-06-15"),
                    ("RoleArn", Site.role("Administrator")),
                    ("PrincipalArn", Site.provider("corp")), ("SAMLAssertion", try Self.response(to: "_theirs")),
                ])
        }
        #expect(answer.status == .ok)
    }
}
