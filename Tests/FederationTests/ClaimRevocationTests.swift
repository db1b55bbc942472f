import Accounts
import Audit
import FederationTesting
import Foundation
import SAML2
import STS
import Sessions
import Testing

/// Sessions that are revoked by their name, or by what was said of their user.
@Suite struct ClaimRevocationTests {
    private static let later = World.now.addingTimeInterval(60)
    private static let mail = "urn:oid:0.9.2342.19200300.100.1.3"
    private static let attributes =
        World.attributes + [
            SAMLAttribute(name: mail, values: ["alice@example.com"]),
            SAMLAttribute(name: "groups", values: ["staff", "night-shift"]),
            World.attribute("PrincipalTag:team", "blue"),
        ]

    /// Those that reach the session of the assertion above.
    private static let hits: [RevocationTarget] = [
        .sessionName("alice@example.com", providerARN: nil),
        .sessionName("alice@example.com", providerARN: World.provider),
        .attribute(name: mail, value: "alice@example.com", providerARN: nil),
        .attribute(name: "mail", value: "alice@example.com", providerARN: World.provider),
        .attribute(name: "saml:MAIL", value: "alice@example.com", providerARN: nil),
        .attribute(name: "groups", value: "night-shift", providerARN: nil),
        .attribute(name: "PrincipalTag:team", value: "blue", providerARN: nil),
    ]

    /// Those that are near and reach others.
    private static let misses: [RevocationTarget] = [
        .sessionName("alice@example.org", providerARN: nil),
        .sessionName("Alice@example.com", providerARN: nil),
        .sessionName("alice@example.com", providerARN: World.provider + "2"),
        .attribute(name: "mail", value: "alice@example.co", providerARN: nil),
        .attribute(name: "mail", value: "alice@example.com", providerARN: World.provider + "2"),
        .attribute(name: "cn", value: "alice@example.com", providerARN: nil),
        .attribute(name: "groups", value: "night", providerARN: nil),
        .attribute(name: "Groups", value: "staff", providerARN: nil),
        .attribute(name: "PrincipalTag:team", value: "red", providerARN: nil),
    ]

    private func open(_ broker: Broker, _ credentials: SessionCredentials) async throws {
        _ = try await broker.service.session(
            accessKeyID: credentials.accessKeyID, sessionToken: credentials.sessionToken, at: Self.later)
    }

    private func revoke(_ broker: Broker, _ target: RevocationTarget, until instant: Date = World.now) async throws {
        try await broker.store.revoke(Revocation(target: target, issuedAtOrBefore: instant))
    }

    @Test(arguments: hits)
    func whoeverIsMeantIsEndedAndHasToSignInAgain(_ target: RevocationTarget) async throws {
        let broker = try Broker()
        let result = try await broker.assume(World.request(World.assertion(Self.attributes)))
        try await revoke(broker, target)
        await #expect(throws: STSError.self) { try await open(broker, result.credentials) }
        let old = try World.request(World.assertion(Self.attributes, id: "_2"))
        #expect(try await broker.refusal(old, at: Self.later).code == .accessDenied)
        let fresh = try World.request(World.assertion(Self.attributes, id: "_3", issued: Self.later))
        try await open(broker, try await broker.assume(fresh, at: Self.later).credentials)
        try await broker.store.withdrawRevocation(of: target)
        try await open(broker, result.credentials)
    }

    @Test(arguments: misses)
    func nobodyElseIs(_ target: RevocationTarget) async throws {
        let broker = try Broker()
        let result = try await broker.assume(World.request(World.assertion(Self.attributes)))
        try await revoke(broker, target)
        try await open(broker, result.credentials)
        try await broker.assume(World.request(World.assertion(Self.attributes, id: "_2")), at: Self.later)
    }

    @Test(arguments: hits)
    func consoleSessionsAndSignInTokensGoWithIt(_ target: RevocationTarget) async throws {
        let broker = try Broker()
        let result = try await broker.assume(World.request(World.assertion(Self.attributes), channel: .browser))
        let nonce = BrowserNonce()
        let tokens = try (0..<2).map { _ in
            try broker.service.signinToken(for: result, boundTo: nonce, at: World.now)
        }
        let console = try await broker.service.redeem(
            signinToken: tokens[0], nonce: nonce, call: World.call, at: World.now)
        let cookie = try broker.service.cookie(for: console)
        _ = try await broker.service.consoleSession(cookie: cookie, at: Self.later)
        try await revoke(broker, target)
        await #expect(throws: FederationEndpointError.self) {
            try await broker.service.consoleSession(cookie: cookie, at: Self.later)
        }
        await #expect(throws: FederationEndpointError.self) {
            try await broker.service.redeem(signinToken: tokens[1], nonce: nonce, call: World.call, at: Self.later)
        }
    }

    /// A user with more groups than a session can carry.
    private static func crowd(_ count: Int) -> [SAMLAttribute] {
        attributes + [SAMLAttribute(name: "memberOf", values: (0..<count).map { "group-\($0)" })]
    }

    @Test func manyValuesTakeNoRoomFromTheFew() async throws {
        let broker = try Broker()
        let result = try await broker.assume(World.request(World.assertion(Self.crowd(500))))
        #expect(result.credentials.sessionToken.utf8.count <= 4_096)
        try await revoke(broker, .attribute(name: "mail", value: "somebody@else", providerARN: nil))
        try await open(broker, result.credentials)
        try await revoke(broker, .attribute(name: "mail", value: "alice@example.com", providerARN: nil))
        await #expect(throws: STSError.self) { try await open(broker, result.credentials) }
    }

    /// Nobody can tell whether the session has it: its user signs in again, and then it is known.
    @Test func whatFoundNoRoomCountsAsHit() async throws {
        let broker = try Broker()
        let result = try await broker.assume(World.request(World.assertion(Self.crowd(500))))
        try await revoke(broker, .attribute(name: "memberOf", value: "another", providerARN: nil))
        await #expect(throws: STSError.self) { try await open(broker, result.credentials) }
        try await broker.assume(World.request(World.assertion(Self.crowd(500), id: "_2")), at: Self.later)
    }

    @Test func aFewValuesAreKnownOneByOne() async throws {
        let broker = try Broker()
        let result = try await broker.assume(World.request(World.assertion(Self.crowd(40))))
        try await revoke(broker, .attribute(name: "memberOf", value: "another", providerARN: nil))
        try await open(broker, result.credentials)
        try await revoke(broker, .attribute(name: "memberOf", value: "group-39", providerARN: nil))
        await #expect(throws: STSError.self) { try await open(broker, result.credentials) }
    }

    @Test func moreAttributesThanASessionCarriesAreHitByAny() async throws {
        let broker = try Broker()
        let many = (0..<60).map { SAMLAttribute(name: "a\($0)", values: ["v"]) }
        let result = try await broker.assume(World.request(World.assertion(World.attributes + many)))
        try await revoke(broker, .attribute(name: "b", value: "v", providerARN: nil))
        await #expect(throws: STSError.self) { try await open(broker, result.credentials) }
    }

    /// Whatever attribute stands last, and no other value, when there are as many as a session carries.
    @Test func asManyAttributesAsASessionCarriesAreKnownOneByOne() async throws {
        let (broker, limit) = (try Broker(), 48)
        let many = (0..<limit).map { SAMLAttribute(name: "a\($0)", values: ["v"]) }
        let result = try await broker.assume(World.request(World.assertion(World.attributes + many)))
        for (name, value) in [("b", "v"), ("a47", "w")] {
            try await revoke(broker, .attribute(name: name, value: value, providerARN: nil))
        }
        try await open(broker, result.credentials)
        try await revoke(broker, .attribute(name: "a47", value: "v", providerARN: nil))
        await #expect(throws: STSError.self) { try await open(broker, result.credentials) }
    }

    @Test func anAttributeMayStandSeveralTimes() async throws {
        let broker = try Broker()
        let groups = ["a", "b", "c"].map { SAMLAttribute(name: "groups", values: [$0, "also-\($0)"]) }
        let others = (0..<20).map { SAMLAttribute(name: "other-\($0)", values: ["v"]) }
        let result = try await broker.assume(
            World.request(World.assertion(World.attributes + [groups[0]] + others + groups[1...])))
        try await revoke(broker, .attribute(name: "groups", value: "also-d", providerARN: nil))
        try await open(broker, result.credentials)
        try await revoke(broker, .attribute(name: "groups", value: "also-c", providerARN: nil))
        await #expect(throws: STSError.self) { try await open(broker, result.credentials) }
        let again = try World.request(
            World.assertion(World.attributes + [groups[0]] + others + groups[1...], id: "_2"))
        await #expect(throws: STSError.self) { try await broker.assume(again) }
    }

    /// Sessions that are out there carry them: they stay what they are.
    @Test(arguments: [
        (ClaimMark(attribute: "groups", value: "admins"), "feabedd0efc5b88f"),
        (ClaimMark(attribute: "a", value: String(repeating: "x", count: 5_000)), "fd84e12355308dee"),
        (ClaimMark(attribute: "", value: ""), "515c171d51d26137"), (ClaimMark(sessionName: "ana"), "8e598f3a88d4ef99"),
    ])
    func aMarkIsAlwaysTheSame(_ mark: ClaimMark, _ hexadecimal: String) { #expect(mark.hexadecimal == hexadecimal) }

    @Test func theRecordOfAGrantHasTheMarks() async throws {
        let broker = try Broker()
        try await broker.assume(World.request(World.assertion(Self.attributes)))
        let record = try #require(broker.sink.events.last)
        let mark = ClaimMark(attribute: Self.mail, value: "alice@example.com").hexadecimal
        #expect(String(decoding: record.jsonLine, as: UTF8.self).contains("\"\(mark)\""))
    }
}

/// Names of sessions along a chain of roles.
@Suite struct SessionNameRevocationTests {
    @Test func whatWasReachedThroughANameEndsWithIt() async throws {
        let cast = try Cast()
        let caller = try await cast.user(policies: Cast.allow(#""sts:AssumeRole""#))
        let role = try await cast.role(policies: Cast.allow(#""sts:AssumeRole""#))
        func session(_ caller: Caller, _ name: String, at instant: Date) async throws -> (Caller, SessionCredentials) {
            let credentials = try await cast.service.assumeRole(
                AssumeRoleRequest(roleARN: role, roleSessionName: name), caller: caller, call: World.call, at: instant
            ).credentials
            let next = try await cast.service.authenticate(
                accessKeyID: credentials.accessKeyID, sessionToken: credentials.sessionToken, at: instant)
            return (next.caller, credentials)
        }
        let (first, _) = try await session(caller, "first", at: World.now)
        let later = World.now.addingTimeInterval(60)
        let (_, second) = try await session(first, "second", at: later)
        func isOpen() async -> Bool {
            let session = try? await cast.service.session(
                accessKeyID: second.accessKeyID, sessionToken: second.sessionToken, at: later)
            return session != nil
        }
        // Of the name that it has itself the later issue counts.
        for (name, instant, survives) in [
            ("third", later, true), ("second", World.now, true), ("second", later, false), ("first", World.now, false),
        ] {
            let target = RevocationTarget.sessionName(name, providerARN: nil)
            try await cast.broker.store.revoke(Revocation(target: target, issuedAtOrBefore: instant))
            #expect(await isOpen() == survives, "\(name)")
            try await cast.broker.store.withdrawRevocation(of: target)
        }
        let target = RevocationTarget.sessionName("first", providerARN: World.provider)
        try await cast.broker.store.revoke(Revocation(target: target, issuedAtOrBefore: later))
        #expect(await isOpen(), "nobody came through a provider")
    }
}
