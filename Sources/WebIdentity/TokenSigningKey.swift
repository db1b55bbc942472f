import Crypto
import CryptoExtras
package import Encodings

/// A private key by which tokens of our own are signed.
///
/// The public half is what others find in our set of keys, so that `JSONWebKeySet` reads it back.
package struct TokenSigningKey: Sendable, CustomStringConvertible, CustomReflectable {
    private enum Material: Sendable {
        case rsa(_RSA.Signing.PrivateKey)
        case p384(P384.Signing.PrivateKey)
    }

    /// What tokens can be signed with: GetWebIdentityToken of AWS has these two.
    package static let algorithms: [TokenAlgorithm] = [.rs256, .es384]

    /// The algorithm that it is for, and no other.
    package let algorithm: TokenAlgorithm
    private let material: Material

    /// Makes a new key; one of RSA has 2,048 bits, and takes some tenths of a second.
    package init(generatedFor algorithm: TokenAlgorithm) throws(WebIdentityError) {
        self.algorithm = algorithm
        switch algorithm {
        case .rs256:
            do {
                material = .rsa(try _RSA.Signing.PrivateKey(keySize: .bits2048))
            } catch {
                throw WebIdentityError("no RSA key could be made")
            }
        case .es384: material = .p384(P384.Signing.PrivateKey())
        case .rs384, .rs512, .es256, .es512: throw Self.notOffered(algorithm)
        }
    }

    /// Reads a key from what `secret` has written.
    package init(_ algorithm: TokenAlgorithm, secret: [UInt8]) throws(WebIdentityError) {
        self.algorithm = algorithm
        do {
            switch algorithm {
            case .rs256: material = .rsa(try _RSA.Signing.PrivateKey(derRepresentation: secret))
            case .es384: material = .p384(try P384.Signing.PrivateKey(rawRepresentation: secret))
            case .rs384, .rs512, .es256, .es512: throw Self.notOffered(algorithm)
            }
        } catch let error as WebIdentityError {
            throw error
        } catch {
            throw WebIdentityError("the bytes are no private key for \(algorithm.rawValue)")
        }
    }

    private static func notOffered(_ algorithm: TokenAlgorithm) -> WebIdentityError {
        let offered = algorithms.map(\.rawValue).joined(separator: ", ")
        return WebIdentityError("tokens are not signed with \(algorithm.rawValue); offered are \(offered)")
    }

    /// The private key, to be sealed before it is kept: DER of an RSA key, the number of one on P-384.
    package var secret: [UInt8] {
        switch material {
        case .rsa(let key): Array(key.derRepresentation)
        case .p384(let key): Array(key.rawRepresentation)
        }
    }

    /// The public key as the members of a JSON Web Key that make it up (RFC 7518, section 6).
    package func publicMembers() throws(WebIdentityError) -> [String: String] {
        switch material {
        case .rsa(let key):
            guard let numbers = try? key.publicKey.getKeyPrimitives() else {
                throw WebIdentityError("the RSA key has no numbers")
            }
            return [
                "kty": "RSA", "n": Base64.url.encode(numbers.modulus), "e": Base64.url.encode(numbers.publicExponent),
            ]
        case .p384(let key):
            let point = Array(key.publicKey.rawRepresentation)
            let size = point.count / 2
            return [
                "kty": "EC", "crv": "P-384", "x": Base64.url.encode(point.prefix(size)),
                "y": Base64.url.encode(point.suffix(size)),
            ]
        }
    }

    /// `kid` of a public key: its thumbprint (RFC 7638, section 3), so that no two keys have the same.
    package static func id(of publicMembers: [String: String]) -> String {
        let members = publicMembers.sorted { $0.key < $1.key }.map { JSONMember($0.key, $0.value) }
        return Base64.url.encode(Array(SHA256.hash(data: Array(JSONValue.object(members).text().utf8))))
    }

    /// A token with these claims (RFC 7515, section 7.1), whose header names the key.
    package func token(_ claims: [JSONMember], keyID: String) throws(WebIdentityError) -> String {
        let header = [
            JSONMember("alg", algorithm.rawValue), JSONMember("kid", keyID), JSONMember("typ", "JWT"),
        ]
        let signed = Self.part(header) + "." + Self.part(claims)
        return signed + "." + Base64.url.encode(try signature(of: Array(signed.utf8)))
    }

    private static func part(_ members: [JSONMember]) -> String {
        Base64.url.encode(Array(JSONValue.object(members).text().utf8))
    }

    /// The signature as a token has it.
    private func signature(of message: [UInt8]) throws(WebIdentityError) -> [UInt8] {
        switch try sign(message) {
        case .rsa(let signature): Array(signature.rawRepresentation)
        case .p384(let signature): Array(signature.rawRepresentation)
        }
    }

    /// The signature as a certificate has it.
    func derSignature(of message: [UInt8]) throws(WebIdentityError) -> [UInt8] {
        switch try sign(message) {
        case .rsa(let signature): Array(signature.rawRepresentation)
        case .p384(let signature): Array(signature.derRepresentation)
        }
    }

    private enum Signature {
        case rsa(_RSA.Signing.RSASignature)
        case p384(P384.Signing.ECDSASignature)
    }

    private func sign(_ message: [UInt8]) throws(WebIdentityError) -> Signature {
        do {
            switch material {
            case .rsa(let key):
                // RSASSA-PKCS1-v1_5, which swift-crypto calls insecure for what it is in encryption; it is what RS256 means.
                return .rsa(try key.signature(for: SHA256.hash(data: message), padding: .insecurePKCS1v1_5))
            case .p384(let key): return .p384(try key.signature(for: SHA384.hash(data: message)))
            }
        } catch {
            throw WebIdentityError("the key does not sign")
        }
    }

    /// The public key as a certificate has it (RFC 5280, section 4.1.2.7), in DER.
    var subjectPublicKeyInfo: [UInt8] {
        switch material {
        case .rsa(let key): Array(key.publicKey.derRepresentation)
        case .p384(let key): Array(key.publicKey.derRepresentation)
        }
    }

    /// The algorithm alone.
    package var description: String { "TokenSigningKey(\(algorithm.rawValue), secret redacted)" }

    /// The algorithm alone: `dump` shows no secret either.
    package var customMirror: Mirror { Mirror(self, children: ["algorithm": algorithm.rawValue]) }
}
