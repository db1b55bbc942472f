import Encodings
import IAMPolicy

/// What an OpenID provider says of itself at `<url>/.well-known/openid-configuration` (OpenID Connect Discovery, section 4).
package struct DiscoveryDocument: Sendable {
    /// Bytes of a document at most.
    package static let maximumSize = 262_144

    /// Where its keys are: `jwks_uri`, an https URL.
    package let keysURL: String

    /// Where the document of a provider is (section 4.1): a slash at the end of the URL is taken off.
    package static func url(of issuer: String) -> String {
        let trimmed = issuer.utf8.last == UInt8(ascii: "/") ? String(issuer.dropLast()) : issuer
        return trimmed + "/.well-known/openid-configuration"
    }

    /// Reads the document of a provider; it has to be its own (section 4.3).
    package init(json bytes: [UInt8], of issuer: String) throws(WebIdentityError) {
        guard bytes.count <= Self.maximumSize, let text = String(validating: bytes, as: UTF8.self) else {
            throw WebIdentityError("the discovery document is not UTF-8, or larger than \(Self.maximumSize) bytes")
        }
        let root: JSONNode
        do throws(JSONSyntaxError) {
            root = try JSONReader.read(text, limits: JSONReader.Limits(bytes: Self.maximumSize, depth: 16))
        } catch {
            throw WebIdentityError(
                "the discovery document is not JSON: \(error.reason), at byte \(error.offset)".printable)
        }
        guard let named = root.member("issuer")?.string, named.utf8.elementsEqual(issuer.utf8) else {
            let seen = root.member("issuer")?.string?.quoted ?? "nobody"
            throw WebIdentityError("the discovery document is of \(seen), not of \(issuer.quoted)")
        }
        guard let url = root.member("jwks_uri")?.string, url.utf8.starts(with: "https://".utf8),
            url.utf8.count <= 2_048, url.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else { throw WebIdentityError("the discovery document names no https URL as jwks_uri") }
        keysURL = url
    }
}
