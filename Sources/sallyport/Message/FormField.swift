import Encodings

/// The field SAMLResponse in a text that has it as a browser sends it: a form body, or one inside a command or a script that
/// was copied from the developer tools (cURL for sh and cmd, PowerShell, fetch).
struct FormField {
    /// The values, decoded, in the order in which they stand there.
    let values: [[UInt8]]

    init(in text: ArraySlice<UInt8>) {
        let name = Array("SAMLResponse=".utf8)
        var values: [[UInt8]] = []
        var rest = text
        while let place = rest.firstRange(of: name) {
            let value = rest[place.upperBound...].prefix(while: Self.isPart)
            if !value.isEmpty { values.append(Self.decoded(value)) }
            rest = rest[max(value.endIndex, place.upperBound)...]
        }
        self.values = values
    }

    /// What a value is made of: base64, percent coding, blanks for +, line breaks of who wrapped it, and the carets that cmd
    /// needs before percent signs.
    private static func isPart(_ byte: UInt8) -> Bool {
        ASCII.isLetterOrDigit(byte) || "+/=%^ \r\n".utf8.contains(byte)
    }

    private static func decoded(_ value: ArraySlice<UInt8>) -> [UInt8] {
        let plain = value.filter { $0 != UInt8(ascii: "^") && $0 != 0x0A && $0 != 0x0D }
        let end = plain.lastIndex { $0 != UInt8(ascii: " ") } ?? -1
        return PercentEncoding.decode(plain[...end]).map { $0 == UInt8(ascii: " ") ? UInt8(ascii: "+") : $0 }
    }
}
