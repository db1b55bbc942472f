import Accounts
import Encodings
import FederationTesting
import Foundation
import Keys
import STS
import Sessions
import Testing
import WebIdentity

@Suite("GetWebIdentityToken")
struct WebIdentityTokenTests {
    private static let issuer = "https://broker.example.com/oidc/123456789012"
    private static let allowed = Cast.allow(#"["sts:GetWebIdentityToken","sts:TagGetWebIdentityToken"]"#)
    private static let action = "sts:GetWebIdentityToken"
    private static let audience = "https://store.example.org"

    private let cast: Cast
    private let service: SecurityTokenService

    init() throws {
        cast = try Cast()
        var service = cast.service
        service.outboundIssuers = "https://broker.example.com/oidc"
        self.service = service
    }

    /// Gives the account an issuer with one key, of the kind that is made fast, or with others.
    private func enable(_ isEnabled: Bool = true, keys: [OutboundIssuerRecord.Key]? = nil) async throws {
        let now = Timestamp(roundingDown: World.now)
        let account = try World.account().id
        let keys = try keys ?? [key()]
        try await cast.write { writer in
            try await writer.insert(
                Entity(
                    account: account, name: "outbound-web-identity", uniqueID: "outbound-web-identity/\(account)",
                    createDate: now, record: OutboundIssuerRecord(isEnabled: isEnabled, keys: keys)))
        }
    }

    private func key(
        _ algorithm: String = "ES384", signsFrom seconds: Int64 = 0
    ) throws -> OutboundIssuerRecord.Key {
        let now = Timestamp(roundingDown: World.now)
        return try OutboundIssuerRecord.makeKey(
            algorithm, signsFrom: now.advanced(bySeconds: seconds), keyRing: cast.broker.ring,
            random: SystemRandomSource(), at: now)
    }

    private func give(
        _ caller: Caller, at instant: Date = World.now, _ change: (inout WebIdentityTokenRequest) -> Void = { _ in }
    ) async throws -> WebIdentityTokenResult {
        var request = WebIdentityTokenRequest(audiences: [Self.audience], signingAlgorithm: "ES384")
        change(&request)
        return try await service.getWebIdentityToken(request, caller: caller, call: World.call, at: instant)
    }

    private func refusal(
        _ caller: Caller, at instant: Date = World.now, _ change: (inout WebIdentityTokenRequest) -> Void = { _ in }
    ) async -> String? {
        await cast.refusal { _ = try await give(caller, at: instant, change) }
    }

    /// The session of a role that may ask for tokens.
    private func worker(
        tags: [SessionTag] = [], _ change: (inout AssumeRoleRequest) -> Void = { _ in }
    ) async throws -> Caller {
        let ana = try await cast.user(policies: Cast.everything)
        let role = try await cast.role(trust: Cast.trust(ana.arn), policies: Self.allowed, tags: tags)
        return try await cast.session(of: role, as: ana, change)
    }

    /// The set of keys that the issuer shows.
    private func keySet() async throws -> JSONWebKeySet {
        let document = try #require(try await service.outboundKeys(of: World.account().id))
        return try JSONWebKeySet(json: Array(document.text().utf8))
    }

    /// The token as somebody takes it who trusts the issuer.
    private func taken(_ token: String, for audience: String = audience) async throws -> ValidatedToken {
        let issuer = TrustedIssuer(url: Self.issuer, clientIDs: [audience], keys: .success(try await keySet()))
        let validator = WebIdentityValidator(issuers: [issuer])
        return try validator.validate(token, at: Timestamp(roundingDown: World.now)).outcome.get()
    }

    private func payload(_ token: String) throws -> String {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        try #require(parts.count == 3)
        return String(decoding: try #require(Base64.url.decode(String(parts[1]))), as: UTF8.self)
    }

    // MARK: What is given

    @Test(arguments: ["RS256", "ES384"])
    func aSessionGetsATokenThatOthersTake(_ algorithm: String) async throws {
        try await enable(keys: [key(algorithm)])
        let result = try await give(try await worker()) { $0.signingAlgorithm = algorithm }
        #expect(result.expiration == Timestamp(roundingDown: World.now.addingTimeInterval(300)))
        let token = try await taken(result.token)
        #expect(token.subject == "arn:aws:iam::123456789012:role/Worker")
        #expect(token.audience == Self.audience)
        #expect(token.issuer == Self.issuer)
        #expect(token.expiration == result.expiration)
        #expect(token.issuedAt == Timestamp(roundingDown: World.now))
        #expect(token.tags.tags.isEmpty && token.sourceIdentity == nil)
        #expect(!"\(result)".contains(result.token))
    }

    @Test func aUserGetsOneAsWell() async throws {
        try await enable()
        let ana = try await cast.user(policies: Self.allowed, tags: [SessionTag(key: "team", value: "blue")])
        let payload = try payload(try await give(ana).token)
        #expect(payload.contains(#""sub":"arn:aws:iam::123456789012:user/ana""#))
        #expect(payload.contains(#""principal_tags":{"team":"blue"}"#))
        // These are of sessions alone.
        #expect(!payload.contains("original_session_exp") && !payload.contains("https://aws.amazon.com/tags"))
    }

    @Test func tagsAndSourceIdentityGoAlong() async throws {
        try await enable()
        let tags = [SessionTag(key: "Team", value: "red"), SessionTag(key: "cost", value: "7")]
        let caller = try await worker(tags: tags) {
            $0.tags = [SessionTag(key: "team", value: "blue")]
            $0.transitiveTagKeys = ["team"]
            $0.sourceIdentity = "ana@example.com"
        }
        let result = try await give(caller) { $0.tags = [SessionTag(key: "job", value: "42")] }
        let token = try await taken(result.token)
        #expect(token.tags.tags.map(\.key) == ["team"] && token.tags.tags.map(\.value) == ["blue"])
        #expect(token.tags.transitiveKeys == ["team"])
        #expect(token.sourceIdentity == "ana@example.com")
        let payload = try payload(result.token)
        // Session tags go before those of the role; keys are the same in any case.
        #expect(payload.contains(#""principal_tags":{"team":"blue","cost":"7"}"#))
        #expect(payload.contains(#""request_tags":{"job":"42"}"#))
        #expect(payload.contains(#""source_identity":"ana@example.com""#))
        #expect(payload.contains(#""aws_account":"123456789012""#))
        #expect(payload.contains(#""jti":"req-1""#))
    }

    @Test func severalAudiencesAreAList() async throws {
        try await enable()
        let result = try await give(try await worker()) { $0.audiences = ["a", "b"] }
        #expect(try payload(result.token).contains(#""aud":["a","b"]"#))
        #expect(try await taken(result.token, for: "b").audience == "b")
        await #expect(throws: WebIdentityRefusal.self) { try await taken(result.token, for: "c") }
    }

    @Test func aTokenOfAnotherIssuerIsNotTaken() async throws {
        try await enable()
        let result = try await give(try await worker())
        let stranger = try TokenSigningKey(generatedFor: .es384)
        let id = try #require(try await keySet().keys.first?.id)
        let parts = result.token.split(separator: ".").map(String.init)
        let forged = try stranger.token([JSONMember("iss", Self.issuer)], keyID: id).split(separator: ".")
        await #expect(throws: WebIdentityRefusal.self) {
            try await taken("\(parts[0]).\(parts[1]).\(forged[2])")
        }
        _ = try await taken(result.token)
    }

    // MARK: What is refused

    private static let disabled =
        "OutboundWebIdentityFederationDisabledException (403): Outbound web identity federation is not enabled for this "
        + "account."

    @Test func nothingIsGivenBeforeItIsEnabledOrAfterItIsDisabled() async throws {
        let caller = try await worker()
        #expect(await refusal(caller) == Self.disabled)
        #expect(try await service.outboundKeys(of: World.account().id) == nil)
        #expect(try await service.outboundDiscovery(of: World.account().id) == nil)
        try await enable(false)
        #expect(await refusal(caller) == Self.disabled)
        // Tokens of before are verified to their end.
        #expect(try await keySet().keys.count == 1)
    }

    @Test func aBrokerWithoutAURLGivesNone() async throws {
        try await enable()
        let caller = try await worker()
        let request = WebIdentityTokenRequest(audiences: [Self.audience], signingAlgorithm: "ES384")
        let refused = await cast.refusal {
            _ = try await cast.service.getWebIdentityToken(request, caller: caller, call: World.call, at: World.now)
        }
        #expect(refused == Self.disabled)
        #expect(await refusal(caller) == nil)
    }

    /// Changes of a good request, and what the refusal says.
    static let refused: [(change: @Sendable (inout WebIdentityTokenRequest) -> Void, text: String)] = [
        ({ $0.audiences = [] }, "length greater than or equal to 1"),
        ({ $0.audiences = [""] }, "'audience.1.member' failed to satisfy constraint: Member must have length greater"),
        ({ $0.audiences = [String(repeating: "a", count: 1_001)] }, "length less than or equal to 1000"),
        ({ $0.audiences = Array(repeating: "a", count: 11) }, "length less than or equal to 10"),
        ({ $0.durationSeconds = 59 }, "value greater than or equal to 60"),
        ({ $0.durationSeconds = 3_601 }, "value less than or equal to 3600"),
        ({ $0.signingAlgorithm = "HS256" }, "enum value set: [RS256, ES384]"),
        ({ $0.signingAlgorithm = "none" }, "enum value set: [RS256, ES384]"),
        ({ $0.signingAlgorithm = "ES256" }, "enum value set: [RS256, ES384]"),
        ({ $0.tags = [SessionTag(key: "aws:x", value: "")] }, "Tag keys that begin with aws: are reserved."),
        (
            { $0.tags = [SessionTag(key: "a", value: "1"), SessionTag(key: "A", value: "2")] },
            "InvalidParameterValue"
        ),
    ]

    @Test(arguments: refused.indices)
    func parametersHaveToBeAsAWSHasThem(_ index: Int) async throws {
        try await enable()
        let caller = try await worker()
        let text = try #require(await refusal(caller, Self.refused[index].change))
        #expect(text.contains(Self.refused[index].text), "\(text)")
    }

    @Test func theBoundsThemselvesAreTaken() async throws {
        try await enable()
        let caller = try await worker { $0.durationSeconds = 3_600 }
        for seconds in [60, 3_600] {
            let result = try await give(caller) {
                $0.durationSeconds = seconds
                $0.audiences = Array(repeating: String(repeating: "a", count: 1_000), count: 10)
            }
            #expect(result.expiration == Timestamp(roundingDown: World.now).advanced(bySeconds: Int64(seconds)))
        }
    }

    @Test func noTokenOutlivesItsSession() async throws {
        try await enable()
        let caller = try await worker { $0.durationSeconds = 900 }
        #expect(await refusal(caller) { $0.durationSeconds = 900 } == nil)
        let text =
            "SessionDurationEscalationException (403): The requested token duration would extend the session beyond its "
            + "original expiration time."
        #expect(await refusal(caller) { $0.durationSeconds = 901 } == text)
        #expect(await refusal(caller, at: World.now.addingTimeInterval(601)) == text)
        #expect(await refusal(caller, at: World.now.addingTimeInterval(600)) == nil)
    }

    @Test func aTokenThatIsTooLongIsRefused() async throws {
        try await enable()
        let caller = try await worker()
        let text =
            "JWTPayloadSizeExceededException (400): The requested token payload size exceeds the maximum allowed size."
        func tags(_ count: Int) -> [SessionTag] {
            (0..<count).map { SessionTag(key: "\($0)", value: String(repeating: "v", count: 256)) }
        }
        #expect(await refusal(caller) { $0.tags = tags(50) } == nil)
        #expect(
            await refusal(caller) {
                $0.tags = tags(50)
                $0.audiences = [String](repeating: String(repeating: "a", count: 1_000), count: 10)
            } == text)
    }

    @Test func permissionIsNeeded() async throws {
        try await enable()
        let ana = try await cast.user(policies: Cast.allow(#""sts:AssumeRole""#))
        let text = try #require(await refusal(ana))
        #expect(text.hasPrefix(cast.denied(ana, Self.action, "*")))
        // For tags another one beside it.
        let ben = try await cast.user("ben", policies: Cast.allow(#""sts:GetWebIdentityToken""#))
        #expect(await refusal(ben) == nil)
        let tagged = try #require(await refusal(ben) { $0.tags = [SessionTag(key: "a", value: "1")] })
        #expect(tagged.hasPrefix(cast.denied(ben, "sts:TagGetWebIdentityToken", "*")))
    }

    /// One condition, and the request that meets it; without it the request fails.
    static let conditions: [(condition: String, change: @Sendable (inout WebIdentityTokenRequest) -> Void)] = [
        (#"{"ForAllValues:StringEquals":{"sts:IdentityTokenAudience":"only"}}"#, { $0.audiences = ["only"] }),
        (#"{"NumericLessThanEquals":{"sts:DurationSeconds":"120"}}"#, { $0.durationSeconds = 120 }),
        (#"{"StringEquals":{"sts:SigningAlgorithm":"RS256"}}"#, { $0.signingAlgorithm = "RS256" }),
        (#"{"StringEquals":{"aws:RequestTag/job":"42"}}"#, { $0.tags = [SessionTag(key: "job", value: "42")] }),
    ]

    @Test(arguments: conditions.indices)
    func policiesSeeTheRequest(_ index: Int) async throws {
        try await enable(keys: [key("ES384"), key("RS256")])
        let (condition, change) = Self.conditions[index]
        let ana = try await cast.user(
            policies: Cast.allow(
                #"["sts:GetWebIdentityToken","sts:TagGetWebIdentityToken"]"#, condition: condition))
        #expect(await refusal(ana)?.hasPrefix("AccessDenied") == true)
        #expect(await refusal(ana, change) == nil)
    }

    @Test func rootAndOtherTemporaryCredentialsMayNot() async throws {
        try await enable()
        let root = try await cast.root()
        #expect(
            await refusal(root)
                == "AccessDenied (403): Web identity tokens may not be requested by root accounts.")
        let ana = try await cast.user(policies: Cast.everything)
        let token = try await cast.service.getSessionToken(
            SessionTokenRequest(), caller: ana, call: World.call, at: World.now)
        let federated = try await cast.service.getFederationToken(
            FederationTokenRequest(name: "carol", policy: Cast.everything), caller: ana, call: World.call,
            at: World.now)
        for credentials in [token.credentials, federated.credentials] {
            let caller = try await cast.caller(credentials)
            #expect(await refusal(caller) == cast.denied(caller, Self.action, "*"))
        }
        #expect(await refusal(ana) == nil)
    }

    @Test func aKeyOfAnotherRingSignsNothing() async throws {
        var foreign = try key()
        let now = Timestamp(roundingDown: World.now)
        foreign.sealed = try OutboundIssuerRecord.makeKey(
            "ES384", signsFrom: now, keyRing: KeyRing(generatedAt: World.now), random: SystemRandomSource(), at: now
        ).sealed
        try await enable(keys: [foreign])
        #expect(await refusal(try await worker())?.hasPrefix("ServiceUnavailable (503)") == true)
    }

    // MARK: Keys

    @Test func theYoungestKeySignsWhoseTimeHasCome() async throws {
        let keys = [try key(signsFrom: -10), try key(), try key(signsFrom: 60)]
        try await enable(keys: keys)
        let caller = try await worker()
        #expect(try await taken(try await give(caller).token).keyID == keys[1].id)
        let later = try await give(caller, at: World.now.addingTimeInterval(60)).token
        #expect(later.split(separator: ".").first.map { String($0) } != nil)
        let header = try #require(later.split(separator: ".").first.flatMap { Base64.url.decode(String($0)) })
        #expect(String(decoding: header, as: UTF8.self).contains(keys[2].id))
        // All of them are shown, the next one before it signs.
        #expect(try await keySet().keys.map(\.id) == keys.map(\.id))
    }

    @Test func anIssuerDescribesItself() async throws {
        try await enable()
        let id = try World.account().id
        let document = try #require(try await service.outboundDiscovery(of: id)).text()
        let read = try DiscoveryDocument(json: Array(document.utf8), of: Self.issuer)
        #expect(read.keysURL == Self.issuer + "/.well-known/jwks.json")
        // Nobody else's account.
        let other = try World.account(Cast.other).id
        #expect(try await service.outboundDiscovery(of: other) == nil)
        #expect(try await service.outboundKeys(of: try #require(AccountID("999999999999"))) == nil)
    }
}
