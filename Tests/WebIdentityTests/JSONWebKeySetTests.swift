import Encodings
import TestSupport
import Testing
import WebIdentity

/// What a provider publishes: each key that could be used wrongly is set aside with its reason, and the others stay.
@Suite struct JSONWebKeySetTests {
    /// The members with some replaced; nil removes one.
    static func changed(_ members: [JSONMember], _ changes: [String: JSONValue?]) -> [JSONMember] {
        let kept = members.filter { !changes.keys.contains($0.name) }
        let added = changes.sorted { $0.key < $1.key }.compactMap { name, value in value.map { JSONMember(name, $0) } }
        return kept + added
    }

    static func number(bytes count: Int, first: UInt8, last: UInt8 = 0x0B) -> JSONValue {
        var bytes = [UInt8](repeating: 0xA5, count: count)
        bytes[0] = first
        bytes[count - 1] = last
        return .string(Base64.url.encode(bytes))
    }

    @Test func takesEveryKindOfKey() throws {
        let keys = [
            try TokenKey.rsa.get(), .p256, .onP384("p384"), .onP521("p521"),
        ]
        let set = try Fixture.set(try keys.map { try $0.members })
        #expect(set.keys.map(\.id) == ["rsa", "p256", "p384", "p521"])
        #expect(set.keys.map(\.algorithms) == [[.rs256, .rs384, .rs512], [.es256], [.es384], [.es512]])
        #expect(set.refusals.isEmpty)
    }

    @Test func anAlgorithmOfAKeyIsItsOnlyOne() throws {
        let set = try Fixture.set([Self.changed(try TokenKey.rsa.get().members, ["alg": .string("RS384")])])
        #expect(set.keys.map(\.algorithms) == [[.rs384]])
    }

    static let badRSA: [(String, [String: JSONValue?], String)] = [
        ("use", ["use": .string("enc")], "use is \"enc\""),
        ("use of no form", ["use": .array([.string("sig")])], "use is a list"),
        ("operations", ["key_ops": .strings(["encrypt"])], "key_ops"),
        ("operations of no form", ["key_ops": .string("verify")], "key_ops"),
        ("secret exponent", ["d": .string("AQAB")], "it holds d"),
        ("algorithm of a secret", ["alg": .string("HS256")], "alg is \"HS256\""),
        ("no algorithm", ["alg": .string("none")], "alg is \"none\""),
        ("PSS", ["alg": .string("PS256")], "alg is \"PS256\""),
        ("encryption", ["alg": .string("RSA-OAEP")], "alg is \"RSA-OAEP\""),
        ("algorithm of another kind", ["alg": .string("ES256")], "alg ES256 does not go with"),
        ("algorithm of no form", ["alg": .integer(1)], "alg is a number"),
        ("2,047 bits", ["n": number(bytes: 256, first: 0x7F)], "2047 bits"),
        ("1,024 bits", ["n": number(bytes: 128, first: 0xA5)], "1024 bits"),
        ("8,193 bits", ["n": number(bytes: 1_025, first: 0x01)], "8193 bits"),
        ("zero first", ["n": number(bytes: 257, first: 0)], "begins with a zero"),
        ("even", ["n": number(bytes: 256, first: 0xA5, last: 0x0A)], "not those of an RSA key"),
        ("padded", ["n": .string("AQAB====")], "not base64url"),
        ("no modulus", ["n": nil], "n is not there"),
        ("modulus is a number", ["n": .integer(17)], "n is not there"),
        ("exponent 1", ["e": .string("AQ")], "exponent"),
        ("exponent 3", ["e": .string("Aw")], "exponent"),
        ("exponent 65536", ["e": .string("AQAA")], "exponent"),
        ("exponent 65538", ["e": .string("AQAC")], "exponent"),
        ("exponent of 5 bytes", ["e": .string("AQAAAAE")], "exponent"),
        ("exponent with zero first", ["e": .string("AAEAAQ")], "begins with a zero"),
        ("no exponent", ["e": .string("")], "e is zero"),
        ("secret", ["kty": .string("oct")], "kty is \"oct\""),
        ("another kind", ["kty": .string("OKP")], "kty is \"OKP\""),
        ("no kind", ["kty": nil], "kty is not there"),
        ("case of the kind", ["kty": .string("rsa")], "kty is \"rsa\""),
        ("no kid", ["kid": nil], "no kid"),
        ("empty kid", ["kid": .string("")], "no kid"),
        ("kid is a number", ["kid": .integer(1)], "no kid"),
    ]

    @Test(arguments: badRSA)
    func setsAside(name: String, changes: [String: JSONValue?], reason: String) throws {
        let members = Self.changed(try TokenKey.rsa.get().members, changes)
        let set = try Fixture.set([members, TokenKey.p256.members])
        #expect(set.keys.map(\.id) == ["p256"], "\(name)")
        #expect(set.refusals.map(\.position) == [1])
        #expect(set.refusals[0].reason.contains(reason), "\(set.refusals[0].reason)")
        let error = #expect(throws: WebIdentityError.self) { try Fixture.set([members]) }
        #expect(error?.reason.contains(reason) == true)
    }

    static let badPoints: [(String, [String: JSONValue?], String)] = [
        ("not on the curve", ["x": number(bytes: 32, first: 1)], "not a point"),
        (
            "zero",
            [
                "x": .string(Base64.url.encode([UInt8](repeating: 0, count: 32))),
                "y": .string(Base64.url.encode([UInt8](repeating: 0, count: 32))),
            ], "not a point"
        ),
        ("beyond the field", ["x": .string(Base64.url.encode([UInt8](repeating: 0xFF, count: 32)))], "not a point"),
        ("short", ["x": number(bytes: 31, first: 1)], "31 and 32 bytes"),
        ("long", ["y": number(bytes: 33, first: 1)], "32 and 33 bytes"),
        ("another curve", ["crv": .string("P-384")], "this curve has 48"),
        ("unknown curve", ["crv": .string("secp256k1")], "crv is \"secp256k1\""),
        ("no curve", ["crv": nil], "crv is not there"),
        ("RSA", ["alg": .string("RS256")], "alg RS256 does not go with"),
        ("private", ["d": number(bytes: 32, first: 1)], "it holds d"),
    ]

    @Test(arguments: badPoints)
    func setsAsidePoint(name: String, changes: [String: JSONValue?], reason: String) throws {
        let good = TokenKey.onP256("good")
        let set = try Fixture.set([Self.changed(try TokenKey.p256.members, changes), good.members])
        #expect(set.keys.map(\.id) == ["good"], "\(name)")
        #expect(set.refusals.count == 1 && set.refusals[0].reason.contains(reason), "\(set.refusals)")
    }

    @Test func aKidThatStandsTwiceIsNone() throws {
        let twin = TokenKey.onP384("p256")
        let rsa = try TokenKey.rsa.get()
        let set = try Fixture.set([TokenKey.p256.members, rsa.members, twin.members])
        #expect(set.keys.map(\.id) == ["rsa"])
        #expect(set.refusals.map(\.position) == [1, 3])
        #expect(set.refusals.allSatisfy { $0.reason.contains("stands 2 times") })
    }

    /// A key with two uses: the entry for encryption takes its kid from the one for signatures too.
    @Test func aKidForTwoUsesIsNone() throws {
        let rsa = try TokenKey.rsa.get()
        let other = Self.changed(try rsa.members, ["use": .string("enc")])
        let set = try Fixture.set([rsa.members, other, TokenKey.p256.members])
        #expect(set.keys.map(\.id) == ["p256"])
    }

    /// Unicode has two spellings of this letter; they are different bytes, so different keys.
    @Test func kidsAreComparedByBytes() throws {
        let composed = TokenKey.onP256("\u{E9}")
        let decomposed = TokenKey.onP256("e\u{301}")
        let set = try Fixture.set([composed.members, decomposed.members])
        #expect(set.keys.count == 2)
        let found = try #require(set.key("e\u{301}"))
        #expect(Array(found.id.utf8) == Array("e\u{301}".utf8))
    }

    static let badSets: [(String, String)] = [
        ("", "ends in the middle"), ("[]", "a list \"keys\""), ("{}", "a list \"keys\""),
        ("{\"keys\":{}}", "a list \"keys\""), ("{\"keys\":[]}", "no key that verifies"),
        ("{\"keys\":[1,\"x\",null,[]]}", "no key that verifies"), ("{\"keys\":[],\"keys\":[]}", "there twice"),
        ("{\"keys\":[{\"kid\":\"a\",\"kid\":\"b\"}]}", "there twice"), ("<html>", "where a value is expected"),
        (String(repeating: "[", count: 100_000), "nested more than 16 deep"),
        ("{\"keys\":[]}" + String(repeating: " ", count: JSONWebKeySet.maximumSize), "has at most 1048576"),
    ]

    @Test(arguments: badSets)
    func refuses(text: String, reason: String) {
        let error = #expect(throws: WebIdentityError.self) { try JSONWebKeySet(json: Array(text.utf8)) }
        #expect(error?.reason.contains(reason) == true, "\(error?.reason ?? "")")
    }

    @Test func refusesWhatIsNotUTF8() {
        #expect(throws: WebIdentityError("it is not UTF-8")) { try JSONWebKeySet(json: [0x7B, 0xC0, 0x80, 0x7D]) }
    }

    @Test func takesAHundredKeysOfAKind() throws {
        let point = try TokenKey.p256.members
        let keys = (0..<101).map { Self.changed(point, ["kid": .string("key-\($0)")]) }
        #expect(try Fixture.set(Array(keys.prefix(100))).keys.count == 100)
        let error = #expect(throws: WebIdentityError.self) { try Fixture.set(keys) }
        #expect(error?.reason.contains("101 EC keys") == true)
    }

    /// Whatever the text: an error, or keys of which each has a kid of its own.
    @Test func survivesMadeUpSets() throws {
        var generator = SeededGenerator(seed: 7_517)
        let good = Array(Fixture.text([try TokenKey.rsa.get().members, try TokenKey.p256.members]).utf8)
        for _ in 0..<2_000 {
            guard let set = try? JSONWebKeySet(json: generator.mutate(good)) else { continue }
            #expect(Set(set.keys.map { Array($0.id.utf8) }).count == set.keys.count)
        }
    }
}
