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

/// What an AWS CLI has: a key of its own, with which it proves that its calls are its own.
private struct Prover {
    /// The parts of a proof, before it is signed.
    struct Parts {
        var header = [("typ", "\"dpop+jwt\""), ("alg", "\"ES256\"")]
        var members: [(String, String)] = []
        var keyMembers: [(String, String)]
        var payload: [(String, String)]

        mutating func set(_ name: String, _ value: String?, in part: WritableKeyPath<Parts, [(String, String)]>) {
            self[keyPath: part].removeAll { $0.0 == name }
            if let value { self[keyPath: part].append((name, value)) }
        }
    }

    let key = P256.Signing.PrivateKey()

    func proof(at instant: Date = World.now, _ change: (inout Parts) -> Void = { _ in }) throws -> String {
        let point = [UInt8](key.publicKey.rawRepresentation)
        var parts = Parts(
            keyMembers: [
                ("kty", "\"EC\""), ("crv", "\"P-256\""), ("x", "\"\(Base64.url.encode(Array(point[..<32])))\""),
                ("y", "\"\(Base64.url.encode(Array(point[32...])))\""),
            ],
            payload: [
                ("htm", "\"POST\""), ("htu", "\"https://broker.example.com/v1/token\""),
                ("iat", "\(Int(instant.timeIntervalSince1970))"), ("jti", "\"\(UUID().uuidString)\""),
            ])
        change(&parts)
        let header = parts.header + [("jwk", Self.object(parts.keyMembers))] + parts.members
        let text = [header, parts.payload].map { Base64.url.encode(Array(Self.object($0).utf8)) }.joined(separator: ".")
        let signature = try key.signature(for: Data(text.utf8)).rawRepresentation
        return text + "." + Base64.url.encode([UInt8](signature))
    }

    private static func object(_ members: [(String, String)]) -> String {
        "{" + members.map { "\"\($0.0)\":\($0.1)" }.joined(separator: ",") + "}"
    }
}

/// A user with a portal session, and the role that he chooses.
private struct LoginDesk {
    static let uri = "http://127.0.0.1:41234/oauth/callback"
    static let verifier = String(repeating: "v", count: 64)

    let broker: Broker
    let portal: PortalSessions
    let center: IdentityCenter
    let key: PortalKey
    let session: PortalSession
    let role: String

    init() async throws {
        broker = try Broker()
        portal = PortalSessions(service: broker.service, store: broker.store, keyRing: broker.ring)
        center = IdentityCenter(
            IdentityCenter.Settings(publicURL: "https://broker.example.com", partition: .aws, lifetime: 28_800),
            portal: portal, store: broker.store, keyRing: broker.ring, audit: broker.sink,
            random: SystemRandomSource(), limits: IdentityCenter.Limits())
        let signIn = try await broker.service.signIn(World.validation(nil), call: World.call, at: World.now)
        (key, session) = try #require(try await portal.begin(signIn, random: SystemRandomSource(), at: World.now))
        let offers = try await broker.service.offers(of: session.signIn, call: World.call, at: World.now)
        role = "\(try #require(offers.first).roleARN)"
    }

    static func query(_ changes: [(String, String?)] = []) -> String {
        let challenge = Base64.url.encode(Array(SHA256.hash(data: Data(verifier.utf8))))
        var fields: [(String, String)] = [
            ("response_type", "code"), ("client_id", LoginRequest.clientID), ("redirect_uri", uri), ("state", "xyz"),
            ("code_challenge_method", "SHA-256"), ("code_challenge", challenge), ("scope", "openid"),
        ]
        for (name, value) in changes {
            fields.removeAll { $0.0 == name }
            if let value { fields.append((name, value)) }
        }
        return fields.map { "\($0.0)=\(PercentEncoding.encode($0.1))" }.joined(separator: "&")
    }

    /// The code that the browser brings.
    func code(role: String? = nil, isAllowed: Bool = true) async throws -> String? {
        let location = try await center.answer(
            try LoginRequest(query: Self.query()), isAllowed: isAllowed, role: role ?? self.role, by: session, key: key,
            call: World.call, at: World.now)
        #expect(location.hasPrefix(Self.uri + "?") && location.hasSuffix("&state=xyz"))
        return try FormFields(query: String(location.dropFirst(Self.uri.count + 1))).text("code")
    }

    func call(
        _ members: [(String, String)], _ proofs: [String], at instant: Date = World.now
    ) async throws -> JSONValue {
        let all = [("clientId", LoginRequest.clientID)].filter { own in !members.contains { $0.0 == own.0 } } + members
        let body = JSONValue.object(all.map { JSONMember($0.0, $0.1) }).text()
        return try await center.createLoginToken(Array(body.utf8), proofs: proofs, call: World.call, at: instant)
    }

    static func redemption(_ code: String, _ changes: [(String, String)] = []) -> [(String, String)] {
        [
            ("grantType", "authorization_code"), ("code", code), ("redirectUri", uri), ("codeVerifier", verifier),
        ].map { own in changes.first { $0.0 == own.0 } ?? own } + changes.filter { $0.0 == "clientId" }
    }

    func signIn(_ prover: Prover) async throws -> JSONValue {
        try await call(Self.redemption(try #require(try await code())), [try prover.proof()])
    }

    static func fault(_ body: () async throws -> Void) async throws -> String? {
        do {
            try await body()
            return nil
        } catch let fault as ServiceFault {
            return fault.name
        }
    }
}

extension JSONValue {
    fileprivate func text(_ name: String) -> String? {
        guard case .object(let members) = self,
            case .string(let text)? = members.first(where: { $0.name == name })?.value
        else { return nil }
        return text
    }

    fileprivate func object(_ name: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }
}

@Suite("aws login")
struct LoginTokenTests {
    @Test func aCodeGivesCredentialsOfTheRole() async throws {
        let (desk, prover) = (try await LoginDesk(), Prover())
        let answer = try await desk.signIn(prover)
        let token = try #require(answer.object("accessToken"))
        #expect(token.text("accessKeyId")?.hasPrefix("ASIA") == true && token.text("sessionToken") != nil)
        #expect(answer.text("tokenType") == "aws_sigv4")
        guard case .integer(let seconds)? = answer.object("expiresIn") else { throw Missing() }
        #expect((1...900).contains(seconds))
        #expect(answer.text("refreshToken")?.utf8.count ?? 9_999 <= 2_048)
        let parts = try #require(answer.text("idToken")).split(separator: ".", omittingEmptySubsequences: false)
        #expect(parts.count == 3)
        let claims = String(decoding: try #require(Base64.url.decode(String(parts[1]))), as: UTF8.self)
        #expect(claims.contains(":assumed-role/"))
        let names = desk.broker.sink.events.map(\.eventName)
        #expect(names.contains("AuthorizeClient") && names.contains("CreateToken"))
        #expect(names.last == "AssumeRoleWithSAML")
    }

    private struct Missing: Error {}

    @Test func theRefreshTokenIsForWhoHasTheKey() async throws {
        let (desk, prover) = (try await LoginDesk(), Prover())
        let first = try #require(try await desk.signIn(prover).text("refreshToken"))
        let refresh = { (token: String) in [("grantType", "refresh_token"), ("refreshToken", token)] }
        let stolen = try await LoginDesk.fault {
            _ = try await desk.call(refresh(first), [try Prover().proof()])
        }
        #expect(stolen == "AccessDeniedException")
        // The thief has used nothing up.
        let next = try await desk.call(refresh(first), [try prover.proof()])
        let second = try #require(next.text("refreshToken"))
        #expect(second != first && next.object("accessToken") != nil && next.text("idToken") == nil)
        let again = try await LoginDesk.fault { _ = try await desk.call(refresh(first), [try prover.proof()]) }
        #expect(again == "AccessDeniedException")
        // Much later it means that two have it: the session ends.
        let later = World.now.addingTimeInterval(120)
        _ = try await LoginDesk.fault {
            _ = try await desk.call(refresh(first), [try prover.proof(at: later)], at: later)
        }
        let over = try await LoginDesk.fault {
            _ = try await desk.call(refresh(second), [try prover.proof(at: later)], at: later)
        }
        #expect(over == "AccessDeniedException")
    }

    /// A store may keep uses by their end: so all uses of one proof have to end alike, whenever it is shown.
    @Test func aProofIsRememberedUntilNobodyWouldTakeIt() async throws {
        let (desk, prover) = (try await LoginDesk(), Prover())
        let proof = try prover.proof(at: World.now.addingTimeInterval(-299))
        let code = try #require(try await desk.code())
        _ = try await desk.call(LoginDesk.redemption(code), [proof])
        let last = World.now.addingTimeInterval(1)
        #expect(try await desk.broker.store.sweep(at: last) == 0)
        let again = try await LoginDesk.fault {
            _ = try await desk.call(LoginDesk.redemption(code), [proof], at: last)
        }
        #expect(again != nil)
        #expect(try await desk.broker.store.sweep(at: World.now.addingTimeInterval(3)) == 1)
    }

    @Test func signingOutEndsIt() async throws {
        let (desk, prover) = (try await LoginDesk(), Prover())
        let token = try #require(try await desk.signIn(prover).text("refreshToken"))
        try await desk.portal.end(desk.key)
        let fault = try await LoginDesk.fault {
            _ = try await desk.call([("grantType", "refresh_token"), ("refreshToken", token)], [try prover.proof()])
        }
        #expect(fault == "AccessDeniedException")
    }

    @Test func itsTokensOpenNothingElse() async throws {
        let (desk, prover) = (try await LoginDesk(), Prover())
        let token = try #require(try await desk.signIn(prover).text("refreshToken"))
        let listed = try await LoginDesk.fault {
            _ = try await desk.center.listAccounts("", token: token, call: World.call, at: World.now)
        }
        #expect(listed == "UnauthorizedException")
    }

    // MARK: Codes

    @Test(arguments: [
        [("codeVerifier", String(repeating: "w", count: 64))], [("codeVerifier", "short")],
        [("redirectUri", "http://127.0.0.1:41235/oauth/callback")], [("redirectUri", "https://evil.example/")],
        [("clientId", "arn:aws:signin:::devtools/cross-device")], [("grantType", "password")],
        [("code", "AAAA")], [("code", String(repeating: "A", count: 43))],
    ])
    func aCodeIsForItsQuestionAlone(_ changes: [(String, String)]) async throws {
        let (desk, prover) = (try await LoginDesk(), Prover())
        let code = try #require(try await desk.code())
        let fault = try await LoginDesk.fault {
            _ = try await desk.call(LoginDesk.redemption(code, changes), [try prover.proof()])
        }
        #expect(fault == "AccessDeniedException" || fault == "ValidationException")
        #expect(!desk.broker.sink.events.contains { $0.eventName == "AssumeRoleWithSAML" && $0.errorCode == nil })
    }

    @Test func aCodeWorksOnceAndInTime() async throws {
        let (desk, prover) = (try await LoginDesk(), Prover())
        let code = try #require(try await desk.code())
        _ = try await desk.call(LoginDesk.redemption(code), [try prover.proof()])
        let late = try #require(try await desk.code())
        let later = World.now.addingTimeInterval(120)
        for (code, instant) in [(code, World.now), (late, later)] {
            let fault = try await LoginDesk.fault {
                _ = try await desk.call(LoginDesk.redemption(code), [try prover.proof(at: instant)], at: instant)
            }
            #expect(fault == "AccessDeniedException")
        }
    }

    @Test func whoDeniesGivesNoCode() async throws {
        let desk = try await LoginDesk()
        #expect(try await desk.code(isAllowed: false) == nil)
    }

    @Test(arguments: ["arn:aws:iam::123456789012:role/Nobody", "", "Administrator", "arn:aws:iam::999999999999:role/A"])
    func aRoleThatIsNotGivenIsNotGiven(_ role: String) async throws {
        let (desk, prover) = (try await LoginDesk(), Prover())
        let code = try #require(try await desk.code(role: role))
        let fault = try await LoginDesk.fault {
            _ = try await desk.call(LoginDesk.redemption(code), [try prover.proof()])
        }
        #expect(fault == "AccessDeniedException")
    }

    // MARK: Links

    @Test func aLinkIsRead() throws {
        for method in ["S256", "SHA-256"] {
            let request = try LoginRequest(query: LoginDesk.query([("code_challenge_method", method)]))
            #expect(request.redirectURI.text == LoginDesk.uri)
        }
    }

    @Test(
        arguments: [
            ("client_id", nil), ("client_id", "arn:aws:signin:::devtools/cross-device"), ("client_id", "evil"),
            ("redirect_uri", nil), ("redirect_uri", "https://evil.example/"),
            ("redirect_uri", "http://127.0.0.1@evil/"),
            ("redirect_uri", "http://127.0.0.1:0/"), ("redirect_uri", "http://127.0.0.1:1/?a=b"),
            ("redirect_uri", "javascript:alert(1)"), ("response_type", "token"), ("response_type", nil),
            ("code_challenge", nil), ("code_challenge", "AAAA"), ("code_challenge_method", "plain"),
            ("code_challenge_method", nil), ("state", String(repeating: "s", count: 257)),
        ] as [(String, String?)])
    func badLinksLeadNowhere(_ name: String, _ value: String?) {
        #expect(throws: VerificationFault.self) { try LoginRequest(query: LoginDesk.query([(name, value)])) }
    }

    @Test(arguments: [
        "", "%", "client_id=a&client_id=b", "&&&&", "client_id=%FF", String(repeating: "a=b&", count: 5_000),
    ])
    func hostileQueriesAreRefused(_ query: String) {
        #expect(throws: VerificationFault.self) { try LoginRequest(query: query) }
    }

    // MARK: Proofs

    @Test func aProofCountsOnceAndForNow() async throws {
        let (desk, prover) = (try await LoginDesk(), Prover())
        let proof = try prover.proof()
        _ = try await desk.call(LoginDesk.redemption(try #require(try await desk.code())), [proof])
        for proofs in [
            [proof], [], [try prover.proof(), try prover.proof()],
            [try prover.proof(at: World.now.addingTimeInterval(301))],
            [try prover.proof(at: World.now.addingTimeInterval(-301))],
        ] {
            let code = try #require(try await desk.code())
            let fault = try await LoginDesk.fault { _ = try await desk.call(LoginDesk.redemption(code), proofs) }
            #expect(fault == "ValidationException")
        }
    }

    private static let changes: [@Sendable (inout Prover.Parts) -> Void] = [
        { $0.set("typ", "\"JWT\"", in: \.header) }, { $0.set("typ", nil, in: \.header) },
        { $0.set("alg", "\"none\"", in: \.header) }, { $0.set("alg", "\"HS256\"", in: \.header) },
        { $0.set("alg", "\"ES384\"", in: \.header) }, { $0.members = [("crit", "[\"x\"]")] },
        { $0.members = [("typ", "\"dpop+jwt\"")] }, { $0.set("kty", "\"RSA\"", in: \.keyMembers) },
        { $0.set("crv", "\"P-384\"", in: \.keyMembers) }, { $0.set("d", "\"AAAA\"", in: \.keyMembers) },
        { $0.set("x", "\"\(Base64.url.encode([UInt8](repeating: 1, count: 32)))\"", in: \.keyMembers) },
        { $0.set("x", "\"AA\"", in: \.keyMembers) }, { $0.set("y", "7", in: \.keyMembers) },
        { $0.set("y", nil, in: \.keyMembers) }, { $0.keyMembers.append(("x", "\"AA\"")) },
        { $0.set("htm", "\"GET\"", in: \.payload) }, { $0.set("htm", nil, in: \.payload) },
        { $0.set("htu", "\"https://evil.example/v1/token\"", in: \.payload) },
        { $0.set("htu", "\"https://broker.example.com/v1/token/\"", in: \.payload) },
        { $0.set("iat", nil, in: \.payload) }, { $0.set("iat", "\"1700000000\"", in: \.payload) },
        { $0.set("iat", "9223372036854775807", in: \.payload) },
        { $0.set("iat", "-9223372036854775808", in: \.payload) },
        { $0.set("iat", "1e9", in: \.payload) }, { $0.set("jti", "\"\"", in: \.payload) },
        { $0.set("jti", "\"\(String(repeating: "j", count: 300))\"", in: \.payload) },
        { $0.set("jti", nil, in: \.payload) }, { $0.payload.append(("htm", "\"POST\"")) },
        { $0.set("x5c", "\"\(String(repeating: "a", count: 8_000))\"", in: \.payload) },
        { $0.set("deep", String(repeating: "[", count: 400) + String(repeating: "]", count: 400), in: \.payload) },
    ]

    @Test(arguments: Self.changes.indices)
    func whatIsNotAProofIsRefused(_ index: Int) async throws {
        let (desk, prover) = (try await LoginDesk(), Prover())
        let code = try #require(try await desk.code())
        let proof = try prover.proof(Self.changes[index])
        let fault = try await LoginDesk.fault { _ = try await desk.call(LoginDesk.redemption(code), [proof]) }
        #expect(fault == "ValidationException")
        // It has used nothing up.
        _ = try await desk.call(LoginDesk.redemption(code), [try prover.proof()])
    }

    @Test(arguments: [
        "", ".", "..", "...", "a.b.c", "e30.e30.", "\u{0}.\u{0}.\u{0}", String(repeating: ".", count: 9_000),
    ])
    func hostileProofsAreRefused(_ text: String) async throws {
        let desk = try await LoginDesk()
        let fault = try await LoginDesk.fault { _ = try await desk.call(LoginDesk.redemption("AAAA"), [text]) }
        #expect(fault == "ValidationException")
    }

    @Test func aSignatureOfAnotherKeyIsNone() async throws {
        let (desk, prover) = (try await LoginDesk(), Prover())
        let (own, other) = (try prover.proof().split(separator: "."), try Prover().proof().split(separator: "."))
        let code = try #require(try await desk.code())
        let mixed = [own[0], own[1], other[2]].joined(separator: ".")
        let fault = try await LoginDesk.fault { _ = try await desk.call(LoginDesk.redemption(code), [mixed]) }
        #expect(fault == "ValidationException")
    }

    @Test(arguments: ["", "[]", "{", "null", "{\"clientId\":7}", String(repeating: "{\"a\":", count: 100)])
    func hostileBodiesAreRefused(_ body: String) async throws {
        let desk = try await LoginDesk()
        let fault = try await LoginDesk.fault {
            _ = try await desk.center.createLoginToken(
                Array(body.utf8), proofs: [try Prover().proof()], call: World.call, at: World.now)
        }
        #expect(fault == "ValidationException")
    }
}
