import Crypto
import Encodings

/// A file that pages load: style, script, a picture.
///
/// Its name follows from its content, so that browsers may keep it for as long as they like.
package struct Asset: Sendable {
    /// Media type.
    package enum Kind: String, Sendable {
        case style = "text/css; charset=utf-8"
        case script = "text/javascript; charset=utf-8"
        case svg = "image/svg+xml"
        case png = "image/png"

        var suffix: String {
            switch self {
            case .style: "css"
            case .script: "js"
            case .svg: "svg"
            case .png: "png"
            }
        }
    }

    /// The last part of its path.
    package let name: String
    /// Media type.
    package let kind: Kind
    /// Content.
    package let bytes: [UInt8]

    init(_ stem: String, _ kind: Kind, _ bytes: [UInt8]) {
        let digest = Hexadecimal.text(SHA256.hash(data: bytes).prefix(8))
        name = "\(stem)-\(digest).\(kind.suffix)"
        self.kind = kind
        self.bytes = bytes
    }
}
