import Accounts
import Audit
import Crypto
import Encodings
import FederationTesting
import Foundation
import IdentityCenter
import Keys
import Portal
import SAML2
import STS
import Sessions
import Testing

/// A user with a portal session, and a program of his that registered.
private struct Desk {
    let broker: Broker
    let portal: PortalSessions
    let center: IdentityCenter
    let key: PortalKey
    let session: PortalSession
    let client: (id: String, secret: String)

    static let url = "https://broker.example.com"
    static let device = "urn:ietf:params:oauth:grant-type:device_code"

    init(
        _ broker: Broker? = nil, _ assertion: ValidatedAssertion? = nil, lifetime: Int = 28_800,
        registration: String = #""scopes":["sso:account:access"]"#
    ) async throws {
        let broker = try broker ?? Broker()
        self.broker = broker
        portal = PortalSessions(service: broker.service, store: broker.store, keyRing: broker.ring)
        center = Self.center(broker, portal, lifetime: lifetime)
        let signIn = try await broker.service.signIn(World.validation(assertion), call: World.call, at: World.now)
        (key, session) = try #require(
            try await portal.begin(signIn, random: SystemRandomSource(), at: World.now))
        client = try Self.register(center, registration)
    }

    static func center(_ broker: Broker, _ portal: PortalSessions, lifetime: Int = 28_800) -> IdentityCenter {
        IdentityCenter(
            IdentityCenter.Settings(publicURL: url, partition: .aws, lifetime: lifetime), portal: portal,
            store: broker.store, keyRing: broker.ring, audit: broker.sink, random: SystemRandomSource(),
            limits: IdentityCenter.Limits())
    }

    static func register(
        _ center: IdentityCenter, _ more: String = #""scopes":["sso:account:access"]"#, at instant: Date = World.now
    ) throws -> (id: String, secret: String) {
        let body = #"{"clientName":"aws cli","clientType":"public",\#(more)}"#
        let answer = try center.registerClient(Array(body.utf8), call: World.call, at: instant)
        return (try #require(answer["clientId"]), try #require(answer["clientSecret"]))
    }

    /// What a program sends: its id and secret, and more.
    func body(_ members: [(String, String)], of client: (id: String, secret: String)? = nil) -> [UInt8] {
        let client = client ?? self.client
        let all = [("clientId", client.id), ("clientSecret", client.secret)] + members
        return Array(JSONValue.object(all.map { JSONMember($0.0, $0.1) }).text().utf8)
    }

    func start(at instant: Date = World.now) async throws -> (code: String, user: String) {
        let answer = try await center.startDeviceAuthorization(
            body([("startUrl", Self.url + "/start")]), call: World.call, at: instant)
        return (try #require(answer["deviceCode"]), try #require(answer["userCode"]))
    }

    func token(_ members: [(String, String)], at instant: Date = World.now) async throws -> JSONValue {
        try await center.createToken(body(members), call: World.call, at: instant)
    }

    func poll(_ code: String, at instant: Date = World.now) async throws -> JSONValue {
        try await token([("grantType", Self.device), ("deviceCode", code)], at: instant)
    }

    func say(_ isAllowed: Bool, _ user: String, at instant: Date = World.now) async throws {
        _ = try await center.answer(
            typed: user, isAllowed: isAllowed, by: session, key: key, call: World.call, at: instant)
    }

    /// Tokens by the way of a device code.
    func signIn() async throws -> (access: String, refresh: String) {
        let (code, user) = try await start()
        try await say(true, user)
        let answer = try await poll(code)
        return (try #require(answer["accessToken"]), try #require(answer["refreshToken"]))
    }

    /// The name of the refusal of a call; nil when it is not refused.
    static func fault(_ body: () async throws -> Void) async throws -> String? {
        do {
            try await body()
            return nil
        } catch let fault as ServiceFault {
            return fault.name
        }
    }

    func accounts(_ token: String, at instant: Date = World.now) async throws -> JSONValue {
        try await center.listAccounts("", token: token, call: World.call, at: instant)
    }
}

extension JSONValue {
    /// The text of a member.
    fileprivate subscript(_ name: String) -> String? {
        guard case .string(let text)? = member(name) else { return nil }
        return text
    }

    fileprivate func member(_ name: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }

    fileprivate var elements: [JSONValue] { if case .array(let values) = self { values } else { [] } }
}

@Suite("Programs register")
struct ClientRegistrationTests {
    @Test func andAreKnownAgainByTheirIDs() async throws {
        let desk = try await Desk()
        let known = desk.center.registrations.client(id: desk.client.id, at: Timestamp(roundingDown: World.now))
        #expect(known?.registration.name == "aws cli")
        _ = try await desk.start()
    }

    @Test(arguments: [
        (#"{"clientType":"public"}"#, "InvalidRequestException"),
        (#"{"clientName":" ","clientType":"public"}"#, "InvalidClientMetadataException"),
        (#"{"clientName":"a","clientType":"confidential"}"#, "InvalidClientMetadataException"),
        (#"{"clientName":"a","clientType":"public","scopes":["everything"]}"#, "InvalidScopeException"),
        (#"{"clientName":"a","clientType":"public","grantTypes":["password"]}"#, "UnsupportedGrantTypeException"),
        (#"{"clientName":"a","clientType":"public","scopes":"a"}"#, "InvalidRequestException"),
        (#"{"clientName":"a","clientType":"public","clientName":"b"}"#, "InvalidRequestException"),
        (#"["clientName"]"#, "InvalidRequestException"), ("{", "InvalidRequestException"),
        ("", "InvalidRequestException"), (#"{"clientName":1,"clientType":"public"}"#, "InvalidRequestException"),
    ])
    func notWithWhatIsNotAsItShouldBe(_ body: String, _ name: String) async throws {
        let desk = try await Desk()
        let fault = try await Desk.fault {
            _ = try desk.center.registerClient(Array(body.utf8), call: World.call, at: World.now)
        }
        #expect(fault == name)
    }

    @Test(arguments: [
        "http://127.0.0.1/oauth/callback", "http://127.0.0.1:8080/oauth/callback", "http://[::1]/", "http://localhost",
    ])
    func withRedirectURIsOfTheirOwnMachine(_ uri: String) async throws {
        let desk = try await Desk()
        _ = try Desk.register(desk.center, #""redirectUris":["\#(uri)"]"#)
    }

    @Test(arguments: [
        "https://127.0.0.1/", "http://127.0.0.1.evil.example/", "http://evil.example/", "http://localhost.evil.example",
        "http://127.0.0.1@evil.example/", "http://127.0.0.1:x/", "http://127.0.0.1:0/", "http://127.0.0.1:99999/",
        "http://127.0.0.1/?a=b", "http://127.0.0.1/#a", "http://127.0.0.1\\@evil.example/",
        "http://127.0.0.1:8080@evil/",
        "urn:ietf:wg:oauth:2.0:oob", "", "http://127.0.0.1/%2e", "HTTP://127.0.0.1/",
    ])
    func notWithAnyOther(_ uri: String) async throws {
        let desk = try await Desk()
        let text = JSONValue.string(uri).text()
        let fault = try await Desk.fault { _ = try Desk.register(desk.center, #""redirectUris":[\#(text)]"#) }
        #expect(fault == "InvalidRedirectUriException")
    }

    @Test func andAreNobodyWithoutTheirOwnSecret() async throws {
        let desk = try await Desk()
        let other = try Desk.register(desk.center)
        for client in [
            (desk.client.id, other.secret), (desk.client.id, ""), (desk.client.id, "AAAA"),
            ("AAAA", desk.client.secret),
            (desk.client.secret, desk.client.secret), (String(desk.client.id.dropLast()), desk.client.secret),
        ] {
            let body = desk.body([("startUrl", Desk.url)], of: (id: client.0, secret: client.1))
            let fault = try await Desk.fault {
                _ = try await desk.center.startDeviceAuthorization(body, call: World.call, at: World.now)
            }
            #expect(fault == "InvalidClientException" || fault == "InvalidRequestException")
        }
    }

    @Test func forNinetyDays() async throws {
        let desk = try await Desk()
        let end = World.now.addingTimeInterval(7_776_000)
        _ = try await desk.start(at: end.addingTimeInterval(-1))
        #expect(try await Desk.fault { _ = try await desk.start(at: end) } == "InvalidClientException")
    }
}

@Suite("Programs ask by device codes")
struct DeviceCodeTests {
    @Test func andGetTokensOnceTheirUserAllows() async throws {
        let desk = try await Desk()
        let (code, user) = try await desk.start()
        #expect(try await Desk.fault { _ = try await desk.poll(code) } == "AuthorizationPendingException")
        let (shown, grant) = try await desk.center.question(typed: user, by: desk.session, at: World.now)
        #expect(shown.text == user && grant.program == "aws cli" && grant.sourceAddress == "192.0.2.10")
        try await desk.say(true, user)
        let answer = try await desk.poll(code)
        #expect(answer["tokenType"] == "Bearer" && answer.member("expiresIn") == .integer(3_600))
        let token = try #require(answer["accessToken"])
        #expect(try await desk.accounts(token).member("accountList")?.elements.count == 1)
        let names = desk.broker.sink.events.map(\.eventName)
        #expect(names.contains("AuthorizeClient") && names.contains("CreateToken"))
        for event in desk.broker.sink.events {
            let line = String(decoding: event.jsonLine, as: UTF8.self)
            for secret in [code, token, desk.client.secret, answer["refreshToken"] ?? ""] {
                #expect(!line.contains(secret))
            }
        }
    }

    @Test func once() async throws {
        let desk = try await Desk()
        let (code, user) = try await desk.start()
        try await desk.say(true, user)
        _ = try await desk.poll(code)
        let later = World.now.addingTimeInterval(60)
        #expect(try await Desk.fault { _ = try await desk.poll(code, at: later) } == "InvalidGrantException")
    }

    @Test func andGetNothingWhenItIsDenied() async throws {
        let desk = try await Desk()
        let (code, user) = try await desk.start()
        try await desk.say(false, user)
        #expect(try await Desk.fault { _ = try await desk.poll(code) } == "AccessDeniedException")
        // What was said stands.
        await #expect(throws: VerificationFault.unknownCode) { try await desk.say(true, user) }
    }

    @Test func forTenMinutes() async throws {
        let desk = try await Desk()
        let (code, user) = try await desk.start()
        let end = World.now.addingTimeInterval(600)
        await #expect(throws: VerificationFault.unknownCode) { try await desk.say(true, user, at: end) }
        #expect(try await Desk.fault { _ = try await desk.poll(code, at: end) } == "ExpiredTokenException")
        try await desk.center.grants.forgetOver(at: end)
        let later = end.addingTimeInterval(60)
        #expect(try await Desk.fault { _ = try await desk.poll(code, at: later) } == "ExpiredTokenException")
        try await desk.center.grants.forgetOver(at: end.addingTimeInterval(600))
        let longAfter = end.addingTimeInterval(700)
        #expect(try await Desk.fault { _ = try await desk.poll(code, at: longAfter) } == "InvalidGrantException")
    }

    @Test func notWithTheCodesOfOthers() async throws {
        let desk = try await Desk()
        let (code, user) = try await desk.start()
        try await desk.say(true, user)
        let other = try Desk.register(desk.center)
        let body = desk.body([("grantType", Desk.device), ("deviceCode", code)], of: other)
        let fault = try await Desk.fault {
            _ = try await desk.center.createToken(body, call: World.call, at: World.now)
        }
        #expect(fault == "InvalidGrantException")
        for wrong in ["AAAA", "", user, String(code.dropLast()) + (code.last == "A" ? "B" : "A")] {
            let fault = try await Desk.fault { _ = try await desk.poll(wrong) }
            #expect(fault == "InvalidGrantException" || fault == "InvalidRequestException", "\(wrong)")
        }
        _ = try await desk.poll(code)
    }

    @Test func andAreToldWhenTheyAskTooOften() async throws {
        let desk = try await Desk()
        let (code, _) = try await desk.start()
        var faults: [String?] = []
        for _ in 0..<3 { faults.append(try await Desk.fault { _ = try await desk.poll(code) }) }
        #expect(
            faults == ["AuthorizationPendingException", "AuthorizationPendingException", "SlowDownException"])
        let later = World.now.addingTimeInterval(10)
        #expect(
            try await Desk.fault { _ = try await desk.poll(code, at: later) } == "AuthorizationPendingException")
        // Nobody else is.
        let other = try await desk.start()
        #expect(try await Desk.fault { _ = try await desk.poll(other.code) } == "AuthorizationPendingException")
    }

    @Test func fromTheirOwnBrokerAlone() async throws {
        let desk = try await Desk()
        for (url, isGood) in [
            (Desk.url, true), (Desk.url + "/", true), (Desk.url + "/start", true), (Desk.url + "/start/#/", true),
            (Desk.url + "/other", false), ("https://evil.example/start", false), (Desk.url + ".evil.example", false),
        ] {
            let fault = try await Desk.fault {
                _ = try await desk.center.startDeviceAuthorization(
                    desk.body([("startUrl", url)]), call: World.call, at: World.now)
            }
            #expect(fault == (isGood ? nil : "InvalidRequestException"), "\(url)")
        }
    }

    @Test func anAddressAloneFillsNothing() async throws {
        let desk = try await Desk()
        var refused = 0
        for _ in 0..<70 {
            do {
                _ = try await desk.start()
            } catch let fault as ServiceFault {
                #expect(fault.name == "SlowDownException" && fault.retryAfter == 1)
                refused += 1
            }
        }
        #expect(refused == 10)
        var call = World.call
        call.sourceIPAddress = "192.0.2.11"
        _ = try await desk.center.startDeviceAuthorization(
            desk.body([("startUrl", Desk.url)]), call: call, at: World.now)
    }

    @Test func codesThatAreGuessedAreFew() async throws {
        let desk = try await Desk()
        for _ in 0..<10 {
            await #expect(throws: VerificationFault.unknownCode) {
                try await desk.center.question(typed: "BCDF-GHJK", by: desk.session, at: World.now)
            }
        }
        await #expect(throws: VerificationFault.tooMany(seconds: 6)) {
            try await desk.center.question(typed: "BCDF-GHJK", by: desk.session, at: World.now)
        }
        // Another user is not kept from his code.
        let other = try await Desk(desk.broker, World.assertion(id: "_2", subject: NameID(value: "bob")))
        let (_, user) = try await desk.start()
        _ = try await desk.center.question(typed: user, by: other.session, at: World.now)
    }

    @Test(arguments: ["bcdf-ghjk", "BCDFGHJK", " BCDF GHJK "])
    func codesAreReadAsTheyAreTyped(_ typed: String) {
        #expect(UserCode(typed: typed)?.text == "BCDF-GHJK")
    }

    @Test(arguments: [
        "", "BCDF-GHJ", "BCDF-GHJKL", "ABCD-EFGH", "BCDF-GHJ1", String(repeating: "-", count: 70) + "BCDFGHJK",
    ])
    func otherTextsAreNoCodes(_ typed: String) { #expect(UserCode(typed: typed) == nil) }
}

@Suite("Programs ask by authorization codes")
struct AuthorizationCodeTests {
    private static let registration =
        #""scopes":["sso:account:access"],"grantTypes":["authorization_code","refresh_token"],"#
        + #""redirectUris":["http://127.0.0.1/oauth/callback"]"#
    private static let verifier = String(repeating: "v", count: 43)
    private static let uri = "http://127.0.0.1:41000/oauth/callback"

    private static func query(_ desk: Desk, _ change: [String: String] = [:]) -> String {
        let challenge = Base64.url.encode(Array(SHA256.hash(data: Data(verifier.utf8))))
        let fields = [
            "response_type": "code", "client_id": desk.client.id, "redirect_uri": uri, "state": "s t",
            "code_challenge": challenge, "code_challenge_method": "S256", "scopes": "sso:account:access",
        ].merging(change) { $1 }
        return fields.map { "\($0.key)=\(PercentEncoding.encode($0.value))" }.joined(separator: "&")
    }

    private static func request(_ desk: Desk, _ change: [String: String] = [:]) throws -> CodeRequest {
        try CodeRequest(
            query: query(desk, change), desk.center.registrations, at: Timestamp(roundingDown: World.now))
    }

    private static func code(_ desk: Desk, isAllowed: Bool = true) async throws -> String {
        let place = try await desk.center.answer(
            try request(desk), isAllowed: isAllowed, by: desk.session, key: desk.key, call: World.call, at: World.now)
        #expect(place.hasPrefix(uri + "?") && place.hasSuffix("&state=s%20t"))
        return String(place.dropFirst(uri.count + 1).prefix { $0 != "&" })
    }

    private static func redemption(_ code: String) -> [(String, String)] {
        [
            ("grantType", "authorization_code"), ("code", String(code.dropFirst("code=".count))), ("redirectUri", uri),
            ("codeVerifier", verifier),
        ]
    }

    @Test func andGetTokensForThem() async throws {
        let desk = try await Desk(registration: Self.registration)
        let code = try await Self.code(desk)
        let answer = try await desk.token(Self.redemption(code))
        _ = try await desk.accounts(try #require(answer["accessToken"]))
        #expect(
            try await Desk.fault { _ = try await desk.token(Self.redemption(code)) } == "InvalidGrantException")
    }

    @Test func orAreToldThatTheirUserDeniedIt() async throws {
        let desk = try await Desk(registration: Self.registration)
        #expect(try await Self.code(desk, isAllowed: false) == "error=access_denied")
    }

    @Test(arguments: [
        ("codeVerifier", String(repeating: "w", count: 43)), ("codeVerifier", "short"),
        ("redirectUri", "http://127.0.0.1:41001/oauth/callback"), ("code", "AAAA"),
        ("grantType", "urn:ietf:params:oauth:grant-type:device_code"),
    ])
    func notWithAnythingElse(_ name: String, _ value: String) async throws {
        let desk = try await Desk(registration: Self.registration)
        let fields = Self.redemption(try await Self.code(desk))
        let changed = fields.map { $0.0 == name ? (name, value) : $0 }
        #expect(try await Desk.fault { _ = try await desk.token(changed) } != nil)
        _ = try await desk.token(fields)
    }

    @Test func forTwoMinutes() async throws {
        let desk = try await Desk(registration: Self.registration)
        let code = try await Self.code(desk)
        let end = World.now.addingTimeInterval(120)
        let fault = try await Desk.fault { _ = try await desk.token(Self.redemption(code), at: end) }
        #expect(fault == "InvalidGrantException")
    }

    @Test(arguments: [
        ("redirect_uri", "http://127.0.0.1/other"), ("redirect_uri", "https://evil.example/oauth/callback"),
        ("redirect_uri", "http://localhost/oauth/callback"), ("client_id", "AAAA"), ("response_type", "token"),
        ("code_challenge_method", "plain"), ("code_challenge", "AAAA"), ("state", String(repeating: "s", count: 257)),
    ])
    func byLinksThatAreRightAlone(_ name: String, _ value: String) async throws {
        let desk = try await Desk(registration: Self.registration)
        _ = try Self.request(desk)
        #expect(throws: VerificationFault.self) { try Self.request(desk, [name: value]) }
    }

    @Test func onlyWhenTheyRegisteredForIt() async throws {
        let desk = try await Desk()
        #expect(throws: VerificationFault.self) { try Self.request(desk) }
    }
}

@Suite("What programs have ends")
struct ProgramTokenTests {
    private static let soon = World.now.addingTimeInterval(60)

    @Test func refreshTokensWorkOnce() async throws {
        let desk = try await Desk()
        let (access, refresh) = try await desk.signIn()
        let fields = [("grantType", "refresh_token"), ("refreshToken", refresh)]
        let next = try await desk.token(fields, at: Self.soon)
        #expect(next["accessToken"] != access && next["refreshToken"] != refresh)
        // At once again: a program that asked twice. Its session stays.
        #expect(try await Desk.fault { _ = try await desk.token(fields, at: Self.soon) } == "InvalidGrantException")
        let token = try #require(next["accessToken"])
        _ = try await desk.accounts(token, at: Self.soon)
        // Much later: two have it, and nobody knows which of them is the user's.
        let later = Self.soon.addingTimeInterval(61)
        #expect(try await Desk.fault { _ = try await desk.token(fields, at: later) } == "InvalidGrantException")
        #expect(try await Desk.fault { _ = try await desk.accounts(token, at: later) } == "UnauthorizedException")
    }

    @Test func oneKindOfTokenIsNotTheOther() async throws {
        let desk = try await Desk()
        let (access, refresh) = try await desk.signIn()
        #expect(try await Desk.fault { _ = try await desk.accounts(refresh) } == "UnauthorizedException")
        let fields = [("grantType", "refresh_token"), ("refreshToken", access)]
        #expect(try await Desk.fault { _ = try await desk.token(fields) } == "InvalidGrantException")
        for token in ["", "AAAA", desk.key.cookieValue, access + "A"] {
            #expect(try await Desk.fault { _ = try await desk.accounts(token) } == "UnauthorizedException")
        }
    }

    @Test func withoutTheScopeThereIsNoRefreshToken() async throws {
        let desk = try await Desk(registration: #""scopes":[]"#)
        let (code, user) = try await desk.start()
        try await desk.say(true, user)
        #expect(try await desk.poll(code)["refreshToken"] == nil)
    }

    @Test(arguments: [(3_599.0, String?.none), (3_600, "UnauthorizedException")])
    func accessTokensLastAnHour(seconds: Double, fault: String?) async throws {
        let desk = try await Desk()
        let token = try await desk.signIn().access
        let instant = World.now.addingTimeInterval(seconds)
        #expect(try await Desk.fault { _ = try await desk.accounts(token, at: instant) } == fault)
    }

    @Test func sessionsLastAsLongAsIsConfigured() async throws {
        let desk = try await Desk(lifetime: 900)
        let refresh = try await desk.signIn().refresh
        let fields = [("grantType", "refresh_token"), ("refreshToken", refresh)]
        let end = World.now.addingTimeInterval(900)
        #expect(try await Desk.fault { _ = try await desk.token(fields, at: end) } == "InvalidGrantException")
        _ = try await desk.token(fields, at: end.addingTimeInterval(-1))
    }

    @Test func withLogout() async throws {
        let desk = try await Desk()
        let (first, second) = (try await desk.signIn(), try await desk.signIn())
        try await desk.center.logout(token: first.access, call: World.call, at: Self.soon)
        let fields = [("grantType", "refresh_token"), ("refreshToken", first.refresh)]
        #expect(try await Desk.fault { _ = try await desk.token(fields, at: Self.soon) } == "InvalidGrantException")
        #expect(
            try await Desk.fault { _ = try await desk.accounts(first.access, at: Self.soon) }
                == "UnauthorizedException")
        _ = try await desk.accounts(second.access, at: Self.soon)
        _ = try await desk.portal.session(desk.key, at: Self.soon)
    }

    @Test func withTheSessionThatAllowedThem() async throws {
        let desk = try await Desk()
        let token = try await desk.signIn().access
        let (code, user) = try await desk.start()
        try await desk.say(true, user)
        try await desk.portal.end(desk.key)
        #expect(
            try await Desk.fault { _ = try await desk.accounts(token, at: Self.soon) } == "UnauthorizedException")
        #expect(try await Desk.fault { _ = try await desk.poll(code, at: Self.soon) } == "InvalidGrantException")
    }

    @Test func notWithOneThatGivesItsPlaceToAnother() async throws {
        let desk = try await Desk()
        let token = try await desk.signIn().access
        let next = try await Desk(desk.broker, World.assertion(id: "_2"))
        try await desk.portal.end(desk.key, inFavourOf: next.key)
        _ = try await desk.accounts(token, at: Self.soon)
        try await desk.portal.end(next.key)
        #expect(
            try await Desk.fault { _ = try await desk.accounts(token, at: Self.soon) } == "UnauthorizedException")
    }

    @Test(arguments: 0..<2)
    func withARevocationAndTheirCredentialsToo(index: Int) async throws {
        let desk = try await Desk()
        let token = try await desk.signIn().access
        let query = "account_id=123456789012&role_name=Reader"
        let answer = try await desk.center.roleCredentials(query, token: token, call: World.call, at: World.now)
        let credentials = try #require(answer.member("roleCredentials"))
        let id = try #require(credentials["accessKeyId"])
        let sessionToken = try #require(credentials["sessionToken"])
        _ = try await desk.broker.service.session(accessKeyID: id, sessionToken: sessionToken, at: Self.soon)
        let qualifier = SAMLSubject.nameQualifier(issuer: World.issuer, document: "123456789012/corp-idp")
        let targets: [RevocationTarget] = [
            .subject(nameQualifier: qualifier, subject: desk.session.userName),
            .session(accessKeyID: desk.session.signIn.id),
        ]
        try await desk.broker.store.revoke(Revocation(target: targets[index], issuedAtOrBefore: World.now))
        #expect(
            try await Desk.fault { _ = try await desk.accounts(token, at: Self.soon) } == "UnauthorizedException")
        await #expect(throws: STSError.self) {
            try await desk.broker.service.session(accessKeyID: id, sessionToken: sessionToken, at: Self.soon)
        }
    }
}

@Suite("Programs take roles")
struct ProgramRoleTests {
    private static func credentials(_ desk: Desk, _ token: String, _ query: String) async throws -> String? {
        try await Desk.fault {
            _ = try await desk.center.roleCredentials(query, token: token, call: World.call, at: World.now)
        }
    }

    @Test func whichTheirUserHas() async throws {
        let desk = try await Desk()
        let token = try await desk.signIn().access
        let list = try await desk.center.listAccountRoles(
            "account_id=123456789012", token: token, call: World.call, at: World.now)
        #expect(list.member("roleList")?.elements.map { $0["roleName"] } == ["Administrator", "Reader"])
        #expect(list.member("nextToken") == nil)
        #expect(try await Self.credentials(desk, token, "account_id=123456789012&role_name=Administrator") == nil)
        let record = try #require(desk.broker.sink.events.last)
        #expect(record.eventName == "AssumeRoleWithSAML" && record.errorCode == nil)
        #expect(record.additionalEventData.contains(JSONMember("portalSession", desk.session.signIn.id)))
    }

    @Test func pageByPage() async throws {
        let desk = try await Desk()
        let token = try await desk.signIn().access
        var (names, next): ([String?], String?) = ([], nil)
        repeat {
            let query = "account_id=123456789012&max_result=1" + (next.map { "&next_token=\($0)" } ?? "")
            let list = try await desk.center.listAccountRoles(query, token: token, call: World.call, at: World.now)
            names += list.member("roleList")?.elements.map { $0["roleName"] } ?? []
            next = list["nextToken"]
        } while next != nil && names.count < 5
        #expect(names == ["Administrator", "Reader"])
    }

    @Test(arguments: [
        ("account_id=123456789012&role_name=Unknown", "ForbiddenException"),
        ("account_id=210987654321&role_name=Administrator", "ForbiddenException"),
        ("account_id=123456789012", "InvalidRequestException"), ("role_name=Reader", "InvalidRequestException"),
        ("account_id=x&role_name=Reader", "InvalidRequestException"),
        ("account_id=123456789012&account_id=123456789012&role_name=Reader", "InvalidRequestException"),
        ("account_id=123456789012&role_name=%FF", "InvalidRequestException"),
    ])
    func andNoOthers(_ query: String, _ fault: String) async throws {
        let desk = try await Desk()
        let token = try await desk.signIn().access
        #expect(try await Self.credentials(desk, token, query) == fault)
    }

    @Test(arguments: ["max_result=0", "max_result=101", "max_result=x", "next_token=%zz"])
    func byListsThatAreAskedForProperly(_ query: String) async throws {
        let desk = try await Desk()
        let token = try await desk.signIn().access
        let fault = try await Desk.fault {
            _ = try await desk.center.listAccounts(query, token: token, call: World.call, at: World.now)
        }
        #expect(fault == "InvalidRequestException")
        let elsewhere = try await Desk.fault {
            _ = try await desk.center.listAccountRoles(
                "account_id=210987654321", token: token, call: World.call, at: World.now)
        }
        #expect(elsewhere == "ResourceNotFoundException")
    }

    @Test func asTheirTrustPolicyHasItThen() async throws {
        let desk = try await Desk()
        let token = try await desk.signIn().access
        let strict = try Broker(
            directory: World.directory(trust: World.trust(actions: #"["sts:TagSession"]"#)), ring: desk.broker.ring,
            store: desk.broker.store)
        let portal = PortalSessions(service: strict.service, store: strict.store, keyRing: strict.ring)
        let center = Desk.center(strict, portal)
        let fault = try await Desk.fault {
            _ = try await center.roleCredentials(
                "account_id=123456789012&role_name=Reader", token: token, call: World.call, at: World.now)
        }
        #expect(fault == "ForbiddenException" && strict.sink.events.last?.errorCode == "AccessDenied")
        let accounts = try await center.listAccounts("", token: token, call: World.call, at: World.now)
        #expect(accounts.member("accountList")?.elements.isEmpty == true)
    }
}
