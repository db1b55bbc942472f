import Crypto
import CryptoExtras
import Encodings
import Foundation
import IAMPolicy

extension JSONWebKey {
    /// Bits of an RSA modulus: fewer are not safe, and with more it takes long to verify.
    private static let modulusBits = 2_048...8_192

    /// Reads a key for signatures.
    ///
    /// - Throws: what is wrong, or why it is not for the signatures of tokens.
    init(id: String, _ node: JSONNode) throws(WebIdentityError) {
        try Self.checkUse(of: node)
        let algorithm = try Self.algorithm(of: node)
        let material = try Self.material(of: node)
        guard let key = JSONWebKey(id: id, material: material, algorithm: algorithm) else {
            throw WebIdentityError("alg \(algorithm?.rawValue ?? "none") does not go with the key's kty and crv")
        }
        self = key
    }

    private static func checkUse(of node: JSONNode) throws(WebIdentityError) {
        // Whoever can read the set could sign.
        for name in ["d", "p", "q", "dp", "dq", "qi", "oth", "k"] where node.member(name) != nil {
            throw WebIdentityError("it holds \(name), which is secret: whoever reads it can make tokens")
        }
        if let use = node.member("use"), use.string != "sig" {
            throw WebIdentityError("use is \(use.string?.quoted ?? use.kind); sig is for tokens")
        }
        guard let operations = node.member("key_ops") else { return }
        guard operations.elements?.contains(where: { $0.string == "verify" }) == true else {
            throw WebIdentityError("key_ops without verify")
        }
    }

    private static func algorithm(of node: JSONNode) throws(WebIdentityError) -> TokenAlgorithm? {
        guard let alg = node.member("alg") else { return nil }
        guard let name = alg.string, let algorithm = TokenAlgorithm(rawValue: name) else {
            throw WebIdentityError("alg is \(alg.string?.quoted ?? alg.kind); taken are \(TokenAlgorithm.list)")
        }
        return algorithm
    }

    private static func material(of node: JSONNode) throws(WebIdentityError) -> Material {
        switch node.member("kty")?.string {
        case "RSA": return .rsa(try rsa(of: node))
        case "EC": return try curvePoint(of: node)
        case let kty: throw WebIdentityError("kty is \(kty?.quoted ?? "not there"); taken are RSA and EC")
        }
    }

    private static func rsa(of node: JSONNode) throws(WebIdentityError) -> _RSA.Signing.PublicKey {
        let modulus = try number("n", of: node)
        let exponent = try number("e", of: node)
        let bits = modulus.count * 8 - (modulus.first?.leadingZeroBitCount ?? 0)
        guard modulusBits.contains(bits) else {
            throw WebIdentityError(
                "an RSA key of \(bits) bits; from \(modulusBits.lowerBound) to \(modulusBits.upperBound) are taken")
        }
        // FIPS 186-5, appendix A.1.1 asks for more than 2^16; more than four bytes nobody uses.
        let value = exponent.count <= 4 ? exponent.reduce(UInt64(0)) { $0 << 8 | UInt64($1) } : 0
        guard value > 65_536, value % 2 == 1 else {
            throw WebIdentityError("an RSA exponent that is not an odd number from 65537 of at most 4 bytes")
        }
        do {
            return try _RSA.Signing.PublicKey(n: modulus, e: exponent)
        } catch {
            throw WebIdentityError("n and e are not those of an RSA key")
        }
    }

    /// A positive number (RFC 7518, section 2: Base64urlUInt), which has no zeros before it.
    private static func number(_ name: String, of node: JSONNode) throws(WebIdentityError) -> [UInt8] {
        let bytes = try self.bytes(name, of: node)
        guard let first = bytes.first, first != 0 else {
            throw WebIdentityError("\(name) is zero or begins with a zero byte")
        }
        return bytes
    }

    private static func curvePoint(of node: JSONNode) throws(WebIdentityError) -> Material {
        let size: Int
        switch node.member("crv")?.string {
        case "P-256": size = 32
        case "P-384": size = 48
        case "P-521": size = 66
        case let crv: throw WebIdentityError("crv is \(crv?.quoted ?? "not there"); taken are P-256, P-384 and P-521")
        }
        let x = try bytes("x", of: node)
        let y = try bytes("y", of: node)
        guard x.count == size, y.count == size else {
            throw WebIdentityError("x and y of \(x.count) and \(y.count) bytes; this curve has \(size)")
        }
        // X9.63: an uncompressed point. swift-crypto takes none that is not on the curve.
        let point: [UInt8] = [4] + x + y
        do {
            switch size {
            case 32: return .p256(try P256.Signing.PublicKey(x963Representation: point))
            case 48: return .p384(try P384.Signing.PublicKey(x963Representation: point))
            default: return .p521(try P521.Signing.PublicKey(x963Representation: point))
            }
        } catch {
            throw WebIdentityError("x and y are not a point of the curve")
        }
    }

    private static func bytes(_ name: String, of node: JSONNode) throws(WebIdentityError) -> [UInt8] {
        guard let text = node.member(name)?.string, let bytes = Base64.url.decode(text) else {
            throw WebIdentityError("\(name) is not there or not base64url")
        }
        return bytes
    }
}
