import Encodings

/// The values of `x-amz-content-sha256`.
enum PayloadHash {
    /// The payload is not part of what is signed.
    case unsigned
    /// Sixty-four lower-case hexadecimal digits.
    case digest([UInt8])
    /// A streaming form (`STREAMING-…`), whose chunks carry signatures of their own.
    case streaming
    /// Anything else.
    case malformed

    /// The value that leaves the payload out.
    static let unsignedBytes = Array("UNSIGNED-PAYLOAD".utf8)

    init(_ text: String) {
        if text.utf8.count == 64, Hexadecimal.decodeLowercase(text) != nil {
            self = .digest(Array(text.utf8))
        } else if text.utf8.elementsEqual(Self.unsignedBytes) {
            self = .unsigned
        } else if text.utf8.starts(with: "STREAMING-".utf8), text.utf8.allSatisfy(Self.isOfStreamingName) {
            self = .streaming
        } else {
            self = .malformed
        }
    }

    private static func isOfStreamingName(_ byte: UInt8) -> Bool {
        ASCII.isUppercase(byte) || ASCII.isDigit(byte) || byte == UInt8(ascii: "-")
    }
}
