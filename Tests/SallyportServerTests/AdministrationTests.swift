import Accounts
import Administration
import Audit
import Encodings
import FederationTesting
import Foundation
import HTTPTypes
import Hummingbird
import ServerHTTP
import Sessions
import Testing

@testable import SallyportServer

@Suite("Administrators' pages")
struct AdministrationTests {
    private static let own: HTTPFields = [.origin: AccountUsers.origin]

    private static func policy(_ actions: [String]) -> String {
        let list = actions.map { "\"\($0)\"" }.joined(separator: ",")
        return #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":[\#(list)],"Resource":"*"}]}"#
    }

    /// A site with an administrator who may do these things.
    private static func site(_ actions: [String] = ["sallyport:*"]) async throws -> Site {
        let site = try await Site()
        try await AccountUsers(site).add("root-of-all", policy: policy(actions))
        return site
    }

    /// Who has the console of a browser; a portal may be there without one.
    private static func arn(_ browser: Browser) async throws -> String? {
        try await browser.get("/console", headers: [.accept: "application/json"]).json["arn"] as? String
    }

    private static func administrator(_ browser: Browser) async throws -> Browser {
        let other = browser.stranger()
        #expect(try await other.signIn("root-of-all").status == .found)
        return other
    }

    /// The values of buttons of a name.
    private static func buttons(_ name: String, _ page: Answer) -> [String] {
        page.text.matches(of: /name="(\w+)" value="([^"]*)"/).filter { $0.1 == name }.map { String($0.2) }
    }

    @Test(arguments: [[], ["iam:*", "sts:*", "s3:*"], ["sallyport:Nothing"]])
    func nothingIsOpenWithoutAPermission(_ actions: [String]) async throws {
        let site = try await Site()
        try await AccountUsers(site).add("root-of-all", policy: actions.isEmpty ? nil : Self.policy(actions))
        let sink = site.sink
        try await site.visit { browser in
            let browser = try await Self.administrator(browser)
            #expect(try await browser.get("/console/admin").status == .forbidden)
            #expect(!(try await browser.get("/console").text.contains("/console/admin")))
            let count = sink.events.count
            for (path, fields) in [
                ("revoke", [("role", Site.role("Administrator"))]),
                ("inspect", [("provider", Site.provider("corp")), ("response", try SignedResponse().encoded())]),
            ] {
                #expect(
                    try await browser.post("/console/admin/\(path)", fields, headers: Self.own).status == .forbidden)
            }
            #expect(sink.events.count == count)
            let nobody = browser.stranger()
            #expect(try await nobody.get("/console/admin").status == .forbidden)
        }
        #expect(try await site.store.revocations().count == 0)
    }

    @Test(arguments: [
        ("sallyport:ListSessions", "Running sessions"), ("sallyport:ListProviders", "Identity providers"),
        ("sallyport:ReadAudit", "Last records"), ("sallyport:InspectResponse", "Try a response"),
        ("sallyport:TestProvider", "Test a sign-in"),
    ])
    func eachPermissionShowsItsPartAlone(_ action: String, _ part: String) async throws {
        let site = try await Self.site([action])
        try await site.visit { browser in
            let browser = try await Self.administrator(browser)
            #expect(try await browser.get("/console").text.contains("/console/admin"))
            let page = try await browser.get("/console/admin")
            #expect(page.status == .ok && page.headers[.referrerPolicy] == "strict-origin")
            for other in [
                "Running sessions", "Identity providers", "Last records", "Try a response", "Test a sign-in",
            ] {
                #expect(page.text.contains("\">\(other)</h2>") == (other == part), "\(other)")
            }
            #expect(Self.buttons("session", page).isEmpty && !page.text.contains("End all its sessions"))
        }
    }

    // MARK: Sessions

    @Test(arguments: ["session", "subject", "role"])
    func whatIsEndedHasEnded(_ kind: String) async throws {
        let site = try await Self.site()
        try await site.visit { browser in
            _ = try await browser.get(try await browser.signInPath())
            #expect(try await Self.arn(browser) != nil)
            let administrator = try await Self.administrator(browser)
            let page = try await administrator.get("/console/admin?q=assumed-role%20ALICE")
            let ids = Self.buttons("session", page)
            #expect(ids.count == 1 && Self.buttons("subject", page) == ids)
            #expect(Self.buttons("session", try await administrator.get("/console/admin?q=mallory")).isEmpty)
            let value = kind == "role" ? Site.role("Administrator") : try #require(ids.first)
            let answer = try await administrator.post(
                "/console/admin/revoke", [(kind, value)], headers: Self.own)
            #expect(answer.status == .found)
            #expect(try await Self.arn(browser) == nil)
            #expect(try await administrator.get("/console/admin").status == .ok)
        }
        let record = try #require(site.sink.events.last { $0.eventName == "RevokeSession" })
        #expect(record.userIdentity.members.contains(JSONMember("userName", "root-of-all")))
    }

    @Test func nothingOfAnotherAccountIsEnded() async throws {
        let site = try await Self.site()
        let other = try #require(AccountID("999999999999"))
        let id = AccessKeyID.temporary(account: other, entropy: [1, 2, 3, 4, 5])
        try await site.visit { browser in
            let browser = try await Self.administrator(browser)
            for fields in [
                [("session", id)], [("session", "")], [("subject", id)], [("role", "arn:aws:iam::999999999999:role/A")],
                [("role", Site.role("Nobody"))], [], [("session", id), ("role", Site.role("Administrator"))],
            ] {
                #expect(
                    try await browser.post("/console/admin/revoke", fields, headers: Self.own).status == .notFound)
            }
            for origin in ["https://evil.example.com", "null"] {
                let answer = try await browser.post(
                    "/console/admin/revoke", [("role", Site.role("Administrator"))], headers: [.origin: origin])
                #expect(answer.status == .forbidden)
            }
        }
        #expect(try await site.store.revocations().count == 0)
        #expect(!site.recorded.contains { $0.hasPrefix("RevokeSession") })
    }

    // MARK: Records and providers

    @Test func refusalsAreShownWithTheirReason() async throws {
        let site = try await Self.site()
        try await site.visit { browser in
            let refused = try await browser.post(
                "/saml",
                [("SAMLResponse", try SignedResponse.with { $0.recipient = "https://other.example.com/saml" })])
            let id = try #require(refused.headers[.requestID])
            let administrator = try await Self.administrator(browser)
            let page = try await administrator.get("/console/admin?refused=yes")
            #expect(page.text.contains(id) && page.text.contains("subject.recipient"))
            for provider in ["corp", "legacy", "sealed"] { #expect(page.text.contains("<td>\(provider)<br>")) }
        }
    }

    @Test func recordsOfOtherAccountsAreNotShown() async throws {
        let (own, other) = (try #require(AccountID("123456789012")), try #require(AccountID("999999999999")))
        let recent = RecentRecords(InMemoryAuditSink())
        func event(_ id: String, _ change: (inout AuditEvent) -> Void) -> AuditEvent {
            var event = AuditEvent(
                eventID: id, eventTime: Timestamp(milliseconds: 1_700_000_000_000), eventSource: "sts.amazonaws.com",
                eventName: "AssumeRole", call: CallContext(requestID: id), partition: .aws,
                userIdentity: AuditIdentity([JSONMember("type", "SAMLUser")]))
            change(&event)
            return event
        }
        try await recent.record([
            event("own") { $0.recipientAccountID = own }, event("other") { $0.recipientAccountID = other },
            event("named") { $0.requestParameters = .object([JSONMember("roleArn", Site.role("A"))]) },
            event("foreign") {
                $0.requestParameters = .object([JSONMember("roleArn", "arn:aws:iam::999999999999:role/A")])
            },
            event("person") { _ in },
        ])
        try await recent.record([event("nobody") { $0.userIdentity = .unknown }])
        let seen = recent.records(of: own).map(\.id)
        #expect(Set(seen) == ["own", "named", "nobody"])
    }

    @Test func whatIsRememberedIsBounded() async throws {
        let account = try #require(AccountID("123456789012"))
        let recent = RecentRecords(InMemoryAuditSink())
        for number in 0..<700 {
            var event = AuditEvent(
                eventID: "\(number)", eventTime: Timestamp(milliseconds: 1_700_000_000_000 + Int64(number)),
                eventSource: "sts.amazonaws.com", eventName: "AssumeRole", call: CallContext(requestID: "\(number)"),
                partition: .aws, userIdentity: number < 10 ? AuditIdentity([JSONMember("type", "IAMUser")]) : .unknown)
            event.recipientAccountID = account
            try await recent.record([event])
        }
        let seen = recent.records(of: account)
        // Those of nobody push no others out.
        #expect(seen.count <= 635 && seen.prefix(10).map(\.id) == (0..<10).map(String.init))
        #expect(seen.last?.id == "699")
    }

    // MARK: Responses

    @Test func aResponseIsCheckedAndStaysUsable() async throws {
        let site = try await Self.site()
        let sink = site.sink
        try await site.visit { browser in
            let administrator = try await Self.administrator(browser)
            let response = try SignedResponse().encoded()
            let count = sink.events.count
            let form = [("provider", Site.provider("corp")), ("response", response)]
            let report = try await administrator.post("/console/admin/inspect", form, headers: Self.own)
            #expect(report.status == .ok && report.text.contains("Every check holds."))
            #expect(report.text.contains("<li><code>\(Site.role("Administrator"))</code></li>"))
            #expect(report.text.contains("alice@example.com") && report.text.contains("signature.valid"))
            #expect(sink.events.count == count)
            #expect(try await browser.post("/saml", [("SAMLResponse", response)]).status == .found)
        }
    }

    @Test(arguments: ["other-provider", "tampered", "nonsense", "foreign"])
    func aBadResponseSaysWhy(_ kind: String) async throws {
        let site = try await Self.site()
        try await site.visit { browser in
            let administrator = try await Self.administrator(browser)
            var provider = Site.provider(kind == "other-provider" ? "legacy" : "corp")
            if kind == "foreign" { provider = "arn:aws:iam::999999999999:saml-provider/corp" }
            var response = String(decoding: try SignedResponse().xml(), as: UTF8.self)
            if kind == "tampered" { response = response.replacing("alice@example.com", with: "mallory@example.com") }
            if kind == "nonsense" { response = "!" }
            let report = try await administrator.post(
                "/console/admin/inspect", [("provider", provider), ("response", response)], headers: Self.own)
            #expect(!report.text.contains("Every check holds.") && !report.text.contains("<li><code>arn"))
            let isReport = ["other-provider", "tampered"].contains(kind)
            #expect(report.status == (isReport ? .ok : .notFound))
            if isReport { #expect(report.text.contains("class=\"failed\"")) }
        }
    }
}
