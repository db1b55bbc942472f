import Audit
import Encodings
import FederationTesting
import Foundation
import Hummingbird
import SAML2
import Testing

@testable import SallyportServer

#if canImport(FoundationXML)
    import FoundationXML
#endif

@Suite("/console")
struct ConsoleTests {
    @Test func withoutASessionNobodyIsSignedIn() async throws {
        let site = try await Site()
        try await site.visit { browser in
            let answer = try await browser.get("/console")
            #expect(answer.status == .unauthorized)
            #expect(answer.text.contains("You are not signed in"))
        }
    }

    @Test(arguments: ["AAAA", "", "%00", String(repeating: "A", count: 4_096)])
    func aForeignCookieIsTakenAway(_ value: String) async throws {
        let site = try await Site()
        try await site.visit { browser in
            let answer = try await browser.get("/console", headers: [.cookie: "__Host-sallyport-session=\(value)"])
            #expect(answer.status == .unauthorized)
            #expect(
                answer.headers[values: .setCookie].contains { $0.hasPrefix("__Host-sallyport-session=; Max-Age=0") })
        }
    }

    @Test func twoCookiesOfOneNameAreNotBelieved() async throws {
        let site = try await Site()
        try await site.visit { browser in
            _ = try await browser.get(try await browser.signInPath())
            let cookie = try #require(browser.cookies["__Host-sallyport-session"])
            let pair = "__Host-sallyport-session=\(cookie)"
            #expect(try await browser.stranger().get("/console", headers: [.cookie: pair]).status == .ok)
            #expect(
                try await browser.stranger().get("/console", headers: [.cookie: "\(pair); \(pair)"]).status
                    == .unauthorized)
        }
    }

    @Test func itEndsWithTheSession() async throws {
        let site = try await Site()
        let clock = site.clock
        try await site.visit { browser in
            _ = try await browser.get(try await browser.signInPath())
            clock.advance(by: 3_599)
            #expect(try await browser.get("/console").status == .ok)
            clock.advance(by: 1)
            #expect(try await browser.get("/console").status == .unauthorized)
        }
    }

    @Test func signingOutForgetsTheCookies() async throws {
        let site = try await Site()
        try await site.visit { browser in
            _ = try await browser.get(try await browser.signInPath())
            let out = try await browser.post("/console/signout", [])
            #expect(out.status == .found)
            #expect(out.headers[.location] == "https://broker.example.com/console")
            // What stays says where to sign in again, and opens nothing.
            #expect(browser.cookies.keys.sorted() == ["__Host-sallyport-issuer"])
            #expect(try await browser.get("/console").status == .unauthorized)
            #expect(try await browser.get("/console/signout").status == .notFound)
        }
        let record = try #require(site.sink.events.last)
        #expect(record.eventName == "ConsoleLogout" && record.errorMessage == nil)
        #expect(record.eventType == .consoleSignIn)
        #expect(record.userIdentity.members.contains(JSONMember("type", "AssumedRole")))
    }

    @Test(arguments: ["AAAA", ""])
    func aForeignCookieThatSignsOutIsNotRecorded(_ value: String) async throws {
        let site = try await Site()
        try await site.visit { browser in
            let cookie = "__Host-sallyport-session=\(value)"
            let answer = try await browser.post("/console/signout", [], headers: [.cookie: cookie])
            #expect(answer.status == .found)
        }
        #expect(site.recorded.isEmpty)
    }

    /// A number that finds nothing would send administrators on a search.
    @Test func pagesWithoutARecordShowNoNumber() async throws {
        let site = try await Site()
        let clock = site.clock
        try await site.visit { browser in
            let nobody = try await browser.get("/console")
            let foreign = try await browser.get("/console", headers: [.cookie: "__Host-sallyport-session=AAAA"])
            _ = try await browser.get(try await browser.signInPath())
            clock.advance(by: 3_600)
            let over = try await browser.get("/console")
            for page in [nobody, foreign, over] {
                #expect(page.status == .unauthorized && !page.text.contains("Request id"))
                #expect(page.text.contains("<p>"))
            }
        }
    }

    @Test func namesAreEscaped() async throws {
        let site = try await Site()
        try await site.visit { browser in
            let response = try SignedResponse.with {
                $0.subject = "<img src=x onerror=alert(1)>"
                $0.attributes = [SAMLAttribute(name: Site.prefix + "PrincipalTag:team", values: ["a b"])]
            }
            _ = try await browser.get(try await browser.signInPath(response))
            let page = try await browser.get("/console")
            #expect(page.text.contains("&lt;img src=x onerror=alert(1)&gt;"))
            #expect(!page.text.contains("<img"))
            #expect(page.text.contains("<dt>Tag team</dt><dd>a b</dd>"))
            #expect(page.headers[.contentSecurityPolicy]?.hasPrefix("default-src 'none'") == true)
        }
    }
}

@Suite("Other paths")
struct PathTests {
    @Test func metadataNamesTheAssertionConsumerService() async throws {
        let site = try await Site()
        try await site.visit { browser in
            let answer = try await browser.get("/static/saml-metadata.xml")
            #expect(answer.status == .ok)
            #expect(answer.headers[.contentType] == "application/samlmetadata+xml")
            let parser = XMLReader(answer.text)
            #expect(
                parser.attributes(of: "EntityDescriptor")?["entityID"]
                    == "https://broker.example.com/static/saml-metadata.xml")
            #expect(parser.attributes(of: "AssertionConsumerService")?["Location"] == "https://broker.example.com/saml")
            #expect(try await browser.send(.head, "/static/saml-metadata.xml").text.isEmpty)
        }
    }

    @Test func healthAnswers() async throws {
        let site = try await Site()
        try await site.visit { browser in
            #expect(try await browser.get("/health").json["status"] as? String == "ok")
            let head = try await browser.send(.head, "/health")
            #expect(head.status == .ok)
            #expect(head.text.isEmpty)
        }
    }

    @Test(arguments: [
        (HTTPRequest.Method.delete, "/saml"), (.put, "/saml"), (.get, "/nothing"), (.delete, "/federation"),
        (.head, "/nothing"),
        (.get, "/../etc/passwd"), (.get, "/static/../health"), (.head, "/"),
    ])
    func isNotFound(_ method: HTTPRequest.Method, _ path: String) async throws {
        let site = try await Site()
        try await site.visit { browser in
            let answer = try await browser.send(method, path)
            #expect(answer.status == .notFound)
            #expect(answer.headers[.cacheControl] == "no-store")
            if method == .head { #expect(answer.text.isEmpty) }
        }
        #expect(site.recorded.isEmpty)
    }

    @Test(arguments: ["/health", "/console", "/nothing", "/"])
    func browsersShallComeByHTTPSAlone(_ path: String) async throws {
        let secure = try await Site()
        try await secure.visit { browser in
            let answer = try await browser.get(path)
            #expect(answer.headers[.strictTransportSecurity] == "max-age=31536000")
        }
        let plain = try await Site(publicURL: "http://127.0.0.1:8080")
        try await plain.visit { browser in
            let answer = try await browser.get(path)
            #expect(answer.headers[.strictTransportSecurity] == nil)
        }
    }

    @Test func everythingLivesBelowThePathOfThePublicURL() async throws {
        let site = try await Site(publicURL: "https://www.example.com/broker/")
        try await site.visit { browser in
            let response = try SignedResponse.with { $0.recipient = "https://www.example.com/broker/saml" }
            let answer = try await browser.post("/broker/saml", [("SAMLResponse", response)])
            let location = try #require(answer.headers[.location])
            #expect(location.hasPrefix("https://www.example.com/broker/federation?"))
            let login = try await browser.get("/broker" + browser.path(of: answer))
            #expect(login.headers[.location] == "https://www.example.com/broker/console")
            #expect(try await browser.get("/broker/console/").status == .ok)
            #expect(try await browser.get("/broker/health").status == .ok)
            #expect(try await browser.send(.post, "/broker/", body: "Action=X").element("Code") == "InvalidAction")
            for path in ["/health", "/console", "/brokerhealth"] {
                #expect(try await browser.get(path).status == .notFound)
            }
        }
    }
}

/// The attributes of the elements of a document, by local name.
private final class XMLReader: NSObject, XMLParserDelegate {
    private var seen: [String: [String: String]] = [:]

    init(_ text: String) {
        super.init()
        let parser = XMLParser(data: Data(text.utf8))
        parser.shouldProcessNamespaces = true
        parser.delegate = self
        if !parser.parse() { seen = [:] }
    }

    func attributes(of name: String) -> [String: String]? { seen[name] }

    func parser(
        _ parser: XMLParser, didStartElement elementName: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String]
    ) { seen[elementName] = seen[elementName] ?? attributes }
}
