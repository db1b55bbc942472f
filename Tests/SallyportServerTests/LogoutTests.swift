import Audit
import Encodings
import FederationTesting
import Foundation
import HTTPTypes
import Hummingbird
import SAML2
import Testing

@testable import SallyportServer

/// Sign-outs that begin here, and at the identity provider.
@Suite("Single logout")
struct LogoutTests {
    private static let endpoint = "https://broker.example.com/saml/logout"
    private static let slo = "https://idp.example.org/slo"

    private static func site(_ provider: String = "", extra: String = "") async throws -> Site {
        try await Site(
            extra: "serviceProvider: { signingKey: sp-key.pem }\n" + extra,
            providers: "[{ name: corp, metadata: corp-logout.xml\(provider.isEmpty ? "" : ", " + provider) }]")
    }

    /// Signs a browser in; the session at the identity provider has the index of the response.
    private static func signIn(
        _ browser: Browser, subject: String = "alice", id: String = UUID().uuidString
    ) async throws -> String {
        let response = try SignedResponse.with {
            $0.subject = subject
            $0.id = id
        }
        #expect(try await browser.get(try await browser.signInPath(response)).status == .found)
        return "_assertion-\(id)-session"
    }

    private static func request(
        _ id: String = "_logout", subject: String = "alice", sessions: [String] = [], destination: String = endpoint,
        at instant: Date = Site.now
    ) -> OutboundMessage {
        LogoutRequest(
            id: id, issueInstant: instant, destination: destination, issuer: "https://idp.example.com/corp",
            subject: NameID(value: subject), sessionIndexes: sessions
        ).message
    }

    private static func key(_ identityProvider: Result<TestIdentityProvider, any Error> = Site.corp) throws
        -> ServiceProviderKey
    {
        try ServiceProviderKey(pem: identityProvider.get().privateKeyPEM())
    }

    /// The path and query that a message comes by.
    private static func path(
        _ message: OutboundMessage, signedWith key: ServiceProviderKey? = nil
    ) throws -> String {
        String(try message.redirectURL(signedWith: key ?? Self.key()).dropFirst(Site.publicURL.count))
    }

    private static func isSignedIn(_ browser: Browser) async throws -> Bool {
        try await browser.get("/console").status == .ok
    }

    /// The answer to the identity provider, as it reads it.
    private static func answer(_ answer: Answer) throws -> RedirectQuery {
        let location = try #require(answer.headers[.location])
        #expect(answer.status == .found && location.hasPrefix(slo + "?SAMLResponse="))
        return try RedirectQuery(query: String(location.dropFirst(slo.count + 1)))
    }

    // MARK: At the identity provider

    @Test func aRequestEndsTheConsoleSessionsOfItsSubject() async throws {
        let site = try await Self.site()
        try await site.visit { browser in
            _ = try await Self.signIn(browser)
            let other = browser.stranger()
            _ = try await Self.signIn(other, subject: "bob")
            var message = Self.request()
            message.relayState = "state & more"
            // It comes through any browser.
            let answer = try Self.answer(try await browser.stranger().get(try Self.path(message)))
            #expect(answer.relayState == "state & more" && answer.signatureAlgorithm != nil)
            let xml = String(decoding: answer.xml, as: UTF8.self)
            #expect(xml.contains("InResponseTo=\"_logout\"") && xml.contains("status:Success"))
            #expect(xml.contains("Destination=\"\(Self.slo)\""))
            #expect(try await !Self.isSignedIn(browser))
            #expect(try await Self.isSignedIn(other))
        }
        #expect(site.recorded.contains("ConsoleLogout ok"))
    }

    @Test func whoSignsInAgainIsSignedIn() async throws {
        let site = try await Self.site()
        let clock = site.clock
        try await site.visit { browser in
            _ = try await Self.signIn(browser)
            _ = try await browser.get(try Self.path(Self.request()))
            clock.advance(by: 1)
            _ = try await Self.signIn(browser)
            #expect(try await Self.isSignedIn(browser))
        }
    }

    @Test func aSessionIndexEndsThatSessionAlone() async throws {
        let site = try await Self.site()
        try await site.visit { browser in
            let index = try await Self.signIn(browser)
            let other = browser.stranger()
            _ = try await Self.signIn(other)
            _ = try await browser.get(try Self.path(Self.request(sessions: [index])))
            #expect(try await !Self.isSignedIn(browser))
            #expect(try await Self.isSignedIn(other))
        }
    }

    @Test(arguments: [
        ("", true), ("logout: consoleSessions", true), ("logout: credentials", false), ("logout: nothing", true),
    ])
    func credentialsEndWhereThatIsConfigured(_ rule: String, _ stay: Bool) async throws {
        let site = try await Self.site(rule)
        try await site.visit { browser in
            let answer = try await browser.post(
                "/",
                [
                    ("Action", "AssumeRoleWithSAML"), ("Version", "2011-06-15"),
                    ("RoleArn", Site.role("Administrator")),
                    ("PrincipalArn", Site.provider("corp")), ("SAMLAssertion", try SignedResponse().encoded()),
                ])
            let client = try SignedClient(browser, answer)
            _ = try await Self.signIn(browser)
            let told = try Self.answer(try await browser.get(try Self.path(Self.request())))
            let status = rule == "logout: nothing" ? "status:Responder" : "status:Success"
            #expect(String(decoding: told.xml, as: UTF8.self).contains(status))
            #expect(try await client.sts("GetCallerIdentity").status == (stay ? .ok : .forbidden))
            #expect(try await Self.isSignedIn(browser) == (rule == "logout: nothing"))
        }
    }

    @Test func aFormIsAnsweredByAForm() async throws {
        let site = try await Self.site()
        try await site.visit { browser in
            _ = try await Self.signIn(browser)
            let fields = try Self.request().formFields(signedWith: Self.key()) + [(name: "RelayState", value: "\"><b>")]
            let page = try await browser.post("/saml/logout", fields.map { ($0.name, $0.value) })
            #expect(page.status == .ok && page.text.contains("action=\"\(Self.slo)\""))
            #expect(page.input("SAMLResponse") != nil && !page.text.contains("<b>"))
            #expect(try await !Self.isSignedIn(browser))
        }
    }

    /// What is not taken, with a part of the reason in the record.
    static let refused: [(name: String, reason: String, path: @Sendable () throws -> String)] = [
        (
            "unsigned", "logout.signature",
            { try String(request().redirectURL(signedWith: nil).dropFirst(Site.publicURL.count)) }
        ),
        ("a stranger's key", "logout.signature", { try path(request(), signedWith: key(Site.stranger)) }),
        (
            "another service's", "logout.destination",
            { try path(request(destination: "https://broker.example.com/saml/logout?x=1")) }
        ),
        ("too old", "logout.issue-instant", { try path(request(at: Site.now.addingTimeInterval(-1_000))) }),
        ("changed", "logout.signature", { try path(request()).replacing("&SigAlg=", with: "&RelayState=x&SigAlg=") }),
        ("no message", "not one of SAMLRequest", { "/saml/logout" }),
        ("no base64", "not base64", { "/saml/logout?SAMLRequest=%21" }),
        (
            "an answer to nobody", "logout.in-response-to",
            {
                try path(
                    LogoutResponse(
                        id: "_a", issueInstant: Site.now, destination: endpoint, issuer: "https://idp.example.com/corp",
                        inResponseTo: "_ours"
                    ).message)
            }
        ),
    ]

    @Test(arguments: refused.indices)
    func otherMessagesEndNothing(_ index: Int) async throws {
        let (name, reason, path) = Self.refused[index]
        let site = try await Self.site()
        try await site.visit { browser in
            _ = try await Self.signIn(browser)
            let answer = try await browser.get(try path())
            #expect(answer.status == .badRequest && answer.headers[.location] == nil, "\(name)")
            #expect(try await Self.isSignedIn(browser), "\(name)")
        }
        let record = site.sink.events.last { $0.eventName == "ConsoleLogout" }
        #expect(record?.errorCode == "InvalidRequest", "\(name)")
        #expect("\(record?.additionalEventData ?? [])".contains(reason), "\(name)")
    }

    @Test func aRequestIsTakenOnce() async throws {
        let site = try await Self.site()
        let clock = site.clock
        try await site.visit { browser in
            let path = try Self.path(Self.request())
            _ = try Self.answer(try await browser.get(path))
            clock.advance(by: 1)
            _ = try await Self.signIn(browser)
            #expect(try await browser.get(path).status == .badRequest)
            #expect(try await Self.isSignedIn(browser))
        }
        let refused = site.sink.events.last { $0.errorCode != nil }
        #expect("\(refused?.additionalEventData ?? [])".contains("logout.once"))
    }

    /// A response that somebody stole is nothing here, and a logout message is nothing at the sign-in page.
    @Test func oneIsNotTheOther() async throws {
        let site = try await Self.site()
        try await site.visit { browser in
            _ = try await Self.signIn(browser)
            for field in ["SAMLRequest", "SAMLResponse"] {
                let answer = try await browser.post("/saml/logout", [(field, try SignedResponse().encoded())])
                #expect(answer.status == .badRequest)
            }
            let fields = try Self.request().formFields(signedWith: Self.key())
            #expect(try await browser.post("/saml", [("SAMLResponse", fields[0].value)]).status == .badRequest)
            #expect(try await browser.post("/saml", [("SAMLRequest", fields[0].value)]).status == .badRequest)
            #expect(try await Self.isSignedIn(browser))
        }
    }

    @Test func withoutAKeyItIsNotOffered() async throws {
        let site = try await Site()
        try await site.visit { browser in
            #expect(try await browser.get(try Self.path(Self.request())).status == .notFound)
            let metadata = try await browser.get("/static/saml-metadata.xml").text
            #expect(!metadata.contains("SingleLogoutService"))
        }
        let offering = try await Self.site()
        try await offering.visit { browser in
            let metadata = try await browser.get("/static/saml-metadata.xml").text
            #expect(metadata.split(separator: "SingleLogoutService Binding").count == 3)
            #expect(metadata.contains("Location=\"\(Self.endpoint)\""))
        }
    }

    @Test func headEndsNothing() async throws {
        let site = try await Self.site()
        try await site.visit { browser in
            _ = try await Self.signIn(browser)
            for path in ["/federation?Action=logout", try Self.path(Self.request())] {
                #expect(try await browser.send(.head, path).status == .ok)
            }
            #expect(try await Self.isSignedIn(browser))
        }
    }

    // MARK: Here

    private static let destinations = "endpoints: { destinations: [\"https://console.example.com\"] }\n"

    @Test func aLogoutHereGoesToTheIdentityProviderAndBack() async throws {
        let site = try await Self.site(extra: Self.destinations)
        try await site.visit { browser in
            let index = try await Self.signIn(browser)
            let away = try await browser.get(
                "/federation?Action=logout&redirect_uri=https%3A%2F%2Fconsole.example.com%2Fbye")
            let location = try #require(away.headers[.location])
            #expect(away.status == .found && location.hasPrefix(Self.slo + "?SAMLRequest="))
            let request = try RedirectQuery(query: String(location.dropFirst(Self.slo.count + 1)))
            let xml = String(decoding: request.xml, as: UTF8.self)
            #expect(request.signatureAlgorithm != nil && xml.contains(">alice</saml:NameID>"))
            #expect(xml.contains("<samlp:SessionIndex>\(index)</samlp:SessionIndex>"))
            #expect(try await !Self.isSignedIn(browser))
            let id = try #require(xml.firstRange(of: "ID=\"").map { xml[$0.upperBound...].prefix { $0 != "\"" } })
            let answer = try Self.path(
                LogoutResponse(
                    id: "_answer", issueInstant: Site.now, destination: Self.endpoint,
                    issuer: "https://idp.example.com/corp", inResponseTo: String(id)
                ).message)
            // Nobody else's browser is told.
            #expect(try await browser.stranger().get(answer).status == .badRequest)
            #expect(try await browser.get(answer).headers[.location] == "https://console.example.com/bye")
            // What is left says which browser it is, and where its user signed in.
            let left = Set(browser.cookies.keys.filter { $0.contains("sallyport") && !$0.contains("browser") })
            #expect(left.isSubset(of: ["__Host-sallyport-issuer"]))
        }
    }

    @Test func withoutAPartnerItEndsHere() async throws {
        let site = try await Site(extra: Self.destinations)
        try await site.visit { browser in
            _ = try await Self.signIn(browser)
            let page = try await browser.get("/federation?Action=logout")
            #expect(page.status == .ok && page.text.contains("You have signed out."))
            #expect(try await !Self.isSignedIn(browser))
            let away = try await browser.get(
                "/federation?Action=logout&redirect_uri=https%3A%2F%2Fconsole.example.com%2F")
            #expect(away.headers[.location] == "https://console.example.com/")
        }
        #expect(site.recorded.last == "ConsoleLogout ok")
    }

    @Test(arguments: [
        "https%3A%2F%2Fevil.example%2F", "%2F%2Fevil.example", "javascript%3Aalert(1)",
        "https%3A%2F%2Fconsole.example.com%40evil.example%2F", "",
    ])
    func itLeadsNowhereElse(_ place: String) async throws {
        let site = try await Self.site(extra: Self.destinations)
        try await site.visit { browser in
            _ = try await Self.signIn(browser)
            let answer = try await browser.get("/federation?Action=logout&redirect_uri=" + place)
            #expect(answer.status == .badRequest && answer.headers[.location] == nil)
            #expect(try await Self.isSignedIn(browser))
        }
    }
}
