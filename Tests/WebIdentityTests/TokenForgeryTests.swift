import Crypto
import Encodings
import SAML2
import TestSupport
import Testing
import WebIdentity

/// Ways to have a token accepted that the provider did not make.
@Suite struct TokenForgeryTests {
    static func failures(_ token: String, keys: [[JSONMember]]? = nil) throws -> [WebIdentityCheck] {
        let validation = try Fixture.validator(keys: keys).validate(token, at: Fixture.now)
        #expect(validation.accepted == nil)
        return validation.failed
    }

    static func unsigned(_ header: String, signature: [UInt8] = []) -> String {
        [Array(header.utf8), Array(Fixture.payload().utf8), signature].map { Base64.url.encode($0) }
            .joined(separator: ".")
    }

    @Test(arguments: [
        "none", "None", "NONE", "nOnE", "", "EdDSA", "ES256K", "es256", "RS1", "ES256 ", "PS256", "HS256",
    ])
    func refusesAlgorithm(name: String) throws {
        let header = "{\"alg\":\"\(name)\",\"kid\":\"p256\"}"
        #expect(try Self.failures(Self.unsigned(header)) == [.algorithm])
        // Not even when the signature is good for what the key is.
        let signed = try Fixture.token(header: header)
        #expect(try Self.failures(signed) == [.algorithm])
    }

    @Test(arguments: [
        "{\"kid\":\"p256\"}", "{\"alg\":null,\"kid\":\"p256\"}", "{\"alg\":[\"ES256\"],\"kid\":\"p256\"}",
    ])
    func refusesNoAlgorithm(header: String) throws {
        #expect(try Self.failures(try Fixture.token(header: header)) == [.algorithm])
    }

    /// The public key, in each form in which a library might take it for a secret, as the key of an HMAC.
    @Test func aPublicKeyIsNoSecret() throws {
        let key = try TokenKey.rsa.get()
        let members = try key.members
        let modulus = try #require(members.first { $0.name == "n" })
        guard case .string(let text) = modulus.value else {
            Issue.record("n is no text")
            return
        }
        let secrets = [
            Array(text.utf8), try #require(Base64.url.decode(text)), Array(Fixture.text([members]).utf8),
            Array(JSONValue.object(members).text().utf8), [],
        ]
        let head =
            Base64.url.encode(Array(Fixture.header(key, "HS256").utf8)) + "."
            + Base64.url.encode(Array(Fixture.payload().utf8))
        for secret in secrets {
            let code = HMAC<SHA256>.authenticationCode(for: Array(head.utf8), using: SymmetricKey(data: secret))
            #expect(try Self.failures(head + "." + Base64.url.encode(Array(code))) == [.algorithm])
        }
    }

    /// A good signature under the name of an algorithm of another kind of key, another curve or another hash.
    @Test(arguments: ["RS256", "RS384", "RS512", "ES384", "ES512"])
    func theKeyDecidesWhatItIsFor(algorithm: String) throws {
        let header = "{\"alg\":\"\(algorithm)\",\"kid\":\"p256\"}"
        #expect(try Self.failures(try Fixture.token(header: header)) == [.key])
    }

    @Test func theKeysOwnAlgorithmIsItsOnlyOne() throws {
        let key = try TokenKey.rsa.get()
        let keys = [try key.members + [JSONMember("alg", "RS512")]]
        let token = try Fixture.token(key: key, algorithm: "RS256")
        #expect(try Self.failures(token, keys: keys) == [.key])
        let good = try Fixture.token(key: key, algorithm: "RS512")
        #expect(try Fixture.validator(keys: keys).validate(good, at: Fixture.now).accepted != nil)
    }

    @Test func theHashIsThatOfTheAlgorithm() throws {
        let key = try TokenKey.rsa.get()
        let token = try key.token(header: Fixture.header(key, "RS256"), payload: Fixture.payload(), algorithm: "RS512")
        #expect(try Self.failures(token) == [.signature])
    }

    @Test(arguments: [
        "", ",\"kid\":\"\"", ",\"kid\":\"other\"", ",\"kid\":\"P256\"", ",\"kid\":1", ",\"kid\":[\"p256\"]",
        ",\"kid\":\"p256\\u0000\"", ",\"kid\":\"../p256\"", ",\"kid\":\"p256' or '1'='1\"",
    ])
    func refusesKid(member: String) throws {
        #expect(try Self.failures(try Fixture.token(header: "{\"alg\":\"ES256\"\(member)}")) == [.key])
    }

    @Test func theKidChoosesOneKeyAndNoOther() throws {
        // Made by the provider's own second key, under the name of the first.
        let other = TokenKey.onP256("other")
        let token = try other.token(
            header: Fixture.header(.p256, "ES256"), payload: Fixture.payload(), algorithm: "ES256")
        let keys = [try TokenKey.p256.members, try other.members]
        #expect(try Self.failures(token, keys: keys) == [.signature])
    }

    @Test func aKeyThatIsSetAsideVerifiesNothing() throws {
        let rsa = try TokenKey.rsa.get()
        let keys = [
            try TokenKey.p256.members.filter { $0.name != "use" } + [JSONMember("use", "enc")], try rsa.members,
        ]
        let validation = try Fixture.validator(keys: keys).validate(Fixture.token(), at: Fixture.now)
        #expect(validation.failed == [.key])
        #expect(validation.checks[0].actual.contains("which is not used: use is \"enc\""))
    }

    /// Neither a key that a token brings with it nor an address where it says that one is.
    @Test(arguments: ["jwk", "jku", "x5u", "x5c", "x5t"])
    func aTokenBringsNoKey(name: String) throws {
        let own = TokenKey.onP256("p256")
        let members = try own.members
        let value: JSONValue =
            switch name {
            case "jwk": .object(members)
            case "x5c": .strings(["AAAA"])
            default: .string("https://attacker.example.org/keys")
            }
        let header = Fixture.header(own, "ES256", adding: [JSONMember(name, value)])
        let token = try own.token(header: header, payload: Fixture.payload(), algorithm: "ES256")
        #expect(try Self.failures(token) == [.signature])
        // With the provider's key the same header is not looked at.
        let good = try Fixture.token(header: header)
        #expect(try Fixture.validator().validate(good, at: Fixture.now).accepted != nil)
    }

    @Test(arguments: [0, 1, 63, 64, 65, 128])
    func aSignatureOfZerosIsNone(count: Int) throws {
        let header = Fixture.header(.p256, "ES256")
        let zeros = [UInt8](repeating: 0, count: count)
        #expect(try Self.failures(Self.unsigned(header, signature: zeros)) == [.signature])
    }

    @Test func aSignatureHasOneForm() throws {
        let header = Fixture.header(.p256, "ES256")
        let head = Base64.url.encode(Array(header.utf8)) + "." + Base64.url.encode(Array(Fixture.payload().utf8))
        let raw = try TokenKey.p256.signature(of: Array(head.utf8), algorithm: "ES256")
        let der = Array(try P256.Signing.ECDSASignature(rawRepresentation: raw).derRepresentation)
        for signature in [der, raw + [0], [0] + raw, Array(raw.dropLast()), Array(raw.reversed())] {
            #expect(try Self.failures(head + "." + Base64.url.encode(signature)) == [.signature])
        }
        #expect(try Fixture.validator().validate(head + "." + Base64.url.encode(raw), at: Fixture.now).accepted != nil)
    }

    @Test func anRSASignatureIsAsLongAsItsKey() throws {
        let key = try TokenKey.rsa.get()
        let head =
            Base64.url.encode(Array(Fixture.header(key, "RS256").utf8)) + "."
            + Base64.url.encode(Array(Fixture.payload().utf8))
        let raw = try key.signature(of: Array(head.utf8), algorithm: "RS256")
        for signature in [[], [0] + raw, raw + [0], Array(raw.dropFirst()), [UInt8](repeating: 0xFF, count: 256)] {
            #expect(try Self.failures(head + "." + Base64.url.encode(signature)) == [.signature])
        }
    }

    @Test func headerAndPayloadAreSigned() throws {
        let parts = try Fixture.token().split(separator: ".").map(String.init)
        let payload = Base64.url.encode(Array(Fixture.payload(["sub": .string("admin")]).utf8))
        #expect(try Self.failures([parts[0], payload, parts[2]].joined(separator: ".")) == [.signature])
        let header = Base64.url.encode(Array("{\"alg\":\"ES256\",\"kid\":\"p256\"}".utf8))
        #expect(try Self.failures([header, parts[1], parts[2]].joined(separator: ".")) == [.signature])
    }

    /// One changed bit anywhere, or a character that a lenient reader would pass over.
    @Test func everyCharacterCounts() throws {
        let token = Array(try Fixture.token().utf8)
        let validator = try Fixture.validator()
        for position in token.indices {
            var changed = token
            changed[position] ^= 1
            #expect(
                validator.validate(String(decoding: changed, as: UTF8.self), at: Fixture.now).accepted == nil,
                "\(position)")
        }
        for character in [" ", "\n", "=", ".", "\u{0}"] {
            let text = String(decoding: token, as: UTF8.self)
            #expect(validator.validate(text + character, at: Fixture.now).accepted == nil)
            #expect(validator.validate(character + text, at: Fixture.now).accepted == nil)
        }
    }

    /// Whatever the text: never accepted, and never the end of the process.
    @Test func survivesMadeUpTokens() throws {
        var generator = SeededGenerator(seed: 7_519)
        let token = Array(try Fixture.token().utf8)
        let validator = try Fixture.validator(recordsAllChecks: true)
        for _ in 0..<2_000 {
            let changed = generator.mutate(token)
            guard changed != token else { continue }
            let text = String(decoding: changed, as: UTF8.self)
            #expect(validator.validate(text, at: Fixture.now).accepted == nil)
        }
        // The same inside of the payload, signed: whatever it says, the checks decide it and nothing traps.
        for _ in 0..<500 {
            let payload = String(decoding: generator.mutate(Array(Fixture.payload().utf8)), as: UTF8.self)
            let text = try TokenKey.p256.token(
                header: Fixture.header(.p256, "ES256"), payload: payload, algorithm: "ES256")
            let validation = validator.validate(text, at: Fixture.now)
            #expect((validation.accepted != nil) == validation.failed.isEmpty)
        }
    }
}
