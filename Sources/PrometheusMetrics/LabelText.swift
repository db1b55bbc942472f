/// Labels as the text format writes them.
enum LabelText {
    /// Code points of a value; longer ones are cut.
    private static let longest = 128

    /// `name="value",…` in the order of the names; names that are none, and all but the first of a name, are left out.
    static func text(_ dimensions: [(String, String)]) -> String {
        var seen: Set<String> = []
        return dimensions.filter { isName($0.0) && !$0.0.contains(":") && seen.insert($0.0).inserted }
            .sorted { $0.0 < $1.0 }.map { "\($0.0)=\"\(escaped($0.1))\"" }.joined(separator: ",")
    }

    /// Whether a text can be the name of a metric: `[a-zA-Z_:][a-zA-Z0-9_:]*`.
    static func isName(_ text: String) -> Bool {
        guard let first = text.utf8.first, !isDigit(first) else { return false }
        return text.utf8.allSatisfy { byte in
            isDigit(byte) || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ":")
                || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    /// A value between quotation marks.
    static func escaped(_ value: String) -> String {
        value.unicodeScalars.prefix(longest).reduce(into: "") { text, scalar in
            switch scalar {
            case "\\": text += "\\\\"
            case "\"": text += "\\\""
            case "\n": text += "\\n"
            default: text.unicodeScalars.append(scalar)
            }
        }
    }
}
