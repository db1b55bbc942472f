import Accounts
import FederationTesting
import Foundation
import SAML2
import STS
import Sessions
import Testing

@Suite struct RevocationTests {
    private static let later = World.now.addingTimeInterval(60)

    private func targets(_ result: AssumeRoleWithSAMLResult) -> [RevocationTarget] {
        [
            .role(uniqueID: result.session.issuer.uniqueID),
            .subject(nameQualifier: result.nameQualifier, subject: result.subject),
            .session(accessKeyID: result.credentials.accessKeyID),
        ]
    }

    private func open(_ broker: Broker, _ credentials: SessionCredentials, at instant: Date) async throws {
        _ = try await broker.service.session(
            accessKeyID: credentials.accessKeyID, sessionToken: credentials.sessionToken, at: instant)
    }

    @Test(arguments: 0..<3)
    func whatWasIssuedBeforeIsWorthNothing(index: Int) async throws {
        let broker = try Broker()
        let result = try await broker.assume()
        let target = targets(result)[index]
        try await open(broker, result.credentials, at: Self.later)
        try await broker.store.revoke(Revocation(target: target, issuedAtOrBefore: World.now))
        await #expect(throws: STSError.self) { try await open(broker, result.credentials, at: Self.later) }
        try await broker.store.withdrawRevocation(of: target)
        try await open(broker, result.credentials, at: Self.later)
    }

    @Test func whatIsIssuedLaterHolds() async throws {
        let broker = try Broker()
        let result = try await broker.assume(
            World.request(World.assertion(issued: Self.later)), at: Self.later)
        for target in targets(result) {
            let before = Self.later.addingTimeInterval(-0.001)
            try await broker.store.revoke(Revocation(target: target, issuedAtOrBefore: before))
        }
        try await open(broker, result.credentials, at: Self.later)
    }

    @Test(arguments: 0..<2)
    func assertionsIssuedBeforeAreNotRedeemedAnyMore(index: Int) async throws {
        let broker = try Broker()
        let result = try await broker.assume()
        try await broker.store.revoke(Revocation(target: targets(result)[index], issuedAtOrBefore: World.now))
        let request = try World.request(World.assertion(id: "_2"))
        #expect(try await broker.refusal(request, at: Self.later).code == .accessDenied)
        let fresh = try World.request(World.assertion(id: "_3", issued: Self.later))
        try await broker.assume(fresh, at: Self.later)
    }

    @Test(arguments: 0..<3)
    func signInTokensAndCookiesGoWithIt(index: Int) async throws {
        let broker = try Broker()
        let result = try await broker.assume(World.request(channel: .browser))
        let nonce = BrowserNonce()
        let token = try broker.service.signinToken(for: result, boundTo: nonce, at: World.now)
        let second = try broker.service.signinToken(for: result, boundTo: nonce, at: World.now)
        let console = try await broker.service.redeem(signinToken: token, nonce: nonce, call: World.call, at: World.now)
        let cookie = try broker.service.cookie(for: console)
        try await broker.store.revoke(Revocation(target: targets(result)[index], issuedAtOrBefore: World.now))
        await #expect(throws: FederationEndpointError.self) {
            try await broker.service.consoleSession(cookie: cookie, at: Self.later)
        }
        await #expect(throws: FederationEndpointError.self) {
            try await broker.service.redeem(signinToken: second, nonce: nonce, call: World.call, at: Self.later)
        }
    }
}
