import Encodings
import SAML2
import TestSupport
import Testing
import WebIdentity

/// What is no token is refused before anything in it is asked.
@Suite struct TokenReadingTests {
    static func encoded(_ text: String) -> String { Base64.url.encode(Array(text.utf8)) }

    static func validate(_ token: String) throws -> WebIdentityValidation {
        try Fixture.validator().validate(token, at: Fixture.now)
    }

    static let malformed: [(String, String)] = [
        ("", "parts between dots: 1"), ("..", "the header"), ("a.b", "parts between dots: 2"), ("a.b.c.d.e", "JWE"),
        ("e30.e30", "parts between dots: 2"), ("e30.e30.AAAA.", "parts between dots: 4"),
        ("e30=.e30.AAAA", "the header is not base64url"), ("e30.e30=.AAAA", "the payload is not base64url"),
        ("e30.e30.AAA=", "the signature is not base64url"), ("e30.e30.A+/A", "the signature is not base64url"),
        ("e30.e30.AAB", "the signature is not base64url"), (" e30.e30.AAAA", "the header is not base64url"),
        ("e30.e30.AAAA\n", "the signature is not base64url"),
        (encoded("[]") + ".e30.AAAA", "the header is a list"),
        ("e30." + encoded("7") + ".AAAA", "the payload is a number"),
        (encoded("{\"alg\":1,\"alg\":2}") + ".e30.AAAA", "\"alg\" is there twice"),
        ("e30." + encoded("{\"sub\":\"a\",\"iss\":\"b\",\"sub\":\"c\"}") + ".AAAA", "\"sub\" is there twice"),
        ("e30." + encoded("{\"sub\":\"a\",\"s\\u0075b\":\"c\"}") + ".AAAA", "\"sub\" is there twice"),
        ("e30." + encoded("{\"tags\":{\"a\":1,\"a\":2}}") + ".AAAA", "\"a\" is there twice"),
        ("e30." + encoded("{} {}") + ".AAAA", "more text follows"),
        ("e30." + Base64.url.encode([0x7B, 0xFF, 0x7D]) + ".AAAA", "the payload is not UTF-8"),
        ("e30." + encoded(String(repeating: "[", count: 9_000)) + ".AAAA", "nested more than 16 deep"),
    ]

    @Test(arguments: malformed)
    func refuses(token: String, reason: String) throws {
        let validation = try Self.validate(token)
        #expect(validation.accepted == nil)
        #expect(validation.failed == [.form])
        #expect(validation.checks[0].actual.contains(reason), "\(validation.checks[0].actual)")
        #expect(validation.observed == nil)
    }

    @Test func takesTwentyThousandCharactersAndNoMore() throws {
        func token(padding: Int) throws -> String {
            try Fixture.token(["padding": .string(String(repeating: "x", count: padding))])
        }
        let least = try token(padding: 0).utf8.count
        // Three bytes of the payload are four characters.
        let room = (ObservedToken.maximumLength - least) / 4 * 3
        let longest = try token(padding: room)
        #expect(longest.utf8.count <= 20_000 && longest.utf8.count > 19_990)
        #expect(try Self.validate(longest).accepted != nil)
        #expect(try Self.validate(token(padding: room + 12)).failed == [.form])
        #expect(try Self.validate(String(repeating: "a", count: 5_000_000)).failed == [.form])
    }

    @Test func neverQuotesTheToken() throws {
        let token = try Fixture.token() + "!"
        let validation = try Self.validate(token)
        #expect(validation.failed == [.form])
        for check in validation.checks {
            #expect(!(check.actual + check.expected).contains(token.prefix(20)))
        }
    }

    @Test func readsClaims() throws {
        let text = try Fixture.token([
            "aud": .strings(["one", "two"]), "azp": .string("party"), "amr": .strings(["pwd", "otp"]),
            "nbf": .integer(12),
        ])
        let token = try ObservedToken(text)
        #expect(token.algorithm == "ES256")
        #expect(token.keyID == "p256")
        #expect(token.type == "JWT")
        #expect(token.claims.issuer == Fixture.issuer)
        #expect(token.claims.audiences == ["one", "two"])
        #expect(token.claims.authorizedParty == "party")
        #expect(token.claims.decisiveAudiences == ["party"])
        #expect(token.claims.methods == ["pwd", "otp"])
        #expect(token.claims.notBefore == Timestamp(milliseconds: 12_000))
    }

    @Test(
        arguments: [
            ("1", 1_000), ("1.5", 1_500), ("1.5e3", 1_500_000), ("-1", -1_000),
            ("9223372036854775807", 253_402_300_799_999), ("1e400", 253_402_300_799_999),
            ("99999999999999999999", 253_402_300_799_999),
        ] as [(String, Int64)])
    func readsDates(text: String, milliseconds: Int64) throws {
        let payload = "{\"exp\":\(text)}"
        let token = try ObservedToken("e30." + Self.encoded(payload) + ".AAAA")
        #expect(token.claims.expiration == Timestamp(milliseconds: milliseconds))
    }

    @Test(arguments: ["\"1\"", "null", "true", "[1]", "{}"])
    func readsNoDateFrom(text: String) throws {
        let token = try ObservedToken("e30." + Self.encoded("{\"exp\":\(text)}") + ".AAAA")
        #expect(token.claims.expiration == nil)
    }
}
