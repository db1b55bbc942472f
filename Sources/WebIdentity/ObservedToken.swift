import Encodings
import IAMPolicy

/// A JSON Web Token in compact form (RFC 7519, RFC 7515 section 3.1) as it was read, whether or not anybody vouches for it.
///
/// For showing, and for finding the provider that is to be asked; never for deciding. `jku`, `jwk`, `x5u` and `x5c` in its
/// header, by which a token brings its own key, are not read.
package struct ObservedToken: Sendable {
    /// Characters of a token at most, as AWS has it.
    package static let maximumLength = 20_000

    /// `alg`.
    package let algorithm: String?
    /// `kid`.
    package let keyID: String?
    /// `typ`; nil when it is absent.
    package let type: String?
    /// Names in the header that change how a token is read, and that are not understood: `crit` and `b64`.
    package let demands: [String]
    /// The payload.
    package let claims: TokenClaims
    /// What is signed: header and payload as they were written.
    let signedBytes: [UInt8]
    let signature: [UInt8]

    /// Reads a token.
    ///
    /// - Throws: why it is none. The token is not quoted: it may be a good one with something around it.
    package init(_ text: String) throws(WebIdentityError) {
        let bytes = Array(text.utf8.prefix(Self.maximumLength + 1))
        guard bytes.count <= Self.maximumLength else {
            throw WebIdentityError("more than \(Self.maximumLength) characters")
        }
        let parts = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 3 else {
            let kind = parts.count == 5 ? " of an encrypted one (JWE)" : ""
            throw WebIdentityError("parts between dots: \(parts.count)\(kind); a signed token has three")
        }
        let header = try Self.object(parts[0], "header")
        let payload = try Self.object(parts[1], "payload")
        guard let signature = Base64.url.decode(parts[2]) else {
            throw WebIdentityError("the signature is not base64url without padding")
        }
        algorithm = header.member("alg")?.string
        keyID = header.member("kid")?.string
        type = header.member("typ").map { $0.string ?? $0.kind }
        demands = ["crit", "b64"].filter { header.member($0) != nil }
        claims = TokenClaims(payload)
        signedBytes = Array(bytes.prefix(parts[1].endIndex))
        self.signature = signature
    }

    private static func object(_ part: ArraySlice<UInt8>, _ name: String) throws(WebIdentityError) -> JSONNode {
        guard let bytes = Base64.url.decode(part) else {
            throw WebIdentityError("the \(name) is not base64url without padding")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw WebIdentityError("the \(name) is not UTF-8")
        }
        let node: JSONNode
        do throws(JSONSyntaxError) {
            node = try JSONReader.read(text, limits: JSONReader.Limits(bytes: maximumLength, depth: 16))
        } catch {
            throw WebIdentityError("the \(name) is not JSON: \(error.reason), at byte \(error.offset)".printable)
        }
        guard node.members != nil else { throw WebIdentityError("the \(name) is \(node.kind), not a JSON object") }
        return node
    }
}
