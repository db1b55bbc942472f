import Audit
import Encodings
import Foundation
import HTTPTypes
import Hummingbird
import Testing

@testable import SallyportServer

@Suite("Programs that ask for a session")
struct ProgramSignInTests {
    private static let errorType = "x-amzn-ErrorType"
    private static let deviceGrant = "urn:ietf:params:oauth:grant-type:device_code"

    /// A program on the command line: it has no cookies.
    private struct Program {
        let browser: Browser
        var client: [(String, String)] = []

        init(_ browser: Browser) async throws {
            self.browser = browser.stranger()
            let answer = try await call(
                "/client/register",
                #"{"clientName":"<b>aws cli</b>","clientType":"public","scopes":["sso:account:access"]}"#)
            #expect(answer.status == .ok)
            client = ["clientId", "clientSecret"].compactMap { name in
                (answer.json[name] as? String).map { (name, $0) }
            }
        }

        func call(_ path: String, _ body: String) async throws -> Answer {
            browser.forgetCookies()
            return try await browser.send(.post, path, headers: [.contentType: "application/json"], body: body)
        }

        func call(_ path: String, _ members: [(String, String)]) async throws -> Answer {
            try await call(path, JSONValue.object((client + members).map { JSONMember($0.0, $0.1) }).text())
        }

        func start() async throws -> (code: String, user: String) {
            let answer = try await call(
                "/device_authorization", [("startUrl", Site.publicURL + "/start")])
            #expect(answer.json["verificationUri"] as? String == Site.publicURL + "/device")
            return (
                try #require(answer.json["deviceCode"] as? String), try #require(answer.json["userCode"] as? String)
            )
        }

        func poll(_ code: String) async throws -> Answer {
            try await call("/token", [("grantType", deviceGrant), ("deviceCode", code)])
        }

        func get(_ path: String, _ token: String) async throws -> Answer {
            let name = try #require(HTTPField.Name("x-amz-sso_bearer_token"))
            return try await browser.get(path, headers: [name: token])
        }
    }

    private static func fault(_ answer: Answer) -> String? {
        HTTPField.Name(errorType).flatMap { answer.headers[$0] }
    }

    private static func signIn(_ browser: Browser, as user: String = "alice") async throws {
        let response = try SignedResponse.with { $0.subject = user }
        _ = try await browser.post("/saml", [("SAMLResponse", response)])
    }

    private static func say(_ answer: String, _ code: String, _ browser: Browser) async throws -> Answer {
        let page = try await browser.get("/device?user_code=\(code)")
        let token = try #require(page.input("formToken"))
        return try await browser.post(
            "/device", [("formToken", token), ("user_code", code), ("answer", answer)])
    }

    @Test func getOneThatTheirUserAllows() async throws {
        let site = try await Site()
        try await site.visit { browser in
            let program = try await Program(browser)
            let (code, user) = try await program.start()
            let waiting = try await program.poll(code)
            #expect(waiting.status == .badRequest && waiting.json["error"] as? String == "authorization_pending")
            #expect(Self.fault(waiting) == "AuthorizationPendingException")
            // SDKs show what is in `message`, and know nothing of `error_description`.
            for member in ["error_description", "message"] {
                #expect(waiting.json[member] as? String == "Nobody has confirmed the code yet")
            }
            try await Self.signIn(browser)
            let page = try await browser.get("/device?user_code=\(user.lowercased())")
            #expect(page.status == .ok && page.text.contains(user) && page.text.contains("alice"))
            #expect(page.text.contains("&lt;b&gt;aws cli&lt;/b&gt;") && !page.text.contains("<b>aws"))
            #expect(!page.text.contains(code))
            #expect(try await Self.say("allow", user, browser).status == .ok)
            let answer = try await program.poll(code)
            #expect(answer.status == .ok && answer.headers[.cacheControl] == "no-store")
            let token = try #require(answer.json["accessToken"] as? String)
            let accounts = try await program.get("/assignment/accounts", token)
            let list = try #require(accounts.json["accountList"] as? [[String: Any]])
            #expect(list.map { $0["accountName"] as? String } == ["example"])
            let path = "/federation/credentials?account_id=\(Site.account)&role_name=Administrator"
            let credentials = try await program.get(path, token)
            let given = try #require(credentials.json["roleCredentials"] as? [String: Any])
            #expect((given["accessKeyId"] as? String)?.hasPrefix("ASIA") == true)
            #expect(given["expiration"] as? Int == 1_700_003_600_000)
            let refused = try await program.get(path + "x", token)
            #expect(refused.status == .forbidden && Self.fault(refused) == "ForbiddenException")
            let name = try #require(HTTPField.Name("x-amz-sso_bearer_token"))
            #expect(try await program.browser.send(.post, "/logout", headers: [name: token]).status == .ok)
            let after = try await program.get(path, token)
            #expect(after.status == .unauthorized && Self.fault(after) == "UnauthorizedException")
        }
    }

    @Test func getNoneWithoutTheFormOfTheirUsersOwnBrowser() async throws {
        let site = try await Site()
        try await site.visit { browser in
            let program = try await Program(browser)
            let (code, user) = try await program.start()
            let nobody = try await browser.get("/device?user_code=\(user)")
            #expect(nobody.status == .unauthorized && !nobody.text.contains(user + "<"))
            try await Self.signIn(browser)
            let other = browser.stranger()
            try await Self.signIn(other, as: "bob")
            let page = try await browser.get("/device?user_code=\(user)")
            let token = try #require(page.input("formToken"))
            let fields = [("formToken", token), ("user_code", user), ("answer", "allow")]
            // In another browser, without the token, and with another answer.
            #expect(try await other.post("/device", fields).status == .forbidden)
            #expect(try await browser.post("/device", Array(fields.dropFirst())).status == .forbidden)
            let odd = [fields[0], fields[1], ("answer", "yes")]
            #expect(try await browser.post("/device", odd).status == .forbidden)
            #expect(Self.fault(try await program.poll(code)) == "AuthorizationPendingException")
            #expect(try await browser.post("/device", fields).status == .ok)
            // It was answered: neither the same nor somebody else answers again.
            #expect(try await browser.post("/device", fields).status == .notFound)
            #expect(try await other.get("/device?user_code=\(user)").status == .notFound)
        }
    }

    @Test func getNoneWhenItIsDeniedOrTheCodeIsAnotherOne() async throws {
        let site = try await Site()
        try await site.visit { browser in
            let program = try await Program(browser)
            let (code, user) = try await program.start()
            try await Self.signIn(browser)
            #expect(try await browser.get("/device").text.contains("name=\"user_code\""))
            for typed in ["BCDF-GHJK", "x", "%3Cscript%3E"] where typed != user {
                let page = try await browser.get("/device?user_code=\(typed)")
                #expect(page.status == .notFound && !page.text.contains("<script>"))
            }
            #expect(try await Self.say("deny", user, browser).status == .ok)
            #expect(Self.fault(try await program.poll(code)) == "AccessDeniedException")
        }
    }

    @Test func areToldHowLongToWait() async throws {
        let site = try await Site()
        try await site.visit { browser in
            let program = try await Program(browser)
            let (code, _) = try await program.start()
            for _ in 0..<2 { _ = try await program.poll(code) }
            let slow = try await program.poll(code)
            #expect(Self.fault(slow) == "SlowDownException" && slow.headers[.retryAfter] == "2")
            try await Self.signIn(browser)
            for _ in 0..<10 { _ = try await browser.get("/device?user_code=BCDF-GHJK") }
            let page = try await browser.get("/device?user_code=BCDF-GHJK")
            #expect(page.status == .tooManyRequests && page.headers[.retryAfter] == "6")
        }
    }

    @Test func leadTheirUserBackToTheirQuestion() async throws {
        let site = try await Site()
        try await site.visit { browser in
            let program = try await Program(browser)
            let (_, user) = try await program.start()
            let page = try await browser.get("/device?user_code=\(user)")
            let link = try #require(page.text.firstMatch(of: /href="https:\/\/broker.example.com(\/login\?[^"]+)"/)).1
            let path = String(link).replacing("&amp;", with: "&").replacing("/login?", with: "/login/corp?")
            let away = try await browser.get(path)
            #expect(away.status == .found || away.status == .ok)
            #expect(browser.cookies.keys.contains { $0.contains("sallyport-request-") })
        }
    }

    @Test(arguments: ["/authorize", "/authorize?client_id=AAAA&response_type=code", "/authorize?%zz"])
    func byLinksThatAreNoneLeadNowhere(_ path: String) async throws {
        let site = try await Site()
        try await site.visit { browser in
            try await Self.signIn(browser)
            let page = try await browser.get(path)
            #expect(page.status == .badRequest && page.headers[.location] == nil)
        }
    }

    @Test(arguments: ["/client/register", "/device_authorization", "/token"])
    func andBodiesThatAreNoneAreRefused(_ path: String) async throws {
        let site = try await Site()
        try await site.visit { browser in
            for body in ["", "{", "[]", "null", #"{"a":{"a":{"a":{"a":{"a":1}}}}}"#, HostileTextTests.bodyOfMarks] {
                let answer = try await browser.send(.post, path, body: body)
                #expect((400..<500).contains(answer.status.code), "\(body.prefix(20))")
            }
        }
    }
}
