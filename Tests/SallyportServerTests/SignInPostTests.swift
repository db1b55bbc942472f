import Encodings
import FederationTesting
import Foundation
import Hummingbird
import SAML2
import ServerHTTP
import Sessions
import Testing

@testable import SallyportServer

@Suite("POST /saml")
struct SignInPostTests {
    @Test func oneRoleGivesARedirectThatNobodyKeeps() async throws {
        let site = try await Site()
        try await site.visit { browser in
            let answer = try await browser.post("/saml", [("SAMLResponse", try SignedResponse().encoded())])
            #expect(answer.status == .found)
            #expect(answer.headers[.cacheControl] == "no-store")
            #expect(answer.headers[.referrerPolicy] == "no-referrer")
            #expect(answer.headers[.xContentTypeOptions] == "nosniff")
            let location = try #require(answer.headers[.location])
            #expect(location.hasPrefix("https://broker.example.com/federation?Action=login&Issuer="))
            let cookie = try #require(answer.headers[.setCookie])
            #expect(cookie.hasPrefix("__Host-sallyport-browser="))
            for attribute in ["; Path=/", "; HttpOnly", "; SameSite=Lax", "; Secure", "; Max-Age=900"] {
                #expect(cookie.contains(attribute))
            }
            #expect(!cookie.contains("Domain"))
        }
        #expect(site.recorded == ["AssumeRoleWithSAML ok"])
    }

    @Test func overPlainHTTPCookiesHaveNoHostPrefix() async throws {
        let site = try await Site(publicURL: "http://127.0.0.1:8080")
        try await site.visit { browser in
            let response = try SignedResponse.with { $0.recipient = "http://127.0.0.1:8080/saml" }
            let answer = try await browser.post("/saml", [("SAMLResponse", response)])
            let cookie = try #require(answer.headers[.setCookie])
            #expect(cookie.hasPrefix("sallyport-browser="))
            #expect(!cookie.contains("Secure"))
        }
    }

    @Test func aClientThatAsksForJSONGetsCredentials() async throws {
        let site = try await Site()
        try await site.visit { browser in
            let answer = try await browser.post(
                "/saml", [("SAMLResponse", try SignedResponse().encoded())], headers: [.accept: "application/json"])
            #expect(answer.status == .ok)
            #expect(answer.headers[.contentType] == "application/json")
            let credentials = try #require(answer.json["credentials"] as? [String: Any])
            #expect((credentials["accessKeyId"] as? String)?.hasPrefix("ASIA") == true)
            #expect((answer.json["signinURL"] as? String)?.contains("SigninToken=") == true)
            let refused = try await browser.post(
                "/saml", [("SAMLResponse", "AAAA")], headers: [.accept: "application/json"])
            #expect(refused.status == .badRequest)
            let error = try #require(refused.json["error"] as? [String: Any])
            #expect(error["code"] as? String == "InvalidIdentityToken")
            #expect(error["requestId"] as? String == refused.headers[.requestID])
        }
    }

    /// Everything that is refused, with the code of its record.
    static let refusedForms: [(name: String, body: @Sendable (String) -> String, code: String)] = [
        ("no field", { _ in "RelayState=x" }, "InvalidRequest"),
        ("empty body", { _ in "" }, "InvalidRequest"),
        ("empty field", { _ in "SAMLResponse=" }, "InvalidRequest"),
        ("field twice", { "SAMLResponse=\($0)&SAMLResponse=\($0)" }, "InvalidRequest"),
        ("field twice, one disguised", { "SAMLResponse=\($0)&SAML%52esponse=\($0)" }, "InvalidRequest"),
        ("RelayState twice", { "SAMLResponse=\($0)&RelayState=a&RelayState=b" }, "InvalidRequest"),
        ("role twice", { "SAMLResponse=\($0)&roleIndex=a&roleIndex=b" }, "InvalidRequest"),
        ("not base64", { _ in "SAMLResponse=%21%21%21%21" }, "InvalidIdentityToken"),
        ("not XML", { _ in "SAMLResponse=AAAA" }, "InvalidIdentityToken"),
        ("half an escape", { _ in "SAMLResponse=AAA%4" }, "InvalidRequest"),
        (
            "long RelayState", { "SAMLResponse=\($0)&RelayState=" + String(repeating: "x", count: 2_049) },
            "InvalidRequest"
        ),
        (
            "a role that is not offered",
            { "SAMLResponse=\($0)&roleIndex=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2FOther" }, "InvalidRequest"
        ),
    ]

    @Test(arguments: refusedForms.indices)
    func refusedForm(_ index: Int) async throws {
        let (name, body, code) = Self.refusedForms[index]
        let site = try await Site()
        try await site.visit { browser in
            let good = PercentEncoding.encode(try SignedResponse().encoded())
            let answer = try await browser.send(.post, "/saml", body: body(good))
            #expect(answer.status == .badRequest, "\(name)")
            #expect(answer.headers[.setCookie] == nil)
            #expect(answer.text.contains("Sign-in was refused"))
            // The response of the refused form is not used up.
            #expect(try await browser.send(.post, "/saml", body: "SAMLResponse=\(good)").status == .found)
        }
        #expect(site.recorded == ["ConsoleLogin \(code)", "AssumeRoleWithSAML ok"], "\(name)")
    }

    @Test func theLongestRelayStateIsTaken() async throws {
        let site = try await Site()
        try await site.visit { browser in
            let fields = [
                ("SAMLResponse", try SignedResponse().encoded()), ("RelayState", String(repeating: "x", count: 2_048)),
            ]
            #expect(try await browser.post("/saml", fields).status == .found)
        }
    }

    @Test func aBodyBeyondTheLimitIsTooLarge() async throws {
        let site = try await Site(extra: "limits: { maxBodyBytes: 8192 }\n")
        try await site.visit { browser in
            let answer = try await browser.send(
                .post, "/saml", body: "SAMLResponse=" + String(repeating: "A", count: 8_180))
            #expect(answer.status == .contentTooLarge)
            #expect(answer.headers[.cacheControl] == "no-store")
        }
    }

    static let refusedResponses:
        [(name: String, change: @Sendable (inout SignedResponse) -> Void, code: String, status: HTTPResponse.Status)] =
            [
                ("unsigned", { $0.signing = ResponseSigning(.none) }, "InvalidIdentityToken", .badRequest),
                ("foreign key", { $0.identityProvider = Site.stranger }, "InvalidIdentityToken", .badRequest),
                (
                    "SHA-1", { $0.signing = ResponseSigning(algorithm: .insecureRSASHA1) }, "InvalidIdentityToken",
                    .badRequest
                ),
                (
                    "for another service", { $0.recipient = "https://signin.aws.amazon.com/saml" },
                    "InvalidIdentityToken", .badRequest
                ),
                ("too old", { $0.issued = Site.now.addingTimeInterval(-1_000) }, "ExpiredTokenException", .badRequest),
                (
                    "another provider", { $0.roles = [Site.pair("Administrator", "legacy")] }, "InvalidIdentityToken",
                    .badRequest
                ),
                (
                    "unknown provider", { $0.roles = [Site.pair("Administrator", "nobody")] }, "InvalidIdentityToken",
                    .badRequest
                ),
                ("unknown role", { $0.roles = [Site.pair("Nobody")] }, "AccessDenied", .forbidden),
                ("no pair", { $0.roles = ["Administrator"] }, "InvalidIdentityToken", .badRequest),
            ]

    @Test(arguments: refusedResponses.indices)
    func refusedResponse(_ index: Int) async throws {
        let (name, change, code, status) = Self.refusedResponses[index]
        let site = try await Site()
        try await site.visit { browser in
            let answer = try await browser.post("/saml", [("SAMLResponse", try SignedResponse.with(change))])
            #expect(answer.status == status, "\(name)")
            #expect(answer.headers[.location] == nil)
            #expect(answer.headers[.setCookie] == nil)
        }
        #expect(site.recorded == ["ConsoleLogin \(code)"], "\(name)")
    }

    @Test func anAssertionIsTakenOnce() async throws {
        let site = try await Site()
        try await site.visit { browser in
            let response = try SignedResponse().encoded()
            #expect(try await browser.post("/saml", [("SAMLResponse", response)]).status == .found)
            let again = try await browser.stranger().post("/saml", [("SAMLResponse", response)])
            #expect(again.status == .badRequest)
            #expect(again.text.contains("already been redeemed"))
        }
        #expect(site.recorded == ["AssumeRoleWithSAML ok", "AssumeRoleWithSAML InvalidIdentityToken"])
    }

    @Test(arguments: [
        ("https://console.example.com/s3?region=eu", true), ("https://console.example.com.evil.example/", false),
        ("//evil.example/", false), ("https://evil.example/", false), ("javascript:alert(1)", false), ("opaque", false),
    ])
    func onlyAListedDestinationIsCarriedOn(_ relayState: String, _ isCarried: Bool) async throws {
        let site = try await Site(extra: "endpoints: { destinations: [\"https://console.example.com\"] }\n")
        try await site.visit { browser in
            let answer = try await browser.post(
                "/saml", [("SAMLResponse", try SignedResponse().encoded()), ("RelayState", relayState)])
            #expect(answer.headers[.location]?.contains("&Destination=") == isCarried)
            let login = try await browser.get(try browser.path(of: answer))
            #expect(login.headers[.location] == (isCarried ? relayState : "https://broker.example.com/console"))
        }
    }

    @Test func nothingIsGivenWithoutARecord() async throws {
        let site = try await Site()
        site.sink.isFailing = true
        try await site.visit { browser in
            let answer = try await browser.post("/saml", [("SAMLResponse", try SignedResponse().encoded())])
            #expect(answer.status == .serviceUnavailable)
            #expect(answer.headers[.location] == nil)
        }
    }

    @Test func withoutRoomForTheRecordTheResponseIsNotUsedUp() async throws {
        let site = try await Site()
        let sink = site.sink
        sink.hasRoom = false
        try await site.visit { browser in
            let response = try SignedResponse().encoded()
            #expect(try await browser.post("/saml", [("SAMLResponse", response)]).status == .serviceUnavailable)
            sink.hasRoom = true
            #expect(try await browser.post("/saml", [("SAMLResponse", response)]).status == .found)
            #expect(try await browser.post("/saml", [("SAMLResponse", response)]).status == .badRequest)
        }
    }
}
