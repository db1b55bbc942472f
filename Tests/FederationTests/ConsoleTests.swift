import Accounts
import Audit
import Encodings
import FederationTesting
import Foundation
import SAML2
import STS
import Sessions
import Testing

@Suite struct ConsoleTests {
    private let nonce = BrowserNonce()

    private func redeem(
        _ broker: Broker, _ token: String, _ nonce: BrowserNonce?, at instant: Date = World.now
    ) async throws -> ConsoleSession {
        try await broker.service.redeem(signinToken: token, nonce: nonce, call: World.call, at: instant)
    }

    private func postedToken(_ broker: Broker, _ attributes: [SAMLAttribute] = World.attributes) async throws -> String
    {
        let result = try await broker.assume(World.request(World.assertion(attributes), channel: .browser))
        return try broker.service.signinToken(for: result, boundTo: nonce, at: World.now)
    }

    private func rule(_ body: () async throws -> Void) async -> String? {
        do {
            try await body()
            return nil
        } catch {
            return "\(error)"
        }
    }

    @Test func aPostedResponseSignsIn() async throws {
        let broker = try Broker()
        let token = try await postedToken(broker, World.attributes + [World.attribute("SessionDuration", "28800")])
        #expect(token.utf8.allSatisfy { $0 != UInt8(ascii: "+") && $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "=") })
        let preview = try await broker.service.preview(signinToken: token, nonce: nonce, at: World.now)
        let console = try await redeem(broker, token, BrowserNonce(cookieValue: nonce.cookieValue))
        #expect(preview == console)
        #expect(console.secondsLeft(at: Timestamp(roundingDown: World.now)) == 28_800)
        #expect(console.session.issuer.name == "Administrator")
        let cookie = try broker.service.cookie(for: console)
        let later = World.now.addingTimeInterval(28_799)
        #expect(try await broker.service.consoleSession(cookie: cookie, at: later) == console)
        let over = await rule {
            _ = try await broker.service.consoleSession(cookie: cookie, at: later.addingTimeInterval(1))
        }
        #expect(over == "Invalid session: the session is over")
    }

    @Test func withoutRoomForTheRecordNoTokenIsUsedUp() async throws {
        let broker = try Broker()
        let token = try await postedToken(broker)
        broker.sink.hasRoom = false
        let refusal = await rule { _ = try await redeem(broker, token, nonce) }
        #expect(refusal == "The service is unavailable: try again")
        broker.sink.hasRoom = true
        _ = try await redeem(broker, token, nonce)
        let again = await rule { _ = try await redeem(broker, token, nonce) }
        #expect(again == "Invalid SigninToken parameter: it was used already")
        #expect(broker.sink.reservations == 0)
    }

    @Test func aPostedTokenIsForOneBrowserAndOneUse() async throws {
        let broker = try Broker()
        let token = try await postedToken(broker)
        for other in [nil, BrowserNonce()] {
            let refusal = await rule { _ = try await redeem(broker, token, other) }
            #expect(refusal == "Invalid SigninToken parameter: it was issued to another browser")
        }
        _ = try await redeem(broker, token, nonce)
        let again = await rule { _ = try await redeem(broker, token, nonce) }
        #expect(again == "Invalid SigninToken parameter: it was used already")
    }

    @Test func aPreviewUsesNothingUp() async throws {
        let broker = try Broker()
        let token = try await postedToken(broker)
        for _ in 0..<3 { _ = try await broker.service.preview(signinToken: token, nonce: nonce, at: World.now) }
        _ = try await redeem(broker, token, nonce)
    }

    @Test func aTokenIsGoodForFifteenMinutes() async throws {
        let broker = try Broker()
        let token = try await postedToken(broker)
        let late = await rule { _ = try await redeem(broker, token, nonce, at: World.now.addingTimeInterval(900)) }
        #expect(late == "Invalid SigninToken parameter: it has expired: a sign-in URL works for 15 minutes")
        _ = try await redeem(broker, token, nonce, at: World.now.addingTimeInterval(899.999))
    }

    @Test func everyFlippedBitIsRefused() async throws {
        let broker = try Broker()
        let token = Array(try await postedToken(broker).utf8)
        for index in token.indices.dropLast() {
            var changed = token
            changed[index] = changed[index] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
            let text = String(decoding: changed, as: UTF8.self)
            let refusal = await rule { _ = try await redeem(broker, text, nonce) }
            #expect(refusal == "Invalid SigninToken parameter: it was not issued here, or was changed")
        }
    }

    @Test func noTokenOpensAsAnotherKind() async throws {
        let broker = try Broker()
        let result = try await broker.assume(World.request(channel: .browser))
        let signin = try broker.service.signinToken(for: result, boundTo: nonce, at: World.now)
        let cookie = try broker.service.cookie(
            for: try await broker.service.preview(signinToken: signin, nonce: nonce, at: World.now))
        let session = result.credentials.sessionToken
        let urlSession = session.replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
        for token in [cookie, session, urlSession] {
            #expect(await rule { _ = try await redeem(broker, token, nonce) } != nil)
        }
        for token in [signin, session, urlSession] {
            #expect(await rule { _ = try await broker.service.consoleSession(cookie: token, at: World.now) } != nil)
        }
        for token in [signin, cookie, signin + "=", cookie + "="] {
            let refusal = await rule {
                _ = try await broker.service.session(
                    accessKeyID: result.credentials.accessKeyID, sessionToken: token, at: World.now)
            }
            #expect(refusal != nil)
        }
    }

    @Test func credentialsMakeASigninToken() async throws {
        let broker = try Broker()
        let credentials = try await broker.assume().credentials
        let token = try await broker.service.getSigninToken(
            accessKeyID: credentials.accessKeyID, secretAccessKey: credentials.secretAccessKey,
            sessionToken: credentials.sessionToken, sessionDuration: 43_200, call: World.call, at: World.now)
        let console = try await redeem(broker, token, nil)
        #expect(console.secondsLeft(at: Timestamp(roundingDown: World.now)) == 43_200)
        _ = try await redeem(broker, token, nil)
        #expect(
            broker.sink.events.map(\.eventName) == [
                "AssumeRoleWithSAML", "GetSigninToken", "ConsoleLogin", "ConsoleLogin",
            ])
    }

    @Test func theRecordTellsWhereTheSignInLed() async throws {
        func record(agent: String, loginTo: String?) async throws -> [String: JSONValue] {
            let broker = try Broker()
            let token = try await postedToken(broker)
            let call = CallContext(requestID: "req-2", sourceIPAddress: "192.0.2.10", userAgent: agent)
            _ = try await broker.service.redeem(
                signinToken: token, nonce: nonce, loginTo: loginTo, call: call, at: World.now)
            let members = try #require(broker.sink.events.last).additionalEventData
            return Dictionary(members.map { ($0.name, $0.value) }) { first, _ in first }
        }
        let phone = try await record(agent: "Mozilla/5.0 (iPhone) Mobile", loginTo: "https://console.example.org/")
        #expect(phone["LoginTo"] == .string("https://console.example.org/"))
        #expect(phone["MobileVersion"] == .string("Yes"))
        #expect(phone["MFAUsed"] == .string("No"))
        #expect(phone["consoleSessionEnd"] != nil)
        let desk = try await record(agent: "Mozilla/5.0 (X11; Linux)", loginTo: nil)
        #expect(desk["MobileVersion"] == .string("No"))
        #expect(desk["LoginTo"] == nil)
    }

    @Test func tokensOfCredentialsMayWorkOnce() async throws {
        let broker = try Broker(options: .init(signinTokensWorkOnce: true))
        let credentials = try await broker.assume().credentials
        let token = try await broker.service.getSigninToken(
            accessKeyID: credentials.accessKeyID, secretAccessKey: credentials.secretAccessKey,
            sessionToken: credentials.sessionToken, sessionDuration: nil, call: World.call, at: World.now)
        #expect(try await redeem(broker, token, nil).expiresAt == credentials.expiration)
        #expect(await rule { _ = try await redeem(broker, token, nil) } != nil)
    }

    @Test func otherCredentialsMakeNone() async throws {
        let broker = try Broker()
        let credentials = try await broker.assume().credentials
        let other = try await broker.assume(World.request(role: World.reader)).credentials
        for (id, secret, token, duration, instant) in [
            (credentials.accessKeyID, other.secretAccessKey, credentials.sessionToken, nil, World.now),
            (credentials.accessKeyID, "", credentials.sessionToken, nil, World.now),
            (other.accessKeyID, credentials.secretAccessKey, credentials.sessionToken, nil, World.now),
            (credentials.accessKeyID, credentials.secretAccessKey, "", nil, World.now),
            (credentials.accessKeyID, credentials.secretAccessKey, credentials.sessionToken, 899, World.now),
            (credentials.accessKeyID, credentials.secretAccessKey, credentials.sessionToken, 43_201, World.now),
            (
                credentials.accessKeyID, credentials.secretAccessKey, credentials.sessionToken, nil,
                World.now.addingTimeInterval(3_600)
            ),
        ] as [(String, String, String, Int?, Date)] {
            let refusal = await rule {
                _ = try await broker.service.getSigninToken(
                    accessKeyID: id, secretAccessKey: secret, sessionToken: token, sessionDuration: duration,
                    call: World.call, at: instant)
            }
            #expect(refusal?.hasPrefix("Invalid ") == true)
            #expect(broker.sink.events.last?.errorMessage == refusal)
        }
    }

    @Test func theIdentityProvidersSessionLimitsTheConsole() async throws {
        let broker = try Broker()
        let assertion = try World.assertion(sessionNotOnOrAfter: World.now.addingTimeInterval(7_000))
        let credentials = try await broker.assume(World.request(assertion)).credentials
        let token = try await broker.service.getSigninToken(
            accessKeyID: credentials.accessKeyID, secretAccessKey: credentials.secretAccessKey,
            sessionToken: credentials.sessionToken, sessionDuration: 43_200, call: World.call, at: World.now)
        #expect(try await redeem(broker, token, nil).secondsLeft(at: Timestamp(roundingDown: World.now)) == 7_000)
    }

    @Test(
        arguments: [
            (.longTerm, nil), (.sessionToken, nil), (.assumedRole(isChained: true), nil),
            (.assumedRole(isChained: false), 900), (.federationToken, 3_600),
        ] as [(CredentialSource, Int64?)])
    func whoMaySignIn(source: CredentialSource, seconds: Int64?) {
        let now = Timestamp(roundingDown: World.now)
        let expiration = now.advanced(bySeconds: 3_600)
        let grant = try? ConsoleSessionRule.grant(
            source: source, expiration: expiration, requested: 900, limit: nil, at: now)
        #expect(grant?.end == seconds.map { now.advanced(bySeconds: $0) })
        #expect((grant?.note != nil) == (source == .federationToken))
        #expect(throws: FederationEndpointError.self) {
            try ConsoleSessionRule.grant(source: source, expiration: now, requested: nil, limit: nil, at: now)
        }
    }

    @Test(arguments: ["", "abc", String(repeating: "A", count: 44), String(repeating: "+", count: 43)])
    func otherCookieValuesAreNoNonce(value: String) {
        #expect(BrowserNonce(cookieValue: value) == nil)
    }
}
