import Accounts
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

@Suite("Administrators test a sign-in")
struct ProviderTrialTests {
    private static let own: HTTPFields = [.origin: AccountUsers.origin]
    private static let sso = "https://idp.example.org/sso"
    private static let page = "/console/admin/test"

    private static func site(_ action: String = "sallyport:TestProvider") async throws -> Site {
        let site = try await Site()
        let policy = #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"\#(action)","Resource":"*"}]}"#
        try await AccountUsers(site).add("boss", policy: policy)
        return site
    }

    /// Goes to the identity provider; the ID of the request.
    private static func begin(_ browser: Browser) async throws -> String {
        let answer = try await browser.post(page, [("provider", Site.provider("corp"))], headers: own)
        let location = try #require(answer.headers[.location])
        #expect(answer.status == .found && location.hasPrefix(sso + "?SAMLRequest="))
        return try ReceivedAuthnRequest(query: String(location.dropFirst(sso.count + 1))).id
    }

    private static func response(to id: String, recipient: String = Site.publicURL + "/saml") throws -> String {
        var template = ResponseTemplate(
            id: UUID().uuidString, at: Site.now, recipient: recipient, audience: recipient,
            subject: NameID(value: "alice"),
            attributes: [
                SAMLAttribute(name: Site.prefix + "Role", values: [Site.pair("Administrator")]),
                SAMLAttribute(name: Site.prefix + "RoleSessionName", values: ["alice@example.com"]),
                SAMLAttribute(name: "department", values: ["<b>research</b>"]),
            ])
        template.inResponseTo = id
        return HTTPPostBinding.encode(try Site.corp.get().response(template))
    }

    /// Posts a response as an identity provider's page does, and what comes back as our page does.
    private static func comeBack(_ browser: Browser, _ response: String) async throws -> Answer {
        let onward = try await browser.post("/saml", [("SAMLResponse", response)])
        #expect(onward.status == .ok && onward.text.contains("action=\"https://broker.example.com\(page)/report\""))
        #expect(onward.headers[.referrerPolicy] == "strict-origin")
        return try await browser.post(
            page + "/report", [("SAMLResponse", try #require(onward.input("SAMLResponse")))], headers: own)
    }

    private static func assumes(_ browser: Browser, _ response: String) async throws -> Bool {
        let answer = try await browser.post(
            "/",
            [
                ("Action", "AssumeRoleWithSAML"), ("Version", "2011-06-15"), ("RoleArn", Site.role("Administrator")),
                ("PrincipalArn", Site.provider("corp")), ("SAMLAssertion", response),
            ])
        return answer.status == .ok
    }

    @Test func itShowsEverythingAndGivesNothing() async throws {
        let site = try await Self.site()
        try await site.visit { browser in
            _ = try await browser.signIn("boss")
            #expect(try await browser.get("/console/admin").text.contains("Test a sign-in"))
            let before = browser.cookies["__Host-sallyport-session"]
            let id = try await Self.begin(browser)
            #expect(MessageID.isForTrial(id))
            let response = try Self.response(to: id)
            let report = try await Self.comeBack(browser, response)
            #expect(report.status == .ok && report.text.contains("Every check holds."))
            #expect(report.text.contains("<li><code>\(Site.role("Administrator"))</code></li>"))
            #expect(report.text.contains("&lt;b&gt;research&lt;/b&gt;") && !report.text.contains("<b>research"))
            #expect(browser.cookies["__Host-sallyport-session"] == before)
            #expect(!browser.cookies.keys.contains { $0.contains("portal") || $0.contains("request") })
            // Nobody gets anything for it, here or there.
            for other in [browser, browser.stranger()] {
                #expect(try await other.post("/saml", [("SAMLResponse", response)]).status == .badRequest)
                #expect(try await Self.assumes(other, response) == false)
            }
        }
        let record = try #require(site.sink.events.first { $0.eventName == "TestProvider" })
        #expect(record.userIdentity.members.contains(JSONMember("userName", "boss")))
        #expect(String(decoding: record.jsonLine, as: UTF8.self).contains("alice"))
        #expect(!site.recorded.contains("AssumeRoleWithSAML ok"))
    }

    @Test func whoeverInterceptsItGetsNothing() async throws {
        let site = try await Self.site()
        try await site.visit { browser in
            _ = try await browser.signIn("boss")
            let response = try Self.response(to: try await Self.begin(browser))
            let thief = browser.stranger()
            #expect(try await thief.post("/saml", [("SAMLResponse", response)]).status == .badRequest)
            #expect(try await Self.assumes(thief, response) == false)
            #expect(thief.cookies.isEmpty)
            #expect(try await Self.comeBack(browser, response).text.contains("Every check holds."))
        }
    }

    @Test func aBadResponseSaysWhy() async throws {
        let site = try await Self.site()
        try await site.visit { browser in
            _ = try await browser.signIn("boss")
            let response = try Self.response(
                to: try await Self.begin(browser), recipient: "https://other.example.com/saml")
            let report = try await Self.comeBack(browser, response)
            #expect(report.text.contains("subject.recipient") && report.text.contains("class=\"failed\""))
            #expect(!report.text.contains("<li><code>arn"))
        }
        let record = try #require(site.sink.events.last { $0.eventName == "TestProvider" })
        #expect(String(decoding: record.jsonLine, as: UTF8.self).contains("subject.recipient"))
    }

    @Test func anAnswerIsLookedAtOnceAndInTime() async throws {
        let site = try await Self.site()
        let clock = site.clock
        try await site.visit { browser in
            _ = try await browser.signIn("boss")
            let first = try await Self.begin(browser)
            let cookies = browser.cookies.map { "\($0.key)=\($0.value)" }.joined(separator: "; ")
            let response = try Self.response(to: first)
            _ = try await Self.comeBack(browser, response)
            // Also with the cookies of before.
            var headers = Self.own
            headers[.cookie] = cookies
            headers[.contentType] = "application/x-www-form-urlencoded"
            let again = try await browser.stranger().send(
                .post, Self.page + "/report", headers: headers, body: Browser.form([("SAMLResponse", response)]))
            #expect(again.status == .notFound)
            let second = try await Self.begin(browser)
            clock.advance(by: 900)
            let late = try await Self.comeBack(browser, try Self.response(to: second))
            #expect(late.status == .forbidden)
        }
        #expect(site.sink.events.count { $0.eventName == "TestProvider" } == 1)
    }

    @Test func theSessionThatHasBegunItAloneSeesIt() async throws {
        let site = try await Self.site()
        try await site.visit { browser in
            _ = try await browser.signIn("boss")
            let response = try Self.response(to: try await Self.begin(browser))
            let other = browser.stranger()
            _ = try await other.signIn("boss")
            let form = [("SAMLResponse", response)]
            #expect(try await other.post(Self.page + "/report", form, headers: Self.own).status == .forbidden)
            _ = try await browser.post("/console/signout", [])
            _ = try await browser.signIn("boss")
            #expect(try await browser.post(Self.page + "/report", form, headers: Self.own).status == .forbidden)
        }
        #expect(!site.recorded.contains { $0.hasPrefix("TestProvider") })
    }

    @Test(arguments: ["sallyport:InspectResponse", "iam:*"])
    func itTakesAPermission(_ action: String) async throws {
        let site = try await Self.site(action)
        try await site.visit { browser in
            _ = try await browser.signIn("boss")
            for path in [Self.page, Self.page + "/report"] {
                let form = [("provider", Site.provider("corp")), ("SAMLResponse", try SignedResponse().encoded())]
                #expect(try await browser.post(path, form, headers: Self.own).status == .forbidden)
            }
        }
    }

    @Test(arguments: [nil, "null", "https://evil.example.com"])
    func noOtherSiteBeginsOne(_ origin: String?) async throws {
        let site = try await Self.site()
        try await site.visit { browser in
            _ = try await browser.signIn("boss")
            let before = browser.cookies
            for path in [Self.page, Self.page + "/report"] {
                let answer = try await browser.post(
                    path, [("provider", Site.provider("corp"))], headers: origin.map { [.origin: $0] } ?? [:])
                #expect(answer.status == .forbidden && browser.cookies == before)
            }
        }
    }

    @Test(arguments: ["", "arn:aws:iam::999999999999:saml-provider/corp", "arn:aws:iam::123456789012:saml-provider/no"])
    func providersOfOthersAreUnknown(_ arn: String) async throws {
        let site = try await Self.site()
        try await site.visit { browser in
            _ = try await browser.signIn("boss")
            #expect(try await browser.post(Self.page, [("provider", arn)], headers: Self.own).status == .notFound)
        }
    }

    @Test(arguments: ["", "!", "AAAA", "PHg+"])
    func whatIsNoAnswerIsRefused(_ text: String) async throws {
        let site = try await Self.site()
        try await site.visit { browser in
            _ = try await browser.signIn("boss")
            _ = try await Self.begin(browser)
            let answer = try await browser.post(Self.page + "/report", [("SAMLResponse", text)], headers: Self.own)
            #expect(answer.status == .forbidden)
        }
    }
}

@Suite("Administrators try a trust policy")
struct TrustTrialTests {
    private static let own: HTTPFields = [.origin: AccountUsers.origin]
    private static let page = "/console/admin/trust"
    private static let vault = Site.role("Vault")

    private static func policy(_ subject: String) -> String {
        #"{"Version":"2012-10-17","Statement":[{"Sid":"One","Effect":"Allow","Principal":{"Federated":"#
            + #""arn:aws:iam::123456789012:saml-provider/corp"},"Action":"sts:AssumeRoleWithSAML","#
            + #""Condition":{"StringEquals":{"saml:sub":"\#(subject)"}}}]}"#
    }

    /// Lets a role refuse alice, and an administrator look.
    private static func refused<Value: Sendable>(
        _ body: @Sendable @escaping (Browser) async throws -> Value
    ) async throws -> (Value, Site) {
        let folder = try TemporaryFolder()
        let trust = try folder.write("strict.json", policy("bob"))
        let site = try await Site(extra: "      - { name: Vault, trustPolicy: \"\(trust)\" }\n")
        let permission =
            #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sallyport:*","Resource":"*"}]}"#
        try await AccountUsers(site).add("boss", policy: permission)
        let value = try await site.visit { browser in
            try await Self.signIn(browser.stranger())
            _ = try await browser.signIn("boss")
            return try await body(browser)
        }
        withExtendedLifetime(folder) {}
        return (value, site)
    }

    private static func signIn(_ browser: Browser) async throws {
        let response = try SignedResponse.with { $0.roles = [Site.pair("Vault")] }
        #expect(try await browser.post("/saml", [("SAMLResponse", response)]).status == .forbidden)
    }

    private static func attempt(_ browser: Browser, _ policy: String, role: String = vault) async throws -> Answer {
        try await browser.post(page, [("role", role), ("policy", policy)], headers: own)
    }

    @Test func statementByStatement() async throws {
        let (_, site) = try await Self.refused { browser in
            #expect(try await browser.get("/console/admin").text.contains("<option>\(Self.vault)</option>"))
            let now = try await browser.get("\(Self.page)?role=\(Self.vault)")
            #expect(now.status == .ok && now.text.contains("This policy would refuse the role."))
            #expect(now.text.contains("statement 1") && now.text.contains("saml:sub") && now.text.contains("alice"))
            #expect(now.text.contains("StringEquals"))
            let other = try await Self.attempt(browser, Self.policy("alice"))
            #expect(other.text.contains("This policy would give the role.") && other.text.contains("allows it"))
            // Nothing was stored.
            try await Self.signIn(browser.stranger())
        }
        #expect(!site.recorded.contains("AssumeRoleWithSAML ok"))
    }

    @Test(arguments: ["", "{", "[]", #"{"Version":"2012-10-17"}"#, "</textarea><script>alert(1)</script>"])
    func whatIsNoPolicySaysSo(_ policy: String) async throws {
        _ = try await Self.refused { browser in
            let answer = try await Self.attempt(browser, policy)
            #expect(answer.status == .ok && answer.text.contains("class=\"warning\""))
            #expect(!answer.text.contains("would give") && !answer.text.contains("<script>alert"))
        }
    }

    @Test func aLongPolicyIsNotRead() async throws {
        _ = try await Self.refused { browser in
            let answer = try await Self.attempt(browser, String(repeating: " ", count: 20_000))
            #expect(answer.text.contains("more than 16384 bytes"))
        }
    }

    @Test(arguments: [
        Site.role("Administrator"), Site.role("Nobody"), "arn:aws:iam::999999999999:role/Vault", "", "Vault",
    ])
    func rolesWithoutARefusalAreUnknown(_ role: String) async throws {
        _ = try await Self.refused { browser in
            let answer = try await Self.attempt(browser, Self.policy("alice"), role: role)
            #expect(answer.status == .notFound)
        }
    }

    @Test(arguments: [nil, "null", "https://evil.example.com"])
    func noOtherSiteTriesOne(_ origin: String?) async throws {
        _ = try await Self.refused { browser in
            let answer = try await browser.post(
                Self.page, [("role", Self.vault), ("policy", Self.policy("alice"))],
                headers: origin.map { [.origin: $0] } ?? [:])
            #expect(answer.status == .forbidden)
        }
    }

    @Test func itTakesAPermission() async throws {
        _ = try await Self.refused { browser in
            let other = browser.stranger()
            let page = try await other.get("\(Self.page)?role=\(Self.vault)")
            #expect(page.status == .forbidden)
            let answer = try await Self.attempt(other, Self.policy("alice"))
            #expect(answer.status == .forbidden)
        }
    }
}
