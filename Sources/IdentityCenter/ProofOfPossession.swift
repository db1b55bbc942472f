import Crypto
import Encodings
import Foundation
import IAMPolicy

/// A proof that a program has the key that its refresh tokens are bound to (RFC 9449, 4.2).
///
/// Whoever steals a refresh token has no use of it. The key comes with the proof, so that it proves nothing of who the program is.
struct ProofOfPossession: Hashable, Sendable {
    /// Digest of the key (RFC 7638).
    let thumbprint: String
    /// By which the proof is told from others: it counts once.
    let id: String
    /// The first instant at which nobody takes it any more; it follows from the proof alone.
    let end: Timestamp

    /// Bytes of a proof at most.
    private static let longest = 4_096
    /// Seconds by which the clock of a program may differ.
    static let tolerance: Int64 = 300
    private static let limits = JSONReader.Limits(bytes: longest, depth: 3)

    /// Judges a proof for a POST to `url`; nil for what is none.
    init?(_ text: String, url: String, at now: Timestamp) {
        let parts = text.split(separator: ".", maxSplits: 3, omittingEmptySubsequences: false)
        guard text.utf8.count <= Self.longest, parts.count == 3, let header = Self.object(parts[0]),
            let payload = Self.object(parts[1]), let signature = Base64.url.decode(String(parts[2])),
            header["typ"]?.string == "dpop+jwt", header["alg"]?.string == "ES256", header["crit"] == nil,
            let key = Key(header["jwk"]), key.signed(Array((parts[0] + "." + parts[1]).utf8), as: signature)
        else { return nil }
        guard payload["htm"]?.string == "POST", let place = payload["htu"]?.string, Self.isOf(place, url),
            let id = payload["jti"]?.string, (1...256).contains(id.utf8.count),
            case .number(let text)? = payload["iat"]?.value, let seconds = Int64(text), Self.isNear(seconds, now)
        else { return nil }
        thumbprint = key.thumbprint
        self.id = id
        // So near to now that it is no overflow.
        end = Timestamp(milliseconds: (seconds &+ Self.tolerance &+ 1) &* 1_000)
    }

    private static func object(_ part: Substring) -> JSONNode? {
        guard let bytes = Base64.url.decode(String(part)), let text = String(validating: bytes, as: UTF8.self),
            let node = try? JSONReader.read(text, limits: limits), let members = node.members,
            Set(members.map(\.key)).count == members.count
        else { return nil }
        return node
    }

    private static func isNear(_ seconds: Int64, _ now: Timestamp) -> Bool {
        let (age, isOverflow) = now.epochSeconds.subtractingReportingOverflow(seconds)
        return !isOverflow && (-tolerance...tolerance).contains(age)
    }

    /// Whether a proof is for this place; what stands behind the path does not count (RFC 9449, 4.3).
    private static func isOf(_ place: String, _ url: String) -> Bool {
        place.prefix { $0 != "?" && $0 != "#" }.utf8.elementsEqual(url.utf8)
    }

    /// A public key on P-256.
    private struct Key {
        private let x: String
        private let y: String
        private let key: P256.Signing.PublicKey

        /// Nil for any other kind, for one that is not on the curve, and for one that comes with its private part.
        init?(_ node: JSONNode?) {
            guard let node, let members = node.members, Set(members.map(\.key)).count == members.count,
                node["kty"]?.string == "EC", node["crv"]?.string == "P-256", node["d"] == nil,
                let x = node["x"]?.string, let y = node["y"]?.string, let first = Base64.url.decode(x),
                let second = Base64.url.decode(y), first.count == 32, second.count == 32,
                let key = try? P256.Signing.PublicKey(rawRepresentation: first + second)
            else { return nil }
            (self.x, self.y, self.key) = (Base64.url.encode(first), Base64.url.encode(second), key)
        }

        func signed(_ message: [UInt8], as signature: [UInt8]) -> Bool {
            guard let signature = try? P256.Signing.ECDSASignature(rawRepresentation: signature) else { return false }
            return key.isValidSignature(signature, for: message)
        }

        var thumbprint: String {
            let text = "{\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\"\(x)\",\"y\":\"\(y)\"}"
            return Base64.url.encode(Array(SHA256.hash(data: Data(text.utf8))))
        }
    }
}
