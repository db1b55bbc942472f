import Crypto
import Encodings
import SAML2
import Testing
import WebIdentity

@Suite("Certificates of keys that sign our own tokens")
struct TokenCertificateTests {
    /// An RSA key takes a while to make: one for all tests.
    private static let rsa = Result { try TokenSigningKey(generatedFor: .rs256) }
    private static let p384 = Result { try TokenSigningKey(generatedFor: .es384) }

    private static func key(_ algorithm: TokenAlgorithm) throws -> TokenSigningKey {
        try (algorithm == .rs256 ? rsa : p384).get()
    }

    @Test("OpenSSL reads them, and nothing that is cut or longer", arguments: TokenSigningKey.algorithms)
    func isRead(_ algorithm: TokenAlgorithm) throws {
        let certificate = try Self.key(algorithm).certificate(id: "one", from: Fixture.now)
        #expect(try MetadataKey.signingKeys(inCertificateFile: certificate).count == 1)
        for broken in [Array(certificate.dropLast()), certificate + [0]] {
            #expect(throws: KeyError.self) { try MetadataKey.signingKeys(inCertificateFile: broken) }
        }
    }

    @Test("One of RSA is the same each time, and another for another id or time")
    func isStable() throws {
        let key = try Self.key(.rs256)
        let certificate = try key.certificate(id: "one", from: Fixture.now)
        #expect(try key.certificate(id: "one", from: Fixture.now) == certificate)
        #expect(try key.certificate(id: "two", from: Fixture.now) != certificate)
        #expect(try key.certificate(id: "one", from: Fixture.now.advanced(bySeconds: 1)) != certificate)
    }

    /// The content of the value that begins a list of bytes, with the whole value and what follows it.
    private static func value(_ bytes: ArraySlice<UInt8>) throws -> (
        whole: ArraySlice<UInt8>, content: ArraySlice<UInt8>, rest: ArraySlice<UInt8>
    ) {
        let first = try #require(bytes.dropFirst().first)
        let width = first < 0x80 ? 0 : Int(first & 0x7F)
        let content = bytes.dropFirst(2 + width)
        let count = width == 0 ? Int(first) : bytes.dropFirst(2).prefix(width).reduce(0) { $0 << 8 | Int($1) }
        return (bytes.prefix(2 + width + count), content.prefix(count), content.dropFirst(count))
    }

    @Test("The key itself has signed them")
    func isSignedByItself() throws {
        let key = try Self.key(.es384)
        let members = try key.publicMembers()
        let point = try [members["x"], members["y"]].flatMap { try #require($0.flatMap { Base64.url.decode($0) }) }
        let certificate = try key.certificate(id: "one", from: Fixture.now)
        let body = try Self.value(try Self.value(certificate[...]).content)
        let signature = try Self.value(try Self.value(body.rest).rest).content
        let publicKey = try P384.Signing.PublicKey(rawRepresentation: point)
        // A BIT STRING begins with the number of bits that do not count.
        let ecdsa = try P384.Signing.ECDSASignature(derRepresentation: signature.dropFirst())
        #expect(publicKey.isValidSignature(ecdsa, for: SHA384.hash(data: Array(body.whole))))
        #expect(!publicKey.isValidSignature(ecdsa, for: SHA384.hash(data: Array(body.content))))
        let text = String(decoding: certificate, as: UTF8.self)
        #expect(text.contains("one"))
    }

    @Test("A thumbprint is SHA-1 in hexadecimal digits")
    func thumbprint() {
        // FIPS 180-4, example of one block.
        #expect(TokenSigningKey.thumbprint(of: Array("abc".utf8)) == "a9993e364706816aba3e25717850c26c9cd0d89d")
    }
}
