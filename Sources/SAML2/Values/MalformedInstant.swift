import Encodings

/// A time attribute whose value is no xs:dateTime.
public struct MalformedInstant: Sendable, Hashable, CustomStringConvertible {
    /// The attribute's name, such as `NotOnOrAfter`.
    public let attribute: String
    /// Its value.
    public let text: String

    /// Attribute and value, and how a time is written.
    public var description: String {
        "\(attribute) \(text.quoted) is not an xs:dateTime, which looks like \(Self.example)\(advice)"
    }

    static let example = "2026-01-31T12:00:00Z"

    /// What mended many of those that are seen.
    private var advice: String {
        let bytes = Array(text.utf8)
        if bytes.isEmpty { return "; it is empty" }
        if bytes.allSatisfy(ASCII.isDigit) { return ", not a number of seconds" }
        if bytes.count > 5, bytes[bytes.count - 5] == UInt8(ascii: "+") || bytes[bytes.count - 5] == UInt8(ascii: "-"),
            bytes.suffix(4).allSatisfy(ASCII.isDigit), bytes.contains(UInt8(ascii: "T"))
        {
            return "; an offset has a colon, as in +00:00"
        }
        if !bytes.contains(UInt8(ascii: "T")) { return ", with a T between day and time" }
        return ""
    }
}
