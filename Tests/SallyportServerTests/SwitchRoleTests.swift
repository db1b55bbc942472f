import Accounts
import Audit
import Encodings
import FederationTesting
import Foundation
import HTTPTypes
import Hummingbird
import ServerHTTP
import Testing

@testable import SallyportServer

@Suite("Switching roles, and several sessions in one browser")
struct SwitchRoleTests {
    private static let json: HTTPFields = [.accept: "application/json"]
    private static let own: HTTPFields = [.origin: AccountUsers.origin]
    private static let assume =
        #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","#
        + #""Resource":"arn:aws:iam::123456789012:role/ops/Test*"}]}"#

    /// A site with a user who may take the roles whose names begin with Test, all of which trust the account.
    private static func site() async throws -> Site {
        let site = try await Site()
        let users = try AccountUsers(site)
        try await users.add("ann", policy: assume)
        let plain = #""Principal":{"AWS":"arn:aws:iam::123456789012:root"},"Action":"sts:AssumeRole""#
        let guarded = plain + #","Condition":{"StringEquals":{"sts:ExternalId":"secret"}}"#
        let roles = [("TestA", plain), ("TestB", plain), ("TestGuarded", guarded), ("Other", plain)].map { name, rule in
            Entity(
                account: users.account.id, name: name, path: "/ops/",
                uniqueID: "AROA" + String(repeating: name.uppercased(), count: 5).prefix(17),
                createDate: Timestamp(roundingDown: Site.now),
                record: RoleRecord(
                    assumeRolePolicyDocument: #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow",\#(rule)}]}"#))
        }
        try await site.store.writeEntities { writer in
            for role in roles { try await writer.insert(role) }
        }
        return site
    }

    private static func arn(_ browser: Browser) async throws -> String? {
        try await browser.get("/console", headers: json).json["arn"] as? String
    }

    private static func change(
        _ browser: Browser, _ role: String, account: String = "example", more: [(String, String)] = []
    ) async throws -> Answer {
        try await browser.post("/switchrole", [("account", account), ("roleName", role)] + more, headers: own)
    }

    @Test func theLinkFillsTheFormIn() async throws {
        let site = try await Self.site()
        try await site.visit { browser in
            let link = "/switchrole?account=example&roleName=ops/TestA&displayName=Night%20shift&color=99BCE3"
            #expect(try await browser.get(link).status == .unauthorized)
            _ = try await browser.signIn("ann")
            let page = try await browser.get(link)
            #expect(page.status == .ok && page.input("account") == "example" && page.input("roleName") == "ops/TestA")
            #expect(page.input("displayName") == "Night shift" && page.text.contains("value=\"99BCE3\" checked"))
            // Nothing happens by a link alone.
            #expect(try await Self.arn(browser)?.hasSuffix("user/ann") == true)
            let long = try await browser.get(
                "/switchrole?roleName=" + String(repeating: "a", count: 65) + "&color=000000")
            #expect(long.input("roleName") == "" && !long.text.contains(" checked"))
        }
    }

    @Test func theFirstCredentialsAuthoriseEachSwitch() async throws {
        let site = try await Self.site()
        try await site.visit { browser in
            _ = try await browser.signIn("ann")
            let first = try await Self.change(
                browser, "/ops/TestA", more: [("displayName", "Night"), ("color", "f2b0a9")])
            #expect(first.status == .found, "\(first.status) \(first.text)")
            #expect(first.headers[.location] == "https://broker.example.com/console")
            #expect(try await Self.arn(browser)?.hasSuffix("assumed-role/TestA/ann") == true)
            // TestA itself may do nothing: the switch is asked of ann.
            #expect(try await Self.change(browser, "ops/TestB", account: Site.account).status == .found)
            #expect(try await Self.arn(browser)?.hasSuffix("assumed-role/TestB/ann") == true)
            let page = try await browser.get("/console")
            #expect(page.text.contains("Back to ann @ 123456789012"))
            let back = try #require(page.text.firstMatch(of: /name="back" value="([^"]*)"/)).1
            #expect(
                try await browser.post("/console/session", [("back", String(back))], headers: Self.own).status == .found
            )
            #expect(try await Self.arn(browser)?.hasSuffix("user/ann") == true)
            #expect(try await browser.get("/switchrole").text.contains(">Night</a>"))
        }
        let switches = site.sink.events.filter { $0.eventName == "SwitchRole" }
        #expect(switches.count == 2 && switches.allSatisfy { $0.eventType == .consoleSignIn && $0.errorCode == nil })
        #expect(site.sink.events.filter { $0.eventName == "AssumeRole" && $0.errorCode == nil }.count == 2)
    }

    @Test(arguments: [
        ("ops/Other", "example"), ("ops/TestGuarded", "example"), ("ops/TestNobody", "example"), ("TestA", "example"),
        ("ops/TestA", "999999999999"), ("ops/TestA", "nobody"), ("", "example"), ("ops/TestA", ""),
        ("ops/Test<script>", "example"),
    ])
    func whatMayNotBeTakenIsRefusedInOneWay(_ role: String, _ account: String) async throws {
        let site = try await Self.site()
        try await site.visit { browser in
            _ = try await browser.signIn("ann")
            let cookies = browser.cookies
            let answer = try await Self.change(browser, role, account: account)
            #expect(
                answer.status == .forbidden && answer.text.contains("There is no such role, or it may not be taken"))
            #expect(browser.cookies == cookies && !answer.text.contains("<script>"))
            #expect(try await Self.arn(browser)?.hasSuffix("user/ann") == true)
        }
        let record = try #require(site.sink.events.last { $0.eventName == "SwitchRole" })
        #expect(record.errorCode != nil)
    }

    @Test(arguments: [nil, "null", "https://evil.example.com"])
    func noOtherSiteSwitches(_ origin: String?) async throws {
        let site = try await Self.site()
        try await site.visit { browser in
            _ = try await browser.signIn("ann")
            let cookies = browser.cookies
            let headers: HTTPFields = origin.map { [.origin: $0] } ?? [:]
            for (path, fields) in [
                ("/switchrole", [("account", "example"), ("roleName", "ops/TestA")]),
                ("/console/session", [("session", "x")]),
            ] {
                #expect(try await browser.post(path, fields, headers: headers).status == .forbidden)
            }
            #expect(browser.cookies == cookies)
        }
    }

    @Test func sessionsStandSideBySide() async throws {
        let site = try await Self.site()
        let users = try AccountUsers(site)
        for name in ["bob", "cid", "dan", "eve", "fay"] { try await users.add(name) }
        let clock = site.clock
        try await site.visit { browser in
            for name in ["ann", "bob", "cid", "dan", "eve", "fay"] {
                #expect(try await browser.signIn(name).status == .found)
                clock.advance(by: 1)
            }
            // Five at most: the oldest is gone.
            let page = try await browser.get("/console")
            let others = page.text.matches(of: /<option value="(ASIA[^"]*)">(\w+) @ 123456789012<\/option>/)
            #expect(others.map { String($0.2) }.sorted() == ["bob", "cid", "dan", "eve"])
            let bob = try #require(others.first { $0.2 == "bob" })
            #expect(
                try await browser.post("/console/session", [("session", String(bob.1))], headers: Self.own).status
                    == .found)
            #expect(try await Self.arn(browser)?.hasSuffix("user/bob") == true)
            // The same user once.
            #expect(try await browser.signIn("fay").status == .found)
            let again = try await browser.get("/console")
            #expect(again.text.matches(of: /<option value="ASIA/).count == 4)
            _ = try await browser.post("/console/signout", [])
            #expect(try await Self.arn(browser) == nil)
            #expect(browser.cookies.keys.filter { $0.contains("session") || $0.contains("also") }.isEmpty)
        }
    }

    @Test func theFirstCredentialsStayAsLongAsTheRole() async throws {
        let site = try await Self.site()
        let users = try AccountUsers(site)
        for name in ["bob", "cid", "dan", "eve"] { try await users.add(name) }
        let clock = site.clock
        try await site.visit { browser in
            _ = try await browser.signIn("ann")
            clock.advance(by: 1)
            #expect(try await Self.change(browser, "ops/TestA").status == .found)
            for name in ["bob", "cid", "dan", "eve"] {
                clock.advance(by: 1)
                #expect(try await browser.signIn(name).status == .found)
            }
            let page = try await browser.get("/console")
            let others = page.text.matches(of: /<option value="ASIA[^"]*">([^<]+)<\/option>/).map { String($0.1) }
            #expect(others.contains("ann @ 123456789012") && others.count == 4)
        }
    }

    @Test func aSessionOfAnotherBrowserIsNotTaken() async throws {
        let site = try await Self.site()
        try await AccountUsers(site).add("bob")
        try await site.visit { browser in
            _ = try await browser.signIn("ann")
            _ = try await browser.signIn("bob")
            let page = try await browser.get("/console")
            let id = try #require(page.text.firstMatch(of: /<option value="(ASIA[^"]*)"/)).1
            let other = browser.stranger()
            _ = try await other.signIn("bob")
            for value in [String(id), "", "ASIA"] {
                let answer = try await other.post("/console/session", [("session", value)], headers: Self.own)
                #expect(answer.status == .forbidden)
            }
            #expect(try await Self.arn(other)?.hasSuffix("user/bob") == true)
        }
    }
}
