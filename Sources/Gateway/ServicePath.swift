import Encodings

/// A path as rules and policies see it: decoded, and one that no two programs read in two ways.
///
/// What is allowed here is carried out by somebody else. A path that he may take for another one is refused: an escape
/// that is none, a slash or percent sign that was escaped, `//`, `.` and `..`, a backslash, a semicolon, which some
/// cut off with what follows, and characters that can't be seen.
struct ServicePath {
    let text: String

    init(_ path: String) throws(GatewayRefusal) {
        let raw = Array(path.utf8)
        let slash = UInt8(ascii: "/")
        let decoded = PercentEncoding.decode(raw[...])
        let isPlain =
            decoded.allSatisfy(Self.isPlain)
            && decoded.count(where: { $0 == slash }) == raw.count(where: { $0 == slash })
            && PathSegments.areUnambiguous(decoded.dropFirst())
        guard isPlain, let text = String(validating: decoded, as: UTF8.self) else {
            throw GatewayRefusal(
                "AmbiguousPath", "The path can be read in two ways: write it without escaped slashes, //, . and ..")
        }
        self.text = text
    }

    /// An escape that is none leaves its percent sign behind.
    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case 0..<0x20, 0x7F, UInt8(ascii: "%"), UInt8(ascii: "\\"), UInt8(ascii: ";"): false
        default: true
        }
    }
}
