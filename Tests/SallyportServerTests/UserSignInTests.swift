import Accounts
import Audit
import Encodings
import FederationTesting
import Foundation
import HTTPTypes
import Hummingbird
import ServerHTTP
import Testing
import UserSignIn

@testable import SallyportServer

@Suite("Sign-in of an account's users")
struct UserSignInTests {
    private static let session = "__Host-sallyport-session"
    private static let json: HTTPFields = [.accept: "application/json"]
    private static let changePassword =
        #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iam:ChangePassword","Resource":"*"}]}"#

    private static func users(_ extra: String = "") async throws -> (Site, AccountUsers) {
        let site = try await Site(extra: extra)
        return (site, try AccountUsers(site))
    }

    /// What a record says beside event and error.
    private static func text(_ event: AuditEvent?) -> String {
        "\(event?.userIdentity.members ?? []) \(event?.additionalEventData ?? [])"
    }

    // MARK: Name and password

    @Test(arguments: ["example", "123456789012"])
    func theAddressOfAnAccountHasItsPage(_ account: String) async throws {
        let (site, _) = try await Self.users()
        try await site.visit { browser in
            let page = try await browser.get("/console?account=\(account)")
            #expect(page.status == .ok && page.input("account") == account)
            #expect(page.text.contains("type=\"password\"") && page.headers[.cacheControl] == "no-store")
            #expect(page.headers[.referrerPolicy] == "strict-origin")
            #expect(try await browser.get("/console?account=\(account)&role=Reader").status == .unauthorized)
        }
    }

    @Test func nameAndPasswordSignIn() async throws {
        let (site, users) = try await Self.users()
        try await users.add("ann")
        try await site.visit { browser in
            let answer = try await browser.signIn("ANN")
            #expect(answer.status == .found && answer.headers[.location] == "https://broker.example.com/console")
            let console = try await browser.get("/console", headers: Self.json)
            #expect(console.json["arn"] as? String == "arn:aws:iam::123456789012:user/ann")
            #expect(console.json["secondsLeft"] as? Int == 43_200)
            // The next time account and name stand there already.
            _ = try await browser.post("/console/signout", [])
            let page = try await browser.get("/console/user")
            #expect(page.input("account") == "123456789012" && page.input("username") == "ann")
        }
        #expect(site.recorded == ["ConsoleLogin ok", "ConsoleLogout ok"])
        let record = Self.text(site.sink.events.first)
        for text in ["IAMUser", "AIDAANN", "user/ann", "\"No\"", "https://broker.example.com/console"] {
            #expect(record.contains(text), "\(text) in \(record)")
        }
        #expect(!record.contains(AccountUsers.password))
    }

    @Test func whatIsWrongIsNotTold() async throws {
        let (site, users) = try await Self.users()
        try await users.add("ann")
        try await users.add("keys", password: nil)
        try await site.visit { browser in
            var pages: Set<String> = []
            for (name, password, account) in [
                ("ann", "Correct horse 7?", "example"), ("ann", "", "example"),
                ("keys", AccountUsers.password, "example"), ("bob", AccountUsers.password, "example"),
                ("ann", AccountUsers.password, "999999999999"), ("ann", AccountUsers.password, "nobody"),
            ] {
                let answer = try await browser.signIn(name, password: password, account: account)
                #expect(answer.status == .unauthorized && answer.headers[values: .setCookie].isEmpty)
                var text = answer.text.replacing("value=\"\(name)\"", with: "").replacing(
                    "value=\"\(account)\"", with: "")
                if let id = answer.headers[.requestID] { text = text.replacing(id, with: "") }
                pages.insert(text)
            }
            #expect(pages.count == 1)
        }
        let records = site.sink.events.map { ($0.errorMessage ?? "", Self.text($0)) }
        #expect(
            records.map(\.0) == [
                "Failed authentication", "Failed authentication", "Failed authentication",
                "No username found in supplied account",
            ])
        #expect(records[3].1.contains("HIDDEN_DUE_TO_SECURITY_REASONS") && !records[3].1.contains("bob"))
        #expect(records[2].1.contains("user/keys"))
    }

    @Test(arguments: [nil, "null", "https://evil.example.com", "https://broker.example.com.evil.example.com"])
    func takesNoFormOfAnotherSite(_ origin: String?) async throws {
        let (site, users) = try await Self.users()
        try await users.add("ann")
        try await site.visit { browser in
            let answer = try await browser.post(
                "/console/user", [("account", "example"), ("username", "ann"), ("password", AccountUsers.password)],
                headers: origin.map { [.origin: $0] } ?? [:])
            #expect(answer.status == .forbidden && browser.cookies.isEmpty)
        }
        #expect(site.recorded.isEmpty)
    }

    @Test(arguments: [
        ("https%3A%2F%2Fconsole.example.com%2Fx", "https://console.example.com/x"),
        ("https%3A%2F%2Fevil.example.com%2Fx", "https://broker.example.com/console"),
    ])
    func leadsToListedOriginsAlone(_ destination: String, _ expected: String) async throws {
        let (site, users) = try await Self.users("endpoints: { destinations: [\"https://console.example.com\"] }\n")
        try await users.add("ann")
        try await site.visit { browser in
            let page = try await browser.get("/console?account=example&destination=\(destination)")
            let kept = page.input("destination").map { [("destination", $0)] } ?? []
            #expect(try await browser.signIn("ann", more: kept).headers[.location] == expected)
        }
    }

    // MARK: One-time passwords

    @Test func aDeviceAsksForItsPassword() async throws {
        let (site, users) = try await Self.users()
        try await users.add("ann")
        let device = try await users.addDevice(of: "ann")
        let code = device.password(step: TOTP.step(at: Timestamp(roundingDown: Site.now)))
        let wrong = code == "000000" ? "000001" : "000000"
        try await site.visit { browser in
            let page = try await browser.signIn("ann")
            #expect(page.status == .ok && page.text.contains("one-time-code"))
            #expect(browser.cookies[Self.session] == nil)
            let step = try #require(page.input("step"))
            #expect(try await browser.sendUserForm([("step", step), ("code", wrong)]).status == .unauthorized)
            #expect(try await browser.sendUserForm([("step", step), ("newPassword", "x")]).status == .badRequest)
            #expect(browser.cookies[Self.session] == nil)
            #expect(try await browser.sendUserForm([("step", step), ("code", code)]).status == .found)
            #expect(browser.cookies[Self.session] != nil)
            // Once.
            let again = browser.stranger()
            #expect(try await again.sendUserForm([("step", step), ("code", code)]).status == .unauthorized)
            #expect(again.cookies[Self.session] == nil)
        }
        #expect(
            site.recorded == [
                "ConsoleLogin Failed authentication", "ConsoleLogin ok", "ConsoleLogin Failed authentication",
            ])
        #expect(Self.text(site.sink.events[1]).contains("\"Yes\""))
    }

    @Test func aStepIsOursAndGoodForFiveMinutes() async throws {
        let (site, users) = try await Self.users()
        let clock = site.clock
        try await users.add("ann")
        _ = try await users.addDevice(of: "ann")
        try await site.visit { browser in
            let step = try #require(try await browser.signIn("ann").input("step"))
            let changed = String(step.prefix(40)) + (step.dropFirst(40).first == "A" ? "B" : "A") + step.dropFirst(41)
            for text in ["", "AAAA", changed, String(step.dropLast(4)), step + step, "%00"] {
                let answer = try await browser.sendUserForm([("step", text), ("code", "000000")])
                #expect(answer.status == .unauthorized && browser.cookies[Self.session] == nil)
            }
            clock.advance(by: 300)
            let late = try await browser.sendUserForm([("step", step), ("code", "000000")])
            #expect(late.status == .unauthorized && late.text.contains("took too long"))
        }
        // What can't be opened is nobody's.
        #expect(site.recorded.isEmpty)
    }

    // MARK: Another password

    @Test func aPasswordThatHasToBeChangedIsChanged() async throws {
        let (site, users) = try await Self.users()
        try await users.add("ann", isResetRequired: true, policy: Self.changePassword)
        try await site.visit { browser in
            let page = try await browser.signIn("ann")
            #expect(page.status == .ok && page.text.contains("new-password") && browser.cookies[Self.session] == nil)
            let step = try #require(page.input("step"))
            for (password, repeated) in [
                ("Another horse 8!", "Another horse 9!"), ("short", "short"),
                (AccountUsers.password, AccountUsers.password), ("Long enough 8! \u{4E2D}", "Long enough 8! \u{4E2D}"),
            ] {
                let refused = try await browser.sendUserForm([
                    ("step", step), ("newPassword", password), ("repeated", repeated),
                ])
                #expect(refused.status == .badRequest && refused.input("step") == step, "\(password)")
                #expect(browser.cookies[Self.session] == nil)
            }
            let fields = [("step", step), ("newPassword", "Another horse 8!"), ("repeated", "Another horse 8!")]
            #expect(try await browser.sendUserForm(fields).status == .found)
            #expect(browser.cookies[Self.session] != nil)
            #expect(try await browser.stranger().sendUserForm(fields).status == .unauthorized)
            #expect(try await browser.stranger().signIn("ann").status == .unauthorized)
            #expect(try await browser.stranger().signIn("ann", password: "Another horse 8!").status == .found)
        }
        #expect(site.recorded.filter { $0 == "ChangePassword ok" }.count == 1)
    }

    @Test func whoMayNotChangeItIsNotSignedIn() async throws {
        let (site, users) = try await Self.users()
        try await users.add("ann", isResetRequired: true)
        try await site.visit { browser in
            let page = try await browser.signIn("ann")
            #expect(page.status == .forbidden && page.input("step") == nil && browser.cookies[Self.session] == nil)
        }
        #expect(site.sink.events.last?.errorMessage?.contains("iam:ChangePassword") == true)
    }

    @Test(arguments: [false, true])
    func anOldPasswordIsChangedUnlessAnAdministratorHasTo(_ isHard: Bool) async throws {
        let (site, users) = try await Self.users()
        let clock = site.clock
        try await users.add("ann")
        var policy = PasswordPolicyRecord()
        policy.maximumAge = 10
        policy.allowsUsersToChange = true
        policy.expiresHard = isHard
        try await users.set(policy)
        try await site.visit { browser in
            clock.advance(by: 10 * 86_400 - 1)
            #expect(try await browser.stranger().signIn("ann").status == .found)
            clock.advance(by: 1)
            let page = try await browser.signIn("ann")
            #expect(page.status == (isHard ? .forbidden : .ok) && (page.input("step") == nil) == isHard)
            #expect(browser.cookies[Self.session] == nil)
        }
    }

    /// A user whose password lasts 20 days.
    private static func withEnd(_ mayChange: Bool) async throws -> (Site, AccountUsers) {
        let (site, users) = try await Self.users()
        try await users.add("ann")
        var policy = PasswordPolicyRecord()
        policy.maximumAge = 20
        policy.allowsUsersToChange = mayChange
        try await users.set(policy)
        return (site, users)
    }

    @Test func theEndOfAPasswordIsToldInTime() async throws {
        let (site, _) = try await Self.withEnd(true)
        let clock = site.clock
        try await site.visit { browser in
            clock.advance(by: 5 * 86_400)
            _ = try await browser.signIn("ann")
            #expect(try await browser.get("/console").text.contains("Your password expires") == false)
            clock.advance(by: 1)
            let page = try await browser.get("/console")
            #expect(page.text.contains("Your password expires on 2023-12-04. Days left: 14."))
            #expect(page.text.contains("href=\"https://broker.example.com/console/password\""))
            clock.advance(by: 14 * 86_400)
            _ = try await browser.signIn("ann")
            #expect(try await browser.get("/console").text.contains("Days left: 0."))
        }
    }

    @Test func whoMayNotChangeItIsToldWithoutALink() async throws {
        let (site, _) = try await Self.withEnd(false)
        let clock = site.clock
        try await site.visit { browser in
            clock.advance(by: 10 * 86_400)
            _ = try await browser.signIn("ann")
            let page = try await browser.get("/console")
            #expect(page.text.contains("Days left: 10.") && !page.text.contains("/console/password"))
            let answer = try await browser.post(
                "/console/password", Self.change(), headers: [.origin: AccountUsers.origin])
            #expect(answer.status == .forbidden)
            #expect(try await browser.stranger().signIn("ann").status == .found)
        }
        #expect(site.sink.events.contains { $0.eventName == "ChangePassword" && $0.errorMessage != nil })
    }

    private static func change(
        from current: String = AccountUsers.password, to next: String = "Another horse 8!", repeated: String? = nil
    ) -> [(String, String)] {
        [("current", current), ("newPassword", next), ("repeated", repeated ?? next)]
    }

    @Test func aUserChoosesAnotherPassword() async throws {
        let (site, _) = try await Self.withEnd(true)
        let clock = site.clock
        try await site.visit { browser in
            _ = try await browser.signIn("ann")
            #expect(try await browser.get("/console/password").text.contains("current-password"))
            clock.advance(by: 10 * 86_400)
            _ = try await browser.signIn("ann")
            let answer = try await browser.post(
                "/console/password", Self.change(), headers: [.origin: AccountUsers.origin])
            #expect(answer.status == .found && answer.headers[.location] == "https://broker.example.com/console")
            #expect(try await browser.get("/console").text.contains("Your password expires") == false)
            #expect(try await browser.stranger().signIn("ann").status == .unauthorized)
            #expect(try await browser.stranger().signIn("ann", password: "Another horse 8!").status == .found)
        }
        #expect(site.recorded.filter { $0 == "ChangePassword ok" }.count == 1)
    }

    @Test(arguments: [
        ("Correct horse 7?", "Another horse 8!", "Another horse 8!", 401),
        ("", "Another horse 8!", "Another horse 8!", 401), (AccountUsers.password, "short", "short", 400),
        (AccountUsers.password, "Another horse 8!", "Another horse 9!", 400),
        (AccountUsers.password, AccountUsers.password, AccountUsers.password, 400),
    ])
    func whatIsNoGoodChangesNothing(_ current: String, _ next: String, _ repeated: String, _ status: Int) async throws {
        let (site, _) = try await Self.withEnd(true)
        try await site.visit { browser in
            _ = try await browser.signIn("ann")
            let answer = try await browser.post(
                "/console/password", Self.change(from: current, to: next, repeated: repeated),
                headers: [.origin: AccountUsers.origin])
            #expect(answer.status.code == status && answer.text.contains("role=\"alert\""))
            #expect(try await browser.stranger().signIn("ann").status == .found)
        }
    }

    @Test(arguments: [nil, "null", "https://evil.example.com"])
    func noOtherSiteChangesAPassword(_ origin: String?) async throws {
        let (site, _) = try await Self.withEnd(true)
        try await site.visit { browser in
            _ = try await browser.signIn("ann")
            let answer = try await browser.post(
                "/console/password", Self.change(), headers: origin.map { [.origin: $0] } ?? [:])
            #expect(answer.status == .forbidden)
            #expect(try await browser.stranger().signIn("ann").status == .found)
        }
    }

    @Test func guessesOfTheCurrentPasswordAreFew() async throws {
        let (site, _) = try await Self.withEnd(true)
        try await site.visit { browser in
            _ = try await browser.signIn("ann")
            for attempt in 0...10 {
                let answer = try await browser.post(
                    "/console/password", Self.change(from: "wrong"), headers: [.origin: AccountUsers.origin])
                #expect(answer.status.code == (attempt < 10 ? 401 : 429))
            }
        }
    }

    @Test func nobodyElseHasAPasswordToChange() async throws {
        let (site, _) = try await Self.withEnd(true)
        try await site.visit { browser in
            let stranger = browser.stranger()
            #expect(try await stranger.get("/console/password").status == .unauthorized)
            _ = try await stranger.get(try await stranger.signInPath())
            #expect(try await stranger.get("/console/password").status == .unauthorized)
            let answer = try await stranger.post(
                "/console/password", Self.change(), headers: [.origin: AccountUsers.origin])
            #expect(answer.status == .unauthorized)
        }
    }

    // MARK: Attempts

    @Test func attemptsAreFewAndLeaveAKnownBrowserItsWay() async throws {
        let (site, users) = try await Self.users()
        let clock = site.clock
        try await users.add("ann")
        try await site.visit { browser in
            #expect(try await browser.signIn("ann").status == .found)
            let stranger = browser.stranger()
            for _ in 0..<5 { #expect(try await stranger.signIn("ann", password: "wrong").status == .unauthorized) }
            let refused = try await stranger.signIn("ann")
            #expect(refused.status.code == 429 && refused.headers[.retryAfter] == "60")
            #expect(stranger.cookies.isEmpty)
            #expect(try await browser.signIn("ann").status == .found)
            clock.advance(by: 60)
            #expect(try await stranger.signIn("ann").status == .found)
        }
    }

    @Test func attemptsAtOtherBrokersCountAndLeaveAKnownBrowserItsWay() async throws {
        let (site, users) = try await Self.users()
        let clock = site.clock
        try await users.add("ann")
        let (store, account, now) = (site.store, users.account.id, Timestamp(roundingDown: Site.now))
        try await site.visit { browser in
            #expect(try await browser.signIn("ann").status == .found)
            for name in ["ann", "nobody"] {
                let allowance = NameAllowance(name: name, of: account)
                for _ in 0..<100 {
                    let wait = try await store.writeEntities { try await allowance.take($0, at: now) }
                    #expect(wait == nil)
                }
                let refused = try await browser.stranger().signIn(name)
                #expect(refused.status.code == 429 && refused.headers[.retryAfter] == "300")
            }
            #expect(try await browser.signIn("ann").status == .found)
            clock.advance(by: 300)
            #expect(try await browser.stranger().signIn("ann").status == .found)
        }
    }
}
