package import Crypto
package import CryptoExtras
package import Encodings

/// A key of an OpenID provider for tests: it makes tokens and its own entry in a set of keys.
package struct TokenKey: Sendable {
    /// The private half.
    package enum Material: Sendable {
        case rsa(_RSA.Signing.PrivateKey)
        case p256(P256.Signing.PrivateKey)
        case p384(P384.Signing.PrivateKey)
        case p521(P521.Signing.PrivateKey)
    }

    /// `kid`.
    package let id: String
    /// The private half.
    package let material: Material

    package init(_ id: String, _ material: Material) {
        self.id = id
        self.material = material
    }

    /// RSA of 2,048 bits: made once in a process, since that takes a while.
    package static let rsa = Result { TokenKey("rsa", .rsa(try _RSA.Signing.PrivateKey(keySize: .bits2048))) }

    /// A key on P-256 for all tests of a process.
    package static let p256 = onP256("p256")

    /// A new key on P-256.
    package static func onP256(_ id: String) -> TokenKey { TokenKey(id, .p256(P256.Signing.PrivateKey())) }

    /// A new key on P-384.
    package static func onP384(_ id: String) -> TokenKey { TokenKey(id, .p384(P384.Signing.PrivateKey())) }

    /// A new key on P-521.
    package static func onP521(_ id: String) -> TokenKey { TokenKey(id, .p521(P521.Signing.PrivateKey())) }

    /// The public half as members of a JSON Web Key, `kid` and `use` among them.
    package var members: [JSONMember] {
        get throws {
            let head = [JSONMember("kid", id), JSONMember("use", "sig")]
            switch material {
            case .rsa(let key):
                let numbers = try key.publicKey.getKeyPrimitives()
                return head + [
                    JSONMember("kty", "RSA"), JSONMember("n", Base64.url.encode(numbers.modulus)),
                    JSONMember("e", Base64.url.encode(numbers.publicExponent)),
                ]
            case .p256(let key): return head + Self.point("P-256", Array(key.publicKey.rawRepresentation))
            case .p384(let key): return head + Self.point("P-384", Array(key.publicKey.rawRepresentation))
            case .p521(let key): return head + Self.point("P-521", Array(key.publicKey.rawRepresentation))
            }
        }
    }

    /// The JSON Web Key Set with these keys.
    package static func set(_ keys: [TokenKey]) throws -> String {
        JSONValue.object([JSONMember("keys", .array(try keys.map { .object(try $0.members) }))]).text()
    }

    private static func point(_ curve: String, _ raw: [UInt8]) -> [JSONMember] {
        let size = raw.count / 2
        return [
            JSONMember("kty", "EC"), JSONMember("crv", curve),
            JSONMember("x", Base64.url.encode(raw.prefix(size))), JSONMember("y", Base64.url.encode(raw.suffix(size))),
        ]
    }

    /// A token over this header and payload, as they are.
    package func token(header: String, payload: String, algorithm: String) throws -> String {
        let signed = Base64.url.encode(Array(header.utf8)) + "." + Base64.url.encode(Array(payload.utf8))
        return signed + "." + Base64.url.encode(try signature(of: Array(signed.utf8), algorithm: algorithm))
    }

    /// The bytes of a signature, with the hash that the algorithm's name ends with.
    package func signature(of message: [UInt8], algorithm: String) throws -> [UInt8] {
        switch algorithm.suffix(3) {
        case "384": try signature(of: SHA384.hash(data: message))
        case "512": try signature(of: SHA512.hash(data: message))
        default: try signature(of: SHA256.hash(data: message))
        }
    }

    private func signature(of digest: some Digest) throws -> [UInt8] {
        switch material {
        case .rsa(let key): Array(try key.signature(for: digest, padding: .insecurePKCS1v1_5).rawRepresentation)
        case .p256(let key): Array(try key.signature(for: digest).rawRepresentation)
        case .p384(let key): Array(try key.signature(for: digest).rawRepresentation)
        case .p521(let key): Array(try key.signature(for: digest).rawRepresentation)
        }
    }
}
