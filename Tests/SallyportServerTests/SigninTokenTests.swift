import Encodings
import FederationTesting
import Foundation
import Hummingbird
import SAML2
import Sessions
import Testing

@testable import SallyportServer

/// Credentials as a client gets them.
struct IssuedCredentials: Sendable {
    let accessKeyID: String
    let secret: String
    let token: String

    /// Redeems a response by the Query API.
    static func issue(_ browser: Browser, _ response: String? = nil) async throws -> IssuedCredentials {
        let answer = try await browser.post("/", assumeRole(response ?? SignedResponse().encoded()))
        return IssuedCredentials(
            accessKeyID: try #require(answer.element("AccessKeyId")),
            secret: try #require(answer.element("SecretAccessKey")),
            token: try #require(answer.element("SessionToken")))
    }

    static func assumeRole(_ response: String) -> [(String, String)] {
        [
            ("Action", "AssumeRoleWithSAML"), ("Version", "2011-06-15"), ("RoleArn", Site.role("Administrator")),
            ("PrincipalArn", Site.provider("corp")), ("SAMLAssertion", response),
        ]
    }

    /// The `Session` parameter.
    func session(secret: String? = nil) -> String {
        #"{"sessionId":"\#(accessKeyID)","sessionKey":"\#(secret ?? self.secret)","sessionToken":"\#(token)"}"#
    }
}

@Suite("getSigninToken")
struct SigninTokenTests {
    private enum Way: CaseIterable { case get, post }

    private func ask(
        _ browser: Browser, _ way: Way, _ session: String, action: String = "getSigninToken", duration: String? = nil
    ) async throws -> Answer {
        var fields = [("Action", action), ("Session", session)]
        if let duration { fields.append(("SessionDuration", duration)) }
        return switch way {
        case .get: try await browser.get("/federation?" + Browser.form(fields))
        case .post: try await browser.post("/federation", fields)
        }
    }

    @Test(arguments: Way.allCases, ["getSigninToken", "getSignInToken"])
    private func givesATokenThatSignsIn(_ way: Way, _ action: String) async throws {
        let site = try await Site()
        try await site.visit { browser in
            let credentials = try await IssuedCredentials.issue(browser)
            let answer = try await ask(browser, way, credentials.session(), action: action)
            #expect(answer.status == .ok)
            #expect(answer.headers[.contentType] == "application/json")
            #expect(answer.headers[.cacheControl] == "no-store")
            let token = try #require(answer.json["SigninToken"] as? String)
            let spelling = action == "getSigninToken" ? "SigninToken" : "SignInToken"
            let login = try await browser.stranger().get(
                "/federation?Action=login&\(spelling)=\(PercentEncoding.encode(token))")
            #expect(login.status == .found)
            #expect(login.headers[.setCookie]?.contains("Max-Age=3600") == true)
        }
        #expect(site.recorded == ["AssumeRoleWithSAML ok", "GetSigninToken ok", "ConsoleLogin ok"])
    }

    @Test func theDurationIsTaken() async throws {
        let site = try await Site()
        try await site.visit { browser in
            let credentials = try await IssuedCredentials.issue(browser)
            let answer = try await ask(browser, .post, credentials.session(), duration: "900")
            let token = try #require(answer.json["SigninToken"] as? String)
            let login = try await browser.get("/federation?Action=login&SigninToken=\(PercentEncoding.encode(token))")
            #expect(login.headers[.setCookie]?.contains("Max-Age=900") == true)
        }
    }

    @Test(arguments: ["899", "43201", "-1", "", "x", "99999999999999999999"])
    func anotherDurationIsRefused(_ duration: String) async throws {
        let site = try await Site()
        try await site.visit { browser in
            let credentials = try await IssuedCredentials.issue(browser)
            let answer = try await ask(browser, .post, credentials.session(), duration: duration)
            #expect(answer.status == .badRequest)
            #expect(answer.text.contains("SessionDuration"))
        }
        #expect(site.recorded.count == 2)
    }

    @Test(arguments: Way.allCases)
    private func wrongCredentialsAreRefused(_ way: Way) async throws {
        let site = try await Site()
        try await site.visit { browser in
            let credentials = try await IssuedCredentials.issue(browser)
            let other = try await IssuedCredentials.issue(browser)
            let mixed = IssuedCredentials(
                accessKeyID: credentials.accessKeyID, secret: other.secret, token: other.token)
            let sessions = [
                credentials.session(secret: "x"), credentials.session(secret: other.secret), mixed.session(), "", "{}",
                "[]", "null",
                #"{"sessionId":"a","sessionKey":"b"}"#, #"{"sessionId":1,"sessionKey":2,"sessionToken":3}"#,
                String(repeating: "[", count: 16_000), String(repeating: " ", count: 16_385),
            ]
            for session in sessions {
                let answer = try await ask(browser, way, session)
                #expect(answer.status == .badRequest)
                #expect(answer.json["SigninToken"] == nil)
            }
        }
        #expect(site.recorded.count == 2 + 11)
    }

    @Test func expiredCredentialsAreRefused() async throws {
        let site = try await Site()
        let clock = site.clock
        try await site.visit { browser in
            let credentials = try await IssuedCredentials.issue(browser)
            clock.advance(by: 3_600)
            let answer = try await ask(browser, .get, credentials.session())
            #expect(answer.text.contains("the credentials have expired"))
        }
    }

    @Test func headGivesNoToken() async throws {
        let site = try await Site()
        try await site.visit { browser in
            let credentials = try await IssuedCredentials.issue(browser)
            let answer = try await browser.send(
                .head,
                "/federation?" + Browser.form([("Action", "getSigninToken"), ("Session", credentials.session())]))
            #expect(answer.text.isEmpty)
        }
    }

    @Test func theConfigurationCanMakeThemWorkOnce() async throws {
        let site = try await Site(extra: "sessions: { signinTokensWorkOnce: true }\n")
        try await site.visit { browser in
            let credentials = try await IssuedCredentials.issue(browser)
            let answer = try await ask(browser, .post, credentials.session())
            let token = try #require(answer.json["SigninToken"] as? String)
            let path = "/federation?Action=login&SigninToken=\(PercentEncoding.encode(token))"
            #expect(try await browser.get(path).status == .found)
            #expect(try await browser.stranger().get(path).status == .badRequest)
        }
    }
}
