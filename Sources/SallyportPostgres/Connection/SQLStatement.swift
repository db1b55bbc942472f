import Accounts
import Encodings

/// A value that is sent beside a statement.
enum SQLValue: Hashable, Sendable {
    case text(String)
    case integer(Int64)
    case bytes([UInt8])
    case null

    /// A list of byte strings.
    static func list(_ values: some Collection<[UInt8]>) -> SQLValue { list(of: values.map(SQLValue.bytes)) }

    /// A list of numbers.
    static func list(_ values: some Collection<Int64>) -> SQLValue { list(of: values.map(SQLValue.integer)) }

    /// A list of texts.
    static func list(_ values: some Collection<String>) -> SQLValue { list(of: values.map(SQLValue.text)) }

    /// A list of values of one type, some of them perhaps null.
    static func list(of values: [SQLValue]) -> SQLValue {
        .text("{" + values.map(\.element).joined(separator: ",") + "}")
    }

    /// As it stands in a list.
    private var element: String {
        switch self {
        case .text(let text): "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
        case .integer(let number): String(number)
        case .bytes(let bytes): "\"\\\\x\(Hexadecimal.text(bytes))\""
        case .null: "NULL"
        }
    }

    /// A text, or null.
    static func optional(_ text: String?) -> SQLValue { text.map(SQLValue.text) ?? .null }
}

/// One statement with the values for `$1`, `$2`, … in it.
struct SQLStatement: Hashable, Sendable, ExpressibleByStringLiteral {
    let text: String
    let values: [SQLValue]

    init(_ text: String, _ values: [SQLValue] = []) {
        self.text = text
        self.values = values
    }

    init(stringLiteral text: String) { self.init(text) }
}

extension SQLStatement {
    /// The values as libpq takes them: all in one buffer, with a NUL after each, and where they begin.
    var encodedValues: (buffer: [UInt8], ranges: [Range<Int>?], formats: [Int32]) {
        var buffer: [UInt8] = []
        var ranges: [Range<Int>?] = []
        var formats: [Int32] = []
        for value in values {
            let start = buffer.count
            switch value {
            case .text(let text): buffer.append(contentsOf: text.utf8)
            case .integer(let number): buffer.append(contentsOf: String(number).utf8)
            case .bytes(let bytes): buffer.append(contentsOf: bytes)
            case .null: break
            }
            ranges.append(value == .null ? nil : start..<buffer.count)
            if case .bytes = value { formats.append(1) } else { formats.append(0) }
            buffer.append(0)
        }
        return (buffer, ranges, formats)
    }
}
