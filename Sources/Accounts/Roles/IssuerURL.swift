public import Encodings

/// The URL of an OpenID provider: what the `iss` of its tokens has to be, to the letter.
public struct IssuerURL: Hashable, Sendable, CustomStringConvertible {
    /// As it was given, with its scheme.
    public let description: String

    private static let scheme = "https://"

    /// Makes one of a text; throws `ConfigurationError` for one that no provider of AWS has.
    ///
    /// That is an `https` URL of 1 to 255 characters with a host, and without port, user, query and fragment. The host is
    /// no address, and has a dot: the names of its context keys begin with it, and `saml:sub` must not be one of them.
    public init(_ text: String) throws(ConfigurationError) {
        func refusal(_ reason: String) -> ConfigurationError {
            ConfigurationError("the URL of an OpenID provider \(text.quoted)", reason)
        }
        let bytes = text.utf8
        guard bytes.starts(with: Self.scheme.utf8) else { throw refusal("does not begin with https://") }
        guard bytes.count <= 255 else { throw refusal("has more than 255 characters") }
        let rest = bytes.dropFirst(Self.scheme.utf8.count)
        let host = rest.prefix { $0 != UInt8(ascii: "/") }
        guard let first = host.first, let last = host.last, ASCII.isLetterOrDigit(first), ASCII.isLetterOrDigit(last),
            host.contains(UInt8(ascii: ".")),
            host.allSatisfy({ ASCII.isLetterOrDigit($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-") })
        else { throw refusal("has no host name with a dot, or something beside it: no port and no user") }
        // 10.0.0.1, and 10.0x1, which is read as an address too; no top-level domain begins with a digit.
        guard let domain = host.split(separator: UInt8(ascii: ".")).last?.first, !ASCII.isDigit(domain) else {
            throw refusal("has an address in the place of a host name")
        }
        guard rest.dropFirst(host.count).allSatisfy(Self.isPathByte) else {
            throw refusal("has a path with something else than letters, digits and -._~/%+=,@: no query, no fragment")
        }
        description = text
    }

    private static func isPathByte(_ byte: UInt8) -> Bool {
        PercentEncoding.isUnreserved(byte) || "/%+=,@".utf8.contains(byte)
    }

    /// Without the scheme: what `Url` of a provider and the names of its context keys are.
    public var withoutScheme: String { String(description.dropFirst(Self.scheme.count)) }

    /// What stands in the ARN: without the scheme and without a slash at the end.
    public var name: String {
        let text = withoutScheme
        return text.utf8.last == UInt8(ascii: "/") ? String(text.dropLast()) : text
    }
}
