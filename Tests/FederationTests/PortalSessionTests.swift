import Accounts
import Audit
import Encodings
import FederationTesting
import Foundation
import IAMPolicy
import Keys
import Portal
import SAML2
import STS
import Sessions
import Testing

/// A browser that signed in, with its portal session.
private struct Visit {
    let broker: Broker
    let portal: PortalSessions
    let key: PortalKey
    let session: PortalSession

    init(
        _ broker: Broker, _ assertion: ValidatedAssertion? = nil, lifetime: Int = 3_600, at instant: Date = World.now
    ) async throws {
        self.broker = broker
        portal = PortalSessions(service: broker.service, store: broker.store, keyRing: broker.ring, lifetime: lifetime)
        let begun = try await Self.begin(portal, broker, assertion, at: instant)
        (key, session) = try #require(begun)
    }

    static func begin(
        _ portal: PortalSessions, _ broker: Broker, _ assertion: ValidatedAssertion? = nil, at instant: Date = World.now
    ) async throws -> (key: PortalKey, session: PortalSession)? {
        let signIn = try await broker.service.signIn(World.validation(assertion), call: World.call, at: instant)
        return try await portal.begin(signIn, random: SystemRandomSource(), at: instant)
    }

    /// Takes a role, as a page would.
    func take(
        _ role: String = World.admin, seconds: Int? = nil, at instant: Date = World.now
    ) async throws -> AssumeRoleWithSAMLResult {
        let session = try await portal.session(key, at: instant)
        return try await portal.service.assumeRole(
            role, of: session.signIn, durationSeconds: seconds, call: World.call, at: instant)
    }

    /// Why a role is refused.
    func refusal(_ role: String = World.admin, at instant: Date = World.now) async throws -> STSError {
        do {
            _ = try await take(role, at: instant)
        } catch let error as STSError {
            return error
        }
        throw Broker.Unrefused(location: #_sourceLocation)
    }

    /// Why there is no session.
    func ending(_ key: PortalKey? = nil, at instant: Date = World.now) async throws -> PortalError? {
        do {
            _ = try await portal.session(key ?? self.key, at: instant)
            return nil
        } catch {
            return error
        }
    }

    func open(_ credentials: SessionCredentials, at instant: Date) async throws {
        _ = try await broker.service.session(
            accessKeyID: credentials.accessKeyID, sessionToken: credentials.sessionToken, at: instant)
    }
}

@Suite("Portal sessions give roles")
struct PortalSessionTests {
    private static let later = World.now.addingTimeInterval(1_800)

    @Test func whileTheyLastLongAfterTheResponseHasEnded() async throws {
        let visit = try await Visit(Broker())
        for role in [World.admin, World.reader, World.admin] {
            let result = try await visit.take(role, at: Self.later)
            #expect("\(result.session.issuer.arn)" == role)
            #expect(result.session.name == "alice@example.com")
            #expect(result.credentials.expiration == Timestamp(roundingDown: Self.later).advanced(bySeconds: 3_600))
            try await visit.open(result.credentials, at: Self.later)
        }
        let records = visit.broker.sink.events.filter { $0.eventName == "AssumeRoleWithSAML" }
        #expect(records.count == 3)
        for record in records {
            #expect(record.additionalEventData.contains(JSONMember("portalSession", visit.session.signIn.id)))
            #expect(record.userIdentity.members.contains(JSONMember("type", "SAMLUser")))
        }
    }

    @Test(arguments: [(3_599.0, PortalError?.none), (3_600, .over), (100_000, .over)])
    func untilTheirEnd(seconds: Double, ending: PortalError?) async throws {
        let visit = try await Visit(Broker())
        #expect(try await visit.ending(at: World.now.addingTimeInterval(seconds)) == ending)
    }

    @Test(arguments: [(599.0, PortalError?.none), (600, .over)])
    func untilTheIdentityProvidersSessionEnds(seconds: Double, ending: PortalError?) async throws {
        let assertion = try World.assertion(sessionNotOnOrAfter: World.now.addingTimeInterval(600))
        let visit = try await Visit(Broker(), assertion)
        #expect(try await visit.ending(at: World.now.addingTimeInterval(seconds)) == ending)
        let last = World.now.addingTimeInterval(599)
        #expect(
            try await visit.take(at: last).credentials.expiration
                == Timestamp(roundingDown: World.now).advanced(
                    bySeconds: 600))
    }

    @Test func toWhomeverHasTheirKeyAlone() async throws {
        let visit = try await Visit(Broker())
        let stranger = PortalKey(random: SystemRandomSource())
        #expect(try await visit.ending(stranger) == .unknown)
        #expect(PortalKey(cookieValue: visit.key.cookieValue)?.formToken == visit.key.formToken)
        #expect(visit.key.isFormToken(visit.key.formToken))
        for value in [stranger.formToken, "", visit.key.cookieValue] { #expect(!visit.key.isFormToken(value)) }
        for value in ["", "AAAA", visit.key.cookieValue + "A", "%00"] { #expect(PortalKey(cookieValue: value) == nil) }
    }

    @Test func forWhatTheAssertionGivesAlone() async throws {
        let visit = try await Visit(Broker())
        for role in ["arn:aws:iam::210987654321:role/Elsewhere", "arn:aws:iam::123456789012:role/Unknown", "x"] {
            let refusal = try await visit.refusal(role)
            #expect([.accessDenied, .validationError].contains(refusal.code))
            let record = try #require(visit.broker.sink.events.last)
            #expect(record.errorCode == refusal.code.name)
            #expect(record.additionalEventData.contains(JSONMember("portalSession", visit.session.signIn.id)))
            #expect(record.userIdentity != .unknown)
        }
    }

    /// A response may hold under the rules of one provider and not under those of another.
    @Test func byTheProvidersUnderWhoseRulesTheAssertionWasValidated() async throws {
        let visit = try await Visit(Broker())
        let kept = visit.session.signIn
        for (providers, isGiven) in [
            (nil, true), ([World.provider], true), (["\(World.provider)x"], false), ([], false),
        ] as [(Set<String>?, Bool)] {
            let signIn = KeptSignIn(
                assertion: kept.assertion, providers: providers, id: kept.id, issuedAt: kept.issuedAt)
            var refusal: STSError?
            do throws(STSError) {
                _ = try await visit.portal.service.assumeRole(
                    World.admin, of: signIn, durationSeconds: nil, call: World.call, at: World.now)
            } catch {
                refusal = error
            }
            #expect((refusal == nil) == isGiven, "\(refusal?.code.name ?? "given")")
        }
    }

    @Test func asTheirTrustPolicyHasItThen() async throws {
        let broker = try Broker()
        let visit = try await Visit(broker)
        let strict = try Broker(
            directory: World.directory(trust: World.trust(actions: #"["sts:TagSession"]"#)), ring: broker.ring,
            store: broker.store)
        let portal = PortalSessions(service: strict.service, store: broker.store, keyRing: broker.ring)
        let session = try await portal.session(visit.key, at: Self.later)
        let offers = try await strict.service.offers(of: session.signIn, call: World.call, at: Self.later)
        #expect(offers.map(\.roleName) == ["Administrator", "Reader"])
        #expect(offers.allSatisfy { $0.refusal?.code == .accessDenied })
        await #expect(throws: STSError.self) {
            try await strict.service.assumeRole(World.admin, of: session.signIn, call: World.call, at: Self.later)
        }
        #expect(strict.sink.events.last?.errorCode == "AccessDenied")
        _ = try await visit.take(at: Self.later)
    }

    /// Its metadata has the key of somebody else since.
    @Test func asLongAsTheProviderVouches() async throws {
        let broker = try Broker()
        let visit = try await Visit(broker)
        let account = try World.account()
        let other = try FederationDirectory(
            accounts: [account],
            providers: [
                SAMLProvider(account: account, name: "corp-idp", metadata: World.metadata(key: World.stranger))
            ],
            roles: [
                Role(
                    account: account, name: "Administrator",
                    trustPolicy: PolicyDocument(parsing: World.openTrust, kind: .trust))
            ])
        let changed = try Broker(directory: other, ring: broker.ring, store: broker.store)
        let session = try await visit.portal.session(visit.key, at: Self.later)
        #expect(try await changed.service.offers(of: session.signIn, call: World.call, at: Self.later).isEmpty)
        await #expect(throws: STSError.self) {
            try await changed.service.assumeRole(World.admin, of: session.signIn, call: World.call, at: Self.later)
        }
    }

    @Test func forNoMoreTimeThanTheRoleAllows() async throws {
        let visit = try await Visit(Broker())
        let now = Timestamp(roundingDown: World.now)
        #expect(try await visit.take(seconds: 7_200).credentials.expiration == now.advanced(bySeconds: 7_200))
        await #expect(throws: STSError.self) { try await visit.take(seconds: 7_201) }
        await #expect(throws: STSError.self) { try await visit.take(seconds: 899) }
    }

    @Test func andTheirResponseGivesThoseRolesNoMore() async throws {
        let broker = try Broker()
        let assertion = try World.assertion()
        let visit = try await Visit(broker, assertion)
        _ = try await visit.take()
        #expect(
            try await broker.refusal(World.request(assertion, channel: .browser)).message
                == "Response has already been redeemed")
        try await broker.assume(World.request(assertion, role: World.reader, channel: .browser))
        try await broker.assume(World.request(assertion, channel: .api))
    }

    @Test func nothingOfTheKeyIsShown() async throws {
        let visit = try await Visit(Broker())
        _ = try await visit.take()
        var dumped = ""
        dump(visit.key, to: &dumped)
        let lines = visit.broker.sink.events.map { String(decoding: $0.jsonLine, as: UTF8.self) }
        for text in lines + [dumped, "\(visit.key)"] {
            #expect(!text.contains(visit.key.cookieValue) && !text.contains(visit.key.formToken))
        }
    }
}

@Suite("Portal sessions end")
struct PortalSessionEndTests {
    private static let soon = World.now.addingTimeInterval(60)

    private static func targets(_ visit: Visit) throws -> [RevocationTarget] {
        let qualifier = SAMLSubject.nameQualifier(issuer: World.issuer, document: "123456789012/corp-idp")
        return [
            .subject(nameQualifier: qualifier, subject: visit.session.userName),
            .session(accessKeyID: visit.session.signIn.id),
            .sessionName("alice@example.com", providerARN: nil),
            .attribute(name: "PrincipalTag:team", value: "blue", providerARN: World.provider),
        ]
    }

    private static let attributes = World.attributes + [World.attribute("PrincipalTag:team", "blue")]

    @Test(arguments: 0..<4)
    func withARevocationAndAllThatCameOfThemToo(index: Int) async throws {
        let visit = try await Visit(Broker(), World.assertion(Self.attributes))
        let credentials = try await visit.take().credentials
        let target = try Self.targets(visit)[index]
        try await visit.broker.store.revoke(Revocation(target: target, issuedAtOrBefore: World.now))
        guard case .revoked? = try await visit.ending(at: Self.soon) else {
            Issue.record("a session that is revoked is open")
            return
        }
        await #expect(throws: STSError.self) { try await visit.open(credentials, at: Self.soon) }
        await #expect(throws: STSError.self) {
            try await visit.portal.service.assumeRole(
                World.admin, of: visit.session.signIn, call: World.call, at: Self.soon)
        }
        try await visit.broker.store.withdrawRevocation(of: target)
        #expect(try await visit.ending(at: Self.soon) == nil)
        try await visit.open(credentials, at: Self.soon)
    }

    /// Credentials of after the revocation, of a session of before: nobody can have them, but for a race.
    @Test(arguments: 0..<2)
    func withARevocationThatIsOlderThanTheCredentials(index: Int) async throws {
        let visit = try await Visit(Broker(), World.assertion(Self.attributes))
        let credentials = try await visit.take(at: Self.soon).credentials
        try await visit.broker.store.revoke(
            Revocation(target: try Self.targets(visit)[index], issuedAtOrBefore: World.now))
        await #expect(throws: STSError.self) { try await visit.open(credentials, at: Self.soon) }
    }

    @Test func withNoneThatWasBeforeThem() async throws {
        let visit = try await Visit(Broker(), World.assertion(Self.attributes))
        for target in try Self.targets(visit) {
            try await visit.broker.store.revoke(
                Revocation(target: target, issuedAtOrBefore: World.now.addingTimeInterval(-0.001)))
        }
        let credentials = try await visit.take(at: Self.soon).credentials
        try await visit.open(credentials, at: Self.soon)
    }

    @Test func notWithARoleThatIsRevoked() async throws {
        let visit = try await Visit(Broker())
        let role = try await visit.take().session.issuer.uniqueID
        try await visit.broker.store.revoke(
            Revocation(target: .role(uniqueID: role), issuedAtOrBefore: World.now))
        #expect(try await visit.refusal(at: Self.soon).code == .accessDenied)
        _ = try await visit.take(World.reader, at: Self.soon)
        let offers = try await visit.portal.service.offers(of: visit.session.signIn, call: World.call, at: Self.soon)
        #expect(offers.map { $0.refusal == nil } == [false, true])
    }

    @Test func whenTheirUserSignsOut() async throws {
        let broker = try Broker()
        let visit = try await Visit(broker)
        let other = try await Visit(broker, World.assertion(id: "_2"))
        try await visit.portal.end(visit.key)
        #expect(try await visit.ending() == .unknown)
        #expect(try await other.ending() == nil)
        try await visit.portal.end(visit.key)
    }

    @Test func whenTheIdentityProviderSaysSo() async throws {
        let broker = try Broker()
        let visit = try await Visit(broker)
        let name = visit.session.userName
        #expect(try await visit.portal.end(issuer: World.issuer, subject: "somebody else") == 0)
        #expect(try await visit.portal.end(issuer: "https://other.example.com", subject: name) == 0)
        #expect(try await visit.ending() == nil)
        #expect(try await visit.portal.end(issuer: World.issuer, subject: name) == 1)
        #expect(try await visit.ending() == .unknown)
    }

    @Test func whenTheirUserHasTooManyOthers() async throws {
        let broker = try Broker()
        let portal = PortalSessions(
            service: broker.service, store: broker.store, keyRing: broker.ring, limits: (subject: 2, all: 3))
        var keys: [PortalKey] = []
        for index in 0..<3 {
            let instant = World.now.addingTimeInterval(Double(index))
            let assertion = try World.assertion(id: "_\(index)")
            keys.append(try #require(try await Visit.begin(portal, broker, assertion, at: instant)).key)
        }
        let oldest = keys[0]
        await #expect(throws: PortalError.unknown) { try await portal.session(oldest, at: Self.soon) }
        for key in keys.dropFirst() { _ = try await portal.session(key, at: Self.soon) }
        // Nobody's session gives way to a stranger's.
        let bob = try World.assertion(id: "_bob", subject: NameID(value: "bob"))
        #expect(try await Visit.begin(portal, broker, bob) != nil)
        let carol = try World.assertion(id: "_carol", subject: NameID(value: "carol"))
        await #expect(throws: PortalError.full) { try await Visit.begin(portal, broker, carol) }
        for key in keys.dropFirst() { _ = try await portal.session(key, at: Self.soon) }
    }

    @Test func andAreForgotten() async throws {
        let broker = try Broker()
        let visit = try await Visit(broker)
        try await visit.portal.forgetOver(at: World.now.addingTimeInterval(3_599))
        #expect(try await visit.ending() == nil)
        try await visit.portal.forgetOver(at: World.now.addingTimeInterval(3_600))
        #expect(try await visit.ending() == .unknown)
    }
}

@Suite("Portal sessions begin")
struct PortalSessionBeginningTests {
    @Test func onceWithAResponse() async throws {
        let broker = try Broker()
        let assertion = try World.assertion()
        let visit = try await Visit(broker, assertion)
        #expect(try await Visit.begin(visit.portal, broker, assertion) == nil)
        #expect(try await visit.ending() == nil)
    }

    /// Clocks may differ when an assertion is judged; a session of no time is none.
    @Test(arguments: [(-30.0, false), (0, false), (1, true)])
    func whileTheIdentityProvidersSessionLasts(seconds: Double, begins: Bool) async throws {
        let broker = try Broker()
        let portal = PortalSessions(service: broker.service, store: broker.store, keyRing: broker.ring)
        let assertion = try World.assertion(sessionNotOnOrAfter: World.now.addingTimeInterval(seconds))
        let begun = try await Visit.begin(portal, broker, assertion)
        #expect((begun != nil) == begins)
    }

    @Test func withNoneThatIsForOneUse() async throws {
        let broker = try Broker()
        let portal = PortalSessions(service: broker.service, store: broker.store, keyRing: broker.ring)
        #expect(try await Visit.begin(portal, broker, World.assertion(oneTimeUse: true)) == nil)
    }

    @Test func forEveryReplicaThatSharesStoreAndKeys() async throws {
        let broker = try Broker()
        let visit = try await Visit(broker)
        let replica = try Broker(ring: broker.ring, store: broker.store)
        let other = PortalSessions(service: replica.service, store: replica.store, keyRing: replica.ring)
        #expect(try await other.session(visit.key, at: World.now).userName == visit.session.userName)
        let stranger = try Broker(store: broker.store)
        let closed = PortalSessions(service: stranger.service, store: stranger.store, keyRing: stranger.ring)
        await #expect(throws: PortalError.unknown) { try await closed.session(visit.key, at: World.now) }
    }

    /// What is kept for one browser opens for no other, and not after a change.
    @Test func sealedForTheirBrowserAlone() async throws {
        let broker = try Broker()
        let visit = try await Visit(broker)
        let second = try await Visit(broker, World.assertion(id: "_2"))
        let sealed = try #require(try await broker.store.sealedPortalSession(visit.key.id))
        var changed = sealed
        changed[changed.count / 2] ^= 1
        for (key, content) in [(visit.key, changed), (second.key, sealed)] {
            try await Self.replace(key, by: content, in: broker.store)
        }
        #expect(try await visit.ending() == .unknown)
        #expect(try await second.ending() == .unknown)
    }

    @Test func andNothingOfTheUserIsReadableInTheStore() async throws {
        let broker = try Broker()
        let visit = try await Visit(broker)
        let sealed = try #require(try await broker.store.sealedPortalSession(visit.key.id))
        for text in [String(decoding: sealed, as: UTF8.self), String(decoding: visit.key.id, as: UTF8.self)] {
            for secret in [visit.session.userName, "alice@example.com", visit.key.cookieValue] {
                #expect(!text.contains(secret))
            }
        }
    }

    /// Puts something else in the place of what is kept.
    private static func replace(_ key: PortalKey, by sealed: [UInt8], in store: any FederationStore) async throws {
        try await store.endPortalSession(key.id, inFavourOf: nil)
        let now = Timestamp(roundingDown: World.now)
        let session = KeptPortalSession(
            id: key.id, subject: key.id, createdAt: now, expiresAt: now.advanced(bySeconds: 3_600), sealed: sealed)
        let beginning = try await store.begin(
            session, using: nil, limits: PortalSessionLimits(subject: 8, all: 20_000))
        #expect(beginning == .begun)
    }

    /// What was used up begins none, and one that could not be kept uses its response up.
    @Test func neverWhenTheirResponseWasUsedUp() async throws {
        let broker = try Broker()
        let portal = PortalSessions(
            service: broker.service, store: broker.store, keyRing: broker.ring, limits: (subject: 1, all: 1))
        let tried = try World.assertion(id: "_tried")
        try await portal.useUp(tried, at: World.now)
        #expect(try await Visit.begin(portal, broker, tried) == nil)
        let first = try #require(try await Visit.begin(portal, broker))
        let late = try World.assertion(id: "_late", subject: NameID(value: "bob"))
        await #expect(throws: PortalError.full) { try await Visit.begin(portal, broker, late) }
        try await portal.end(first.key)
        #expect(try await Visit.begin(portal, broker, late) == nil)
        // Nor does the one whose session has ended begin another.
        #expect(try await Visit.begin(portal, broker) == nil)
    }
}
