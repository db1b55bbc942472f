import Accounts
import Encodings
package import HTTPTypes
package import IAMPolicy
package import Sessions

/// The headers that tell a service who calls.
package struct IdentityHeaders: Sendable {
    private static let prefix = "x-sallyport-"

    private let tags: [(key: String, name: HTTPField.Name)]
    private let names: Set<HTTPField.Name>

    /// - Parameter keys: those of the tags that the service gets to know.
    package init(tags keys: [String]) {
        tags = keys.compactMap { key in HTTPField.Name("X-Sallyport-Tag-\(key)").map { (key: key, name: $0) } }
        names = Set(tags.map { $0.name }).union([.sallyportARN, .sallyportAccount, .sallyportSessionName])
    }

    /// Refuses a request that brings such a header itself, unless the proxy puts ours in its place.
    package func check(_ headers: HTTPFields) throws(GatewayRefusal) {
        for field in headers where field.name.canonicalName.utf8.starts(with: Self.prefix.utf8) {
            guard names.contains(field.name) else {
                throw GatewayRefusal("InvalidHeader", "\(field.name.rawName.cut(to: 100)) is for the gateway to set.")
            }
        }
    }

    /// All of them each time, empty where there is nothing to tell: what a client sent in their place must go.
    package func fields(_ caller: Caller, _ keys: ContextKeys) -> HTTPFields {
        var fields: HTTPFields = [
            .sallyportARN: Self.safe(caller.arn.description), .sallyportAccount: caller.account.id.description,
            .sallyportSessionName: Self.safe(caller.session?.name ?? ""),
        ]
        for tag in tags { fields[tag.name] = Self.safe(keys["aws:PrincipalTag/\(tag.key)"]?.first ?? "") }
        return fields
    }

    /// The text with everything but visible ASCII, and the percent sign, written as `%XX`.
    static func safe(_ text: String) -> String {
        guard !text.utf8.allSatisfy(isPlain) else { return text }
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            if isPlain(byte) { bytes.append(byte) } else { PercentEncoding.append(byte, to: &bytes) }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func isPlain(_ byte: UInt8) -> Bool { byte > 0x20 && byte < 0x7F && byte != UInt8(ascii: "%") }
}
