import Encodings
import SAML2
import TestSupport
import Testing
import WebIdentity

/// Each check on a token that differs from a good one in one place.
@Suite struct WebIdentityValidatorTests {
    static func failures(_ changes: [String: JSONValue?]) throws -> [WebIdentityCheck] {
        try Fixture.validator().validate(Fixture.token(changes), at: Fixture.now).failed
    }

    @Test func takesAGoodToken() throws {
        let text = try Fixture.token()
        let validation = try Fixture.validator().validate(text, at: Fixture.now)
        let token = try #require(validation.accepted)
        #expect(validation.checks.isEmpty)
        #expect(token.issuer == Fixture.issuer)
        #expect(token.subject == "repo:acme/app:ref:refs/heads/main")
        #expect(token.audience == Fixture.client)
        #expect(token.originalAudiences == nil)
        #expect(token.methods.isEmpty)
        #expect(token.keyID == "p256")
        #expect(token.issuedAt == Fixture.now.advanced(bySeconds: -10))
        #expect(token.expiration == Fixture.now.advanced(bySeconds: 300))
        #expect(token.fingerprint.utf8.count == 64)
        #expect(
            try Fixture.validator().validate(Fixture.token(["sub": .string("else")]), at: Fixture.now).accepted?
                .fingerprint != token.fingerprint)
    }

    @Test func recordsEveryCheckInOrder() throws {
        let validator = try Fixture.validator(recordsAllChecks: true)
        let names = WebIdentityCheck.allCases.map(\.rawValue)
        let good = validator.validate(try Fixture.token(), at: Fixture.now)
        #expect(good.checks.map(\.name) == names)
        #expect(good.checks.allSatisfy { $0.status == .passed || $0.name == "web-identity.not-before" })
        #expect(validator.validate("x", at: Fixture.now).checks.map(\.name) == names)
        let unknown = validator.validate(try Fixture.token(["iss": .string("https://x")]), at: Fixture.now)
        #expect(unknown.checks.map(\.name) == names)
        #expect(unknown.failed == [.issuer])
    }

    @Test(arguments: [
        "RS256", "RS384", "RS512",
    ])
    func takesRSA(algorithm: String) throws {
        let token = try Fixture.token(key: try TokenKey.rsa.get(), algorithm: algorithm)
        #expect(try Fixture.validator().validate(token, at: Fixture.now).accepted?.keyID == "rsa")
    }

    @Test(arguments: [(TokenKey.p256, "ES256"), (TokenKey.onP384("p384"), "ES384"), (TokenKey.onP521("p521"), "ES512")])
    func takesCurves(key: TokenKey, algorithm: String) throws {
        let validator = try Fixture.validator(keys: [key.members])
        let token = try Fixture.token(key: key, algorithm: algorithm)
        #expect(validator.validate(token, at: Fixture.now).accepted?.keyID == key.id)
        let other = try Fixture.token(key: TokenKey(key.id, TokenKey.onP256("x").material), algorithm: algorithm)
        #expect(!validator.validate(other, at: Fixture.now).failed.isEmpty)
    }

    // MARK: who made it

    @Test(arguments: [
        "https://issuer.example.org", Fixture.issuer + "/", "http://issuer.example.org/tenant",
        "HTTPS://issuer.example.org/tenant", "https://issuer.example.org/Tenant", "issuer.example.org/tenant", "",
    ])
    func refusesIssuer(issuer: String) throws {
        #expect(try Self.failures(["iss": .string(issuer)]) == [.issuer])
    }

    @Test func refusesIssuerOfNoForm() throws {
        #expect(try Self.failures(["iss": nil]) == [.issuer])
        #expect(try Self.failures(["iss": .strings([Fixture.issuer])]) == [.issuer])
    }

    @Test func anotherProvidersKeyDoesNotCount() throws {
        // The token names the provider whose keys cannot be had; the key that made it belongs to the other one.
        let token = try Fixture.token(["iss": .string("https://elsewhere.example.org")])
        let validation = try Fixture.validator().validate(token, at: Fixture.now)
        #expect(validation.failed == [.key])
        #expect(validation.checks[0].actual == "off")
    }

    @Test(arguments: ["at+jwt", "logout+jwt", "JWE", "", "JWT "])
    func refusesType(type: String) throws {
        let header = "{\"alg\":\"ES256\",\"kid\":\"p256\",\"typ\":\"\(type)\"}"
        let token = try Fixture.token(header: header)
        #expect(try Fixture.validator().validate(token, at: Fixture.now).failed == [.type])
    }

    @Test(arguments: ["", ",\"typ\":\"JWT\"", ",\"typ\":\"jwt\"", ",\"cty\":\"x\",\"new\":{}"])
    func takesHeaderWith(members: String) throws {
        let token = try Fixture.token(header: "{\"alg\":\"ES256\",\"kid\":\"p256\"\(members)}")
        #expect(try Fixture.validator().validate(token, at: Fixture.now).accepted != nil)
    }

    @Test(arguments: [",\"crit\":[\"exp\"]", ",\"crit\":[]", ",\"crit\":null", ",\"b64\":false", ",\"b64\":true"])
    func refusesDemands(members: String) throws {
        let token = try Fixture.token(header: "{\"alg\":\"ES256\",\"kid\":\"p256\"\(members)}")
        #expect(try Fixture.validator().validate(token, at: Fixture.now).failed == [.critical])
    }

    // MARK: when

    @Test func expiresToTheSecond() throws {
        let end = Fixture.now.epochSeconds
        #expect(try Self.failures(["exp": .integer(end - 59)]) == [])
        #expect(try Self.failures(["exp": .integer(end - 60)]) == [.expiration])
        #expect(try Self.failures(["exp": .integer(0)]) == [.expiration])
        #expect(try Self.failures(["exp": .integer(.min)]) == [.expiration])
        #expect(try Self.failures(["exp": nil]) == [.expiration])
        #expect(try Self.failures(["exp": .string("\(end + 300)")]) == [.expiration])
        #expect(try Self.failures(["exp": .null]) == [.expiration])
    }

    @Test func isIssuedInThePast() throws {
        let now = Fixture.now.epochSeconds
        #expect(try Self.failures(["iat": .integer(now + 60)]) == [])
        #expect(try Self.failures(["iat": .integer(now + 61)]) == [.issuedAt])
        #expect(try Self.failures(["iat": .integer(.max)]) == [.issuedAt])
        #expect(try Self.failures(["iat": nil]) == [.issuedAt])
        #expect(try Self.failures(["iat": .string("\(now)")]) == [.issuedAt])
    }

    @Test func isAtMostADayOld() throws {
        let now = Fixture.now.epochSeconds
        #expect(try Self.failures(["iat": .integer(now - 86_460)]) == [])
        #expect(try Self.failures(["iat": .integer(now - 86_461)]) == [.age])
        #expect(try Self.failures(["iat": .integer(.min)]) == [.age])
    }

    @Test func waitsForNotBefore() throws {
        let now = Fixture.now.epochSeconds
        #expect(try Self.failures(["nbf": .integer(now + 60)]) == [])
        #expect(try Self.failures(["nbf": .integer(now + 61)]) == [.notBefore])
        #expect(try Self.failures(["nbf": .string("0")]) == [.notBefore])
        #expect(try Self.failures(["nbf": .null]) == [.notBefore])
    }

    // MARK: for whom

    @Test func takesOneOfTheAudiences() throws {
        #expect(try Self.failures(["aud": .strings(["x", Fixture.client])]) == [])
        #expect(try Self.failures(["aud": .strings(["x", "y"])]) == [.audience])
        #expect(try Self.failures(["aud": .string(Fixture.client + "/")]) == [.audience])
        #expect(try Self.failures(["aud": .string("STS.example.org")]) == [.audience])
        #expect(try Self.failures(["aud": .string("*")]) == [.audience])
        #expect(try Self.failures(["aud": .array([])]) == [.audience])
        #expect(try Self.failures(["aud": .array([.string(Fixture.client), .integer(1)])]) == [.audience])
        #expect(try Self.failures(["aud": nil]) == [.audience])
        #expect(try Fixture.validator(clientIDs: []).validate(Fixture.token(), at: Fixture.now).failed == [.audience])
    }

    /// As AWS has it: what the token was issued to decides, and `aud` is only told.
    @Test func theAuthorizedPartyDecides() throws {
        let text = try Fixture.token(["aud": .string("x"), "azp": .string(Fixture.client)])
        let token = try #require(try Fixture.validator().validate(text, at: Fixture.now).accepted)
        #expect(token.audience == Fixture.client)
        #expect(token.originalAudiences == ["x"])
        #expect(try Self.failures(["azp": .string("x")]) == [.audience])
        #expect(try Self.failures(["azp": .null]) == [.audience])
        #expect(try Self.failures(["azp": .strings([Fixture.client])]) == [.audience])
    }

    @Test func needsASubject() throws {
        #expect(try Self.failures(["sub": .string(String(repeating: "s", count: 255))]) == [])
        #expect(try Self.failures(["sub": .string(String(repeating: "s", count: 256))]) == [.subject])
        #expect(try Self.failures(["sub": .string("")]) == [.subject])
        #expect(try Self.failures(["sub": .string(" \u{200B}")]) == [.subject])
        #expect(try Self.failures(["sub": .integer(7)]) == [.subject])
        #expect(try Self.failures(["sub": nil]) == [.subject])
    }

    // MARK: what it brings along

    @Test func readsTagsAndSourceIdentity() throws {
        let tags = JSONValue.object([
            JSONMember("principal_tags", .object([JSONMember("team", .strings(["blue"])), JSONMember("cost", "1")])),
            JSONMember("transitive_tag_keys", .strings(["team"])),
        ])
        let text = try Fixture.token([
            "https://aws.amazon.com/tags": tags, "https://aws.amazon.com/source_identity": .string("ana"),
        ])
        let token = try #require(try Fixture.validator().validate(text, at: Fixture.now).accepted)
        #expect(token.tags.tags.map(\.key) == ["team", "cost"])
        #expect(token.tags.tags.map(\.value) == ["blue", "1"])
        #expect(token.tags.transitiveKeys == ["team"])
        #expect(token.sourceIdentity == "ana")
    }

    static let badTags: [JSONValue] = [
        .null, .string("team=blue"), .array([]),
        .object([JSONMember("principal_tags", .strings(["team"]))]),
        .object([JSONMember("principal_tags", .object([JSONMember("team", .strings(["a", "b"]))]))]),
        .object([JSONMember("principal_tags", .object([JSONMember("team", .integer(1))]))]),
        .object([JSONMember("principal_tags", .object([JSONMember("team", .array([]))]))]),
        .object([JSONMember("transitive_tag_keys", .string("team"))]),
        .object([JSONMember("transitive_tag_keys", .array([.integer(1)]))]),
    ]

    @Test(arguments: badTags)
    func refusesTags(tags: JSONValue) throws {
        #expect(try Self.failures(["https://aws.amazon.com/tags": tags]) == [.tags])
    }

    @Test func refusesSourceIdentityOfNoForm() throws {
        for value in [JSONValue.null, .integer(1), .strings(["ana"])] {
            #expect(try Self.failures(["https://aws.amazon.com/source_identity": value]) == [.sourceIdentity])
        }
    }

    @Test func tellsEverythingThatIsWrong() throws {
        let failures = try Self.failures([
            "exp": .integer(0), "iat": .integer(0), "nbf": .null, "aud": .string("x"), "sub": nil,
        ])
        #expect(failures == [.expiration, .age, .notBefore, .audience, .subject])
    }
}
