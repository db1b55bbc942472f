import Crypto
import Encodings
import Testing
import WebIdentity

@Suite("Keys that sign our own tokens")
struct TokenSigningKeyTests {
    /// An RSA key takes a while to make: one for all tests.
    private static let rsa = Result { try TokenSigningKey(generatedFor: .rs256) }
    private static let p384 = Result { try TokenSigningKey(generatedFor: .es384) }

    private static func key(_ algorithm: TokenAlgorithm) throws -> TokenSigningKey {
        try (algorithm == .rs256 ? rsa : p384).get()
    }

    private static func claims(subject: String = "arn:aws:iam::123456789012:role/Worker") -> [JSONMember] {
        let seconds = Fixture.now.epochSeconds
        return [
            JSONMember("iss", Fixture.issuer), JSONMember("sub", subject), JSONMember("aud", Fixture.client),
            JSONMember("iat", .integer(seconds)), JSONMember("exp", .integer(seconds + 300)),
        ]
    }

    private static func member(_ key: TokenSigningKey, id: String) throws -> [JSONMember] {
        let members = try key.publicMembers()
        return [JSONMember("kid", id), JSONMember("use", "sig"), JSONMember("alg", key.algorithm.rawValue)]
            + members.sorted { $0.key < $1.key }.map { JSONMember($0.key, $0.value) }
    }

    @Test("Others take the tokens by the public key", arguments: TokenSigningKey.algorithms)
    func isTaken(_ algorithm: TokenAlgorithm) throws {
        let key = try Self.key(algorithm)
        let id = TokenSigningKey.id(of: try key.publicMembers())
        let token = try key.token(Self.claims(), keyID: id)
        let validator = try Fixture.validator(keys: [Self.member(key, id: id)])
        let taken = try validator.validate(token, at: Fixture.now).outcome.get()
        #expect(taken.subject == "arn:aws:iam::123456789012:role/Worker")
        #expect(taken.keyID == id)
    }

    @Test("Another key of the same kind does not verify them", arguments: TokenSigningKey.algorithms)
    func isRefusedByAnotherKey(_ algorithm: TokenAlgorithm) throws {
        let token = try Self.key(algorithm).token(Self.claims(), keyID: "k")
        let other = try TokenSigningKey(generatedFor: algorithm)
        let validator = try Fixture.validator(keys: [Self.member(other, id: "k")])
        #expect(throws: WebIdentityRefusal.self) { try validator.validate(token, at: Fixture.now).outcome.get() }
    }

    @Test("A key that was kept signs like the one that was made", arguments: TokenSigningKey.algorithms)
    func isReadBack(_ algorithm: TokenAlgorithm) throws {
        let key = try Self.key(algorithm)
        let read = try TokenSigningKey(algorithm, secret: key.secret)
        #expect(try read.publicMembers() == key.publicMembers())
        let validator = try Fixture.validator(keys: [Self.member(key, id: "k")])
        _ = try validator.validate(read.token(Self.claims(), keyID: "k"), at: Fixture.now).outcome.get()
    }

    @Test("Bytes that are no key are refused", arguments: TokenSigningKey.algorithms)
    func refusesBytes(_ algorithm: TokenAlgorithm) throws {
        for bytes: [UInt8] in [[], [0], Array(repeating: 0, count: 48), Array(repeating: 255, count: 48)] {
            #expect(throws: WebIdentityError.self) { try TokenSigningKey(algorithm, secret: bytes) }
        }
        // The key of the other algorithm.
        let other = try Self.key(algorithm == .rs256 ? .es384 : .rs256).secret
        #expect(throws: WebIdentityError.self) { try TokenSigningKey(algorithm, secret: other) }
    }

    @Test("Tokens are signed with two algorithms and no other")
    func refusesOtherAlgorithms() {
        #expect(TokenSigningKey.algorithms == [.rs256, .es384])
        for algorithm in TokenAlgorithm.allCases where !TokenSigningKey.algorithms.contains(algorithm) {
            #expect(throws: WebIdentityError.self) { try TokenSigningKey(generatedFor: algorithm) }
        }
    }

    @Test("The id of a key is its thumbprint, by RFC 7638")
    func thumbprint() throws {
        let members = try Self.key(.es384).publicMembers()
        let x = try #require(members["x"])
        let y = try #require(members["y"])
        let text = #"{"crv":"P-384","kty":"EC","x":"\#(x)","y":"\#(y)"}"#
        #expect(TokenSigningKey.id(of: members) == Base64.url.encode(Array(SHA256.hash(data: Array(text.utf8)))))
        #expect(try TokenSigningKey.id(of: Self.key(.rs256).publicMembers()) != TokenSigningKey.id(of: members))
    }

    @Test("No secret is shown")
    func showsNoSecret() throws {
        let key = try Self.key(.es384)
        var text = ""
        dump(key, to: &text)
        let secret = Hexadecimal.text(key.secret)
        #expect(!"\(key)\(text)".contains(secret))
        #expect("\(key)" == "TokenSigningKey(ES384, secret redacted)")
    }
}
