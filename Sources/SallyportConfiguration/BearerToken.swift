import Encodings

/// A secret that a client shows as `Authorization: Bearer …` (RFC 6750, 2.1).
///
/// Its description and its mirror show nothing.
package struct BearerToken: Sendable, Hashable, CustomStringConvertible, CustomReflectable {
    /// Characters of one: fewer are guessed, and more fit into no header.
    static let length = 16...512

    private let bytes: [UInt8]

    /// Reads the file that a value names.
    init(_ file: ConfigurationNode, groupReads: Bool) throws(BrokerConfigurationError) {
        guard let token = BearerToken(try file.secretContents(groupReads: groupReads)) else {
            throw file.error(
                "expected a token of \(Self.length.lowerBound) to \(Self.length.upperBound) visible characters in the file"
            )
        }
        self = token
    }

    /// Takes the content of a file, without white space around it; nil unless it is 16 to 512 characters of a token.
    init?(_ content: [UInt8]) {
        let isSpace: (UInt8) -> Bool = { [0x20, 0x09, 0x0A, 0x0D].contains($0) }
        let bytes = Array(content.drop(while: isSpace).reversed().drop(while: isSpace).reversed())
        guard Self.length.contains(bytes.count), bytes.allSatisfy({ (0x21...0x7E).contains($0) }) else { return nil }
        self.bytes = bytes
    }

    /// Whether the value of an Authorization field shows it.
    package func isShown(in authorization: String?) -> Bool {
        guard let value = authorization?.utf8, value.count < 1_024 else { return false }
        let scheme = Array("bearer ".utf8)
        guard value.count > scheme.count, zip(value, scheme).allSatisfy({ $0 | 0x20 == $1 | 0x20 }) else {
            return false
        }
        return ConstantTime.areEqual(value.dropFirst(scheme.count), bytes)
    }

    /// The value of an Authorization field that shows it.
    package var authorization: String { "Bearer " + String(decoding: bytes, as: UTF8.self) }

    package var description: String { "BearerToken" }

    package var customMirror: Mirror { Mirror(self, children: [:]) }
}
