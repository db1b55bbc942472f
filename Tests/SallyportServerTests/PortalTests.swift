import Accounts
import Audit
import Encodings
import FederationTesting
import Foundation
import Hummingbird
import SAML2
import ServerHTTP
import Sessions
import Testing

@testable import SallyportServer

@Suite("The portal")
struct PortalTests {
    private static let reader = "arn:aws:iam::123456789012:role/teams/Reader"
    private static let roles = [Site.pair("Administrator"), "\(reader),\(Site.provider("corp"))"]
    private static let cookie = "__Host-sallyport-portal"
    private static let json: HTTPFields = [.accept: "application/json"]

    /// Signs in, chooses a role, and looks at the portal.
    @discardableResult
    private static func signIn(
        _ browser: Browser, subject: String = "alice", id: String = UUID().uuidString, issued: Date = Site.now
    ) async throws -> Answer {
        let response = try SignedResponse.with {
            $0.roles = roles
            $0.subject = subject
            $0.id = id
            $0.issued = issued
        }
        let page = try await browser.post("/saml", [("SAMLResponse", response)])
        let chosen = try await browser.post("/saml", try choice(page, response, Site.role("Administrator")))
        _ = try await browser.get(try browser.path(of: chosen))
        return try await browser.get("/console")
    }

    private static func choice(_ page: Answer, _ response: String, _ role: String) throws -> [(String, String)] {
        [("SAMLResponse", response), ("formToken", try #require(page.input("formToken"))), ("roleIndex", role)]
    }

    private static func form(_ page: Answer, _ button: String, _ role: String) throws -> [(String, String)] {
        [("formToken", try #require(page.input("formToken"))), (button, role)]
    }

    @Test func showsWhoItIsAndEveryRole() async throws {
        let site = try await Site()
        try await site.visit { browser in
            let page = try await Self.signIn(browser)
            #expect(page.status == .ok)
            for text in [
                "assumed-role/Administrator/alice@example.com", "alice", Self.reader, Site.role("Administrator"),
            ] {
                #expect(page.text.contains(text), "\(text)")
            }
            #expect(browser.cookies[Self.cookie]?.utf8.count == 43)
            #expect(browser.cookies[Self.cookie + "-new"] == nil)
            let key = try #require(browser.cookies[Self.cookie])
            for secret in ["ASIA", "SecretAccessKey", key] { #expect(!page.text.contains(secret), "\(secret)") }
            let answer = try await browser.get("/console", headers: Self.json)
            let portal = try #require(answer.json["portal"] as? [String: Any])
            #expect((portal["roles"] as? [Any])?.count == 2)
            #expect(answer.json["role"] as? String == Site.role("Administrator"))
        }
    }

    @Test func opensAnotherRole() async throws {
        let site = try await Site()
        let clock = site.clock
        try await site.visit { browser in
            try await Self.signIn(browser)
            clock.advance(by: 1_800)
            let page = try await browser.get("/console")
            let opened = try await browser.post("/console/role", try Self.form(page, "open", Self.reader))
            #expect(opened.status == .found)
            #expect(opened.headers[.location] == "https://broker.example.com/console")
            #expect(try await browser.get("/console", headers: Self.json).json["role"] as? String == Self.reader)
        }
        #expect(
            site.recorded == [
                "AssumeRoleWithSAML ok", "ConsoleLogin ok", "AssumeRoleWithSAML ok", "ConsoleLogin ok",
            ])
    }

    @Test func givesCredentialsWhenItIsAskedTo() async throws {
        let site = try await Site()
        try await site.visit { browser in
            let page = try await Self.signIn(browser)
            let given = try await browser.post("/console/role", try Self.form(page, "credentials", Self.reader))
            #expect(given.status == .ok)
            #expect(given.headers[.cacheControl] == "no-store")
            for text in [
                "export AWS_ACCESS_KEY_ID=ASIA", "$Env:AWS_SESSION_TOKEN", "[example-Reader]", "credential_process",
            ] {
                #expect(given.text.contains(text), "\(text)")
            }
            let answer = try await browser.post(
                "/console/role", try Self.form(page, "credentials", Self.reader), headers: Self.json)
            let credentials = try #require(answer.json["credentials"] as? [String: Any])
            #expect((credentials["accessKeyId"] as? String)?.hasPrefix("ASIA") == true)
            #expect(answer.json["signinURL"] == nil)
            // The role in the browser stays.
            let role = try await browser.get("/console", headers: Self.json).json["role"] as? String
            #expect(role == Site.role("Administrator"))
        }
    }

    @Test(arguments: ["", "AAAA", nil])
    func takesNoFormOfAnotherSite(_ token: String?) async throws {
        let site = try await Site()
        let sink = site.sink
        try await site.visit { browser in
            try await Self.signIn(browser)
            let before = browser.cookies
            let count = sink.events.count
            for button in ["open", "credentials"] {
                let fields = (token.map { [("formToken", $0)] } ?? []) + [(button, Self.reader)]
                #expect(try await browser.post("/console/role", fields).status == .forbidden)
            }
            #expect(
                try await browser.post("/console/portal", token.map { [("formToken", $0)] } ?? []).status == .forbidden)
            #expect(browser.cookies == before)
            #expect(sink.events.count == count)
        }
    }

    @Test func takesNoFormOfAnotherBrowser() async throws {
        let site = try await Site()
        try await site.visit { browser in
            let page = try await Self.signIn(browser)
            let other = browser.stranger()
            try await Self.signIn(other, subject: "mallory")
            #expect(
                try await other.post("/console/role", try Self.form(page, "open", Self.reader)).status == .forbidden)
            let nobody = browser.stranger()
            #expect(
                try await nobody.post("/console/role", try Self.form(page, "open", Self.reader)).status == .forbidden)
        }
    }

    @Test func refusesARoleThatWasNotGiven() async throws {
        let site = try await Site()
        let sink = site.sink
        try await site.visit { browser in
            let page = try await Self.signIn(browser)
            let refused = try await browser.post("/console/role", try Self.form(page, "open", Site.role("Nobody")))
            #expect(refused.status == .forbidden)
            let id = try #require(refused.headers[.requestID])
            #expect(refused.text.contains(id))
            #expect(sink.events.last?.call.requestID == id)
            #expect(sink.events.last?.errorCode == "AccessDenied")
        }
    }

    @Test func endsWithItsTime() async throws {
        let site = try await Site(extra: "sessions: { portalMinutes: 15 }\n")
        let clock = site.clock
        try await site.visit { browser in
            let page = try await Self.signIn(browser)
            clock.advance(by: 899)
            #expect(try await browser.get("/console", headers: Self.json).json["portal"] != nil)
            clock.advance(by: 1)
            #expect(try await browser.get("/console", headers: Self.json).json["portal"] == nil)
            #expect(
                try await browser.post("/console/role", try Self.form(page, "open", Self.reader)).status == .forbidden)
        }
    }

    @Test func endsWithSigningOut() async throws {
        let site = try await Site()
        try await site.visit { browser in
            let page = try await Self.signIn(browser)
            let before = browser.cookies
            #expect(try await browser.post("/console/signout", []).status == .found)
            #expect(browser.cookies.keys.sorted() == ["__Host-sallyport-issuer"])
            // Nor with the cookies of before.
            let cookies = before.map { "\($0.key)=\($0.value)" }.joined(separator: "; ")
            let again = try await browser.stranger().send(
                .post, "/console/role",
                headers: [.cookie: cookies, .contentType: "application/x-www-form-urlencoded"],
                body: Browser.form(try Self.form(page, "open", Self.reader)))
            #expect(again.status == .forbidden)
        }
        let logouts = site.sink.events.filter { $0.eventName == "ConsoleLogout" }
        #expect(logouts.count == 2)
        #expect(logouts.first?.additionalEventData.contains { $0.name == "portalSession" } == true)
    }

    /// A response of somebody else's that a page has posted into the browser.
    @Test func ofSomebodyElseIsAskedFor() async throws {
        let site = try await Site()
        try await site.visit { browser in
            try await Self.signIn(browser)
            let own = try #require(browser.cookies[Self.cookie])
            let response = try SignedResponse.with {
                $0.roles = Self.roles
                $0.subject = "mallory"
            }
            _ = try await browser.post("/saml", [("SAMLResponse", response)])
            #expect(browser.cookies[Self.cookie] == own)
            let page = try await browser.get("/console")
            #expect(page.text.contains("Sign in as somebody else?") && page.text.contains("mallory"))
            #expect(browser.cookies[Self.cookie] == own)
            #expect(try await browser.get("/console?keep=yes").status == .found)
            #expect(browser.cookies[Self.cookie + "-new"] == nil)
            #expect(try await browser.get("/console").text.contains("assumed-role/Administrator/"))
            #expect(browser.cookies[Self.cookie] == own)
        }
    }

    @Test func ofSomebodyElseIsTakenWhenItsUserSaysSo() async throws {
        let site = try await Site()
        try await site.visit { browser in
            try await Self.signIn(browser)
            let own = try #require(browser.cookies[Self.cookie])
            let response = try SignedResponse.with {
                $0.roles = Self.roles
                $0.subject = "mallory"
            }
            _ = try await browser.post("/saml", [("SAMLResponse", response)])
            let page = try await browser.get("/console")
            let token = try #require(page.input("formToken"))
            #expect(try await browser.post("/console/portal", [("formToken", token)]).status == .found)
            #expect(browser.cookies[Self.cookie] != own)
            let portal = try await browser.get("/console")
            #expect(portal.text.contains("mallory") && !portal.text.contains("assumed-role/Administrator/"))
        }
    }

    @Test func ofTheSameUserTakesThePlaceOfTheOldOne() async throws {
        let site = try await Site()
        try await site.visit { browser in
            try await Self.signIn(browser)
            let old = try #require(browser.cookies[Self.cookie])
            let response = try SignedResponse.with { $0.roles = Self.roles }
            _ = try await browser.post("/saml", [("SAMLResponse", response)])
            _ = try await browser.get("/console")
            #expect(browser.cookies[Self.cookie] != old)
            let answer = try await browser.stranger().get(
                "/console", headers: [.cookie: "\(Self.cookie)=\(old)"])
            #expect(answer.status == .unauthorized)
        }
    }

    /// Signs somebody else in, who says that he has begun that himself.
    @discardableResult
    private static func add(_ subject: String, _ browser: Browser) async throws -> Answer {
        let response = try SignedResponse.with {
            $0.roles = roles
            $0.subject = subject
        }
        _ = try await browser.post("/saml", [("SAMLResponse", response)])
        let page = try await browser.get("/console")
        if let token = page.input("formToken"), page.text.contains("Sign in as somebody else?") {
            _ = try await browser.post("/console/portal", [("formToken", token)])
        }
        return try await browser.get("/console")
    }

    private static func choose(_ name: String, on page: Answer, _ browser: Browser) async throws -> Answer {
        let options = page.text.matches(of: /<option value="(ASIA[^"]*)">([^<]*)<\/option>/)
        let chosen = try #require(options.first { $0.2 == name })
        return try await browser.post(
            "/console/session", [("session", String(chosen.1))], headers: [.origin: Site.publicURL])
    }

    @Test func ofSeveralUsersStandSideBySide() async throws {
        let site = try await Site()
        try await site.visit { browser in
            try await Self.signIn(browser)
            let own = try #require(browser.cookies[Self.cookie])
            let other = try await Self.add("mallory", browser)
            #expect(other.text.contains("mallory · ") && browser.cookies[Self.cookie] != own)
            // A session of a role leads to the sign-in of its user.
            let back = try await Self.choose("Administrator/alice@example.com @ 123456789012", on: other, browser)
            #expect(back.status == .found)
            let page = try await browser.get("/console")
            #expect(page.text.contains("alice · ") && page.text.contains("assumed-role/Administrator/"))
            #expect(browser.cookies[Self.cookie] == own)
            // Who has taken no role yet is chosen by his sign-in.
            #expect(try await Self.choose("mallory", on: page, browser).status == .found)
            #expect(try await browser.get("/console").text.contains("mallory · "))
            #expect(browser.cookies["__Host-sallyport-session"] == nil)
        }
    }

    @Test func ofTheSameUserTakesThePlaceOfTheOldOneAmongSeveral() async throws {
        let site = try await Site()
        try await site.visit { browser in
            try await Self.signIn(browser)
            try await Self.add("mallory", browser)
            let old = try #require(browser.cookies[Self.cookie])
            try await Self.add("mallory", browser)
            #expect(browser.cookies[Self.cookie] != old)
            #expect(browser.cookies[Self.cookie + "s-also"]?.utf8.count == 43)
            let answer = try await browser.stranger().get("/console", headers: [.cookie: "\(Self.cookie)=\(old)"])
            #expect(answer.status == .unauthorized)
        }
    }

    @Test func areFiveAtMost() async throws {
        let site = try await Site()
        let clock = site.clock
        try await site.visit { browser in
            var keys: [String] = []
            for subject in ["ann", "bob", "cid", "dan", "eve", "fay"] {
                try await Self.add(subject, browser)
                keys.append(try #require(browser.cookies[Self.cookie]))
                clock.advance(by: 1)
            }
            #expect(Set(keys).count == 6)
            #expect(
                browser.cookies[Self.cookie + "s-also"]?.split(separator: ".").map(String.init)
                    == Array(keys[1...4].reversed()))
            for (key, status) in [(keys[0], HTTPResponse.Status.unauthorized), (keys[1], .ok)] {
                let answer = try await browser.stranger().get(
                    "/console", headers: [.cookie: "\(Self.cookie)=\(key)"])
                #expect(answer.status == status)
            }
            let others = browser.cookies[Self.cookie + "s-also"] ?? ""
            _ = try await browser.post("/console/signout", [])
            for key in keys {
                let answer = try await browser.stranger().get(
                    "/console", headers: [.cookie: "\(Self.cookie)=\(key); \(Self.cookie)s-also=\(others)"])
                #expect(answer.status == .unauthorized)
            }
        }
        #expect(site.sink.events.count { $0.eventName == "ConsoleLogout" } == 5)
    }

    @Test(arguments: ["ASIAAAAAAAAAAAAAAAAA", "", "mallory"])
    func whatTheBrowserHasNotIsNotChosen(_ id: String) async throws {
        let site = try await Site()
        try await site.visit { browser in
            try await Self.signIn(browser)
            let before = browser.cookies
            let answer = try await browser.post(
                "/console/session", [("session", id)], headers: [.origin: Site.publicURL])
            #expect(answer.status == .forbidden && browser.cookies == before)
        }
    }

    @Test func outlivesTheResponseOnThePageOfRoles() async throws {
        let site = try await Site()
        let clock = site.clock
        try await site.visit { browser in
            let response = try SignedResponse.with { $0.roles = Self.roles }
            let page = try await browser.post("/saml", [("SAMLResponse", response)])
            clock.advance(by: 1_000)
            let fields = try Self.choice(page, response, Self.reader)
            let chosen = try await browser.post("/saml", fields)
            #expect(chosen.status == .found)
            _ = try await browser.get(try browser.path(of: chosen))
            #expect(try await browser.get("/console", headers: Self.json).json["role"] as? String == Self.reader)
            // The same without what the browser has is a response that has ended.
            #expect(try await browser.stranger().post("/saml", fields).status == .badRequest)
            #expect(try await browser.post("/saml", [fields[0], fields[2]]).status == .badRequest)
        }
    }

    @Test func isNotBegunForProgramsThatAskForJSON() async throws {
        let site = try await Site()
        try await site.visit { browser in
            for roles in [Self.roles, [Self.roles[0]]] {
                let response = try SignedResponse.with { $0.roles = roles }
                _ = try await browser.post("/saml", [("SAMLResponse", response)], headers: Self.json)
            }
            #expect(browser.cookies.keys.allSatisfy { !$0.contains("portal") })
        }
    }

    @Test func aLinkMarksItsRoleAndTakesNothing() async throws {
        let site = try await Site(extra: "endpoints: { destinations: [\"https://console.example.com\"] }\n")
        let sink = site.sink
        try await site.visit { browser in
            try await Self.signIn(browser)
            let count = sink.events.count
            for account in ["123456789012", "example"] {
                let page = try await browser.get(
                    "/console?account=\(account)&role=Reader&destination=https%3A%2F%2Fconsole.example.com%2Fs3")
                #expect(page.text.contains("role wanted"))
                #expect(page.input("destination") == "https://console.example.com/s3")
            }
            for query in [
                "account=210987654321&role=Reader", "account=example&role=Nobody", "role=%FF", "account=example",
            ] {
                let page = try await browser.get("/console?\(query)")
                #expect(!page.text.contains("role wanted"))
            }
            let page = try await browser.get("/console?role=Reader&destination=https%3A%2F%2Fevil.example%2F")
            #expect(page.input("destination") == nil)
            #expect(sink.events.count == count)
        }
    }
}

@Suite("Roles that are refused are shown as such")
struct RefusedRoleTests {
    private static let strict = #"""
        {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":
        {"Federated":"arn:aws:iam::123456789012:saml-provider/corp"},"Action":"sts:AssumeRoleWithSAML",
        "Condition":{"StringEquals":{"saml:sub":"bob"}}}]}
        """#

    @Test func withANumberThatFindsTheReason() async throws {
        let folder = try TemporaryFolder()
        let trust = try folder.write("strict.json", Self.strict)
        let site = try await Site(
            extra: """
                  - id: "210987654321"
                    providers: [{ name: corp, metadata: corp.xml }]
                    roles: [{ name: Vault, trustPolicy: "\(trust)" }]

                """)
        let sink = site.sink
        try await site.visit { browser in
            let vault = "arn:aws:iam::210987654321:role/Vault"
            let response = try SignedResponse.with {
                $0.roles = [
                    Site.pair("Administrator"), "\(vault),arn:aws:iam::210987654321:saml-provider/corp",
                ]
            }
            let page = try await browser.post("/saml", [("SAMLResponse", response)])
            #expect(page.text.contains("id=\"\(vault)\" disabled"))
            #expect(!page.text.contains("saml:sub"))
            let id = try #require(page.headers[.requestID])
            #expect(page.text.contains(id))
            let record = try #require(sink.events.last)
            #expect(record.eventName == "RoleSelection" && record.call.requestID == id)
            #expect(String(decoding: record.jsonLine, as: UTF8.self).contains("Vault"))
            let json = try await browser.post(
                "/saml", [("SAMLResponse", response)], headers: [.accept: "application/json"])
            let roles = try #require(json.json["roles"] as? [[String: Any]])
            #expect(roles.map { $0["refused"] as? Bool } == [nil, true])
        }
        withExtendedLifetime(folder) {}
    }
}

@Suite("What somebody sees who opens an address")
struct StartPageTests {
    private static let html: HTTPFields = [.accept: "text/html,application/xhtml+xml"]

    @Test func isAPageInABrowserAndTheAPIForPrograms() async throws {
        let site = try await Site()
        try await site.visit { browser in
            let page = try await browser.get("/", headers: Self.html)
            #expect(page.status == .ok && page.text.contains("identity provider"))
            #expect(try await browser.get("/").text.contains("MissingAction"))
            #expect(try await browser.get("/?Action=X", headers: Self.html).text.contains("InvalidAction"))
            let saml = try await browser.get("/saml", headers: Self.html)
            #expect(saml.status == .ok && saml.text.contains("for identity providers"))
            #expect(try await browser.send(.head, "/saml").text.isEmpty)
        }
        #expect(site.sink.events.allSatisfy { $0.errorCode != nil })
    }

    @Test func isInTheLanguageOfTheBrowser() async throws {
        let site = try await Site()
        try await site.visit { browser in
            var headers = Self.html
            headers[.acceptLanguage] = "fr, de-AT;q=0.9, en;q=0.8"
            let page = try await browser.get("/", headers: headers)
            #expect(page.text.contains("<html lang=\"de\">") && page.text.contains("Identitätsanbieter"))
        }
    }

    @Test func itsFilesAreKeptAndRunNothing() async throws {
        let site = try await Site()
        try await site.visit { browser in
            let page = try await browser.get("/", headers: Self.html)
            let paths = page.text.matches(of: /(?:href|src)="https:\/\/broker.example.com(\/static\/assets\/[^"]+)"/)
            #expect(paths.count == 3)
            for path in paths.map({ String($0.1) }) {
                let file = try await browser.get(path)
                #expect(file.status == .ok && !file.text.isEmpty)
                #expect(file.headers[.cacheControl] == "public, max-age=31536000, immutable")
                #expect(file.headers[.xContentTypeOptions] == "nosniff")
                #expect(file.headers[.contentSecurityPolicy]?.contains("sandbox") == true)
            }
            for name in ["none.css", "..%2Fsallyport.yaml", "%00"] {
                #expect(try await browser.get("/static/assets/\(name)").status != .ok)
            }
        }
    }

    @Test func everyPageForbidsWhatIsNotOurs() async throws {
        let site = try await Site()
        try await site.visit { browser in
            for path in ["/", "/saml", "/console"] {
                let policy = try #require(
                    try await browser.get(path, headers: Self.html).headers[.contentSecurityPolicy])
                #expect(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"))
                #expect(!policy.contains("unsafe") && policy.contains("script-src 'self'"))
            }
        }
    }

    @Test func showsTheCompanysNameAndColour() async throws {
        let site = try await Site(
            extra:
                "branding: { name: \"<b>Example</b>\", color: \"#Aa3300\", helpText: Ask Ann, helpURL: \"https://help.example\" }\n"
        )
        try await site.visit { browser in
            let page = try await browser.get("/", headers: Self.html)
            #expect(page.text.contains("&lt;b&gt;Example&lt;/b&gt;") && !page.text.contains("<b>Example"))
            #expect(page.text.contains("Ask Ann") && page.text.contains("https://help.example"))
            let path = try #require(page.text.firstMatch(of: /\/static\/assets\/brand-[0-9a-f]+\.css/)).0
            #expect(try await browser.get(String(path)).text.contains("--accent: #aa3300"))
        }
    }
}
