import Encodings

/// Reads JSON (RFC 8259) strictly: keys are unique, depth and size are bounded, nothing follows the value.
package struct JSONReader: ~Copyable {
    /// Bounds of what is read.
    package struct Limits: Sendable {
        package var bytes: Int
        package var depth: Int
        /// Whether a string with more combining marks in a row than any script needs is read all the same.
        package var takesManyMarks: Bool

        package init(bytes: Int = 131_072, depth: Int = 32, takesManyMarks: Bool = false) {
            self.bytes = bytes
            self.depth = depth
            self.takesManyMarks = takesManyMarks
        }
    }

    private let bytes: UnsafeBufferPointer<UInt8>
    private let limits: Limits
    private var position = 0

    /// Reads a text that holds exactly one value.
    package static func read(_ text: String, limits: Limits = Limits()) throws(JSONSyntaxError) -> JSONNode {
        guard text.utf8.count <= limits.bytes else {
            throw JSONSyntaxError(reason: .tooLarge(limit: limits.bytes), offset: 0)
        }
        var native = text
        let outcome: Result<JSONNode, JSONSyntaxError> = native.withUTF8 { buffer in
            var reader = JSONReader(bytes: buffer, limits: limits)
            do throws(JSONSyntaxError) {
                return .success(try reader.readDocument())
            } catch {
                return .failure(error)
            }
        }
        return try outcome.get()
    }

    private mutating func readDocument() throws(JSONSyntaxError) -> JSONNode {
        if bytes.count >= 3, bytes[0] == 0xEF, bytes[1] == 0xBB, bytes[2] == 0xBF {
            throw JSONSyntaxError(reason: .byteOrderMark, offset: 0)
        }
        skipWhitespace()
        let node = try readValue(depth: 0)
        skipWhitespace()
        guard position == bytes.count else { throw failure(.trailingText) }
        return node
    }

    private mutating func readValue(depth: Int) throws(JSONSyntaxError) -> JSONNode {
        guard depth <= limits.depth else { throw failure(.tooDeep(limit: limits.depth)) }
        let start = position
        guard position < bytes.count else { throw failure(.unexpectedEnd) }
        let value: JSONNode.Value =
            switch bytes[position] {
            case ASCII.quote: .string(try readString())
            case ASCII.openBrace: .object(try readMembers(depth: depth))
            case UInt8(ascii: "["): .array(try readElements(depth: depth))
            case UInt8(ascii: "t"): try readWord("true", meaning: .bool(true))
            case UInt8(ascii: "f"): try readWord("false", meaning: .bool(false))
            case UInt8(ascii: "n"): try readWord("null", meaning: .null)
            case ASCII.minus, ASCII.zero...ASCII.nine: .number(try readNumber())
            default: throw unexpected("a value")
            }
        return JSONNode(value: value, start: start, end: position)
    }

    private mutating func readMembers(depth: Int) throws(JSONSyntaxError) -> [JSONNode.Member] {
        position += 1
        var members: [JSONNode.Member] = []
        var keys = UniqueKeys()
        skipWhitespace()
        if peek() == ASCII.closeBrace {
            position += 1
            return members
        }
        members.reserveCapacity(4)
        while true {
            let keyStart = position
            guard position < bytes.count else { throw failure(.unexpectedEnd) }
            guard bytes[position] == ASCII.quote else { throw unexpected("a quoted key") }
            let key = try readString()
            guard keys.insert(key, among: members) else {
                throw JSONSyntaxError(reason: .duplicateKey(key), offset: keyStart)
            }
            skipWhitespace()
            try expect(ASCII.colon, "\":\"")
            skipWhitespace()
            members.append(JSONNode.Member(key: key, keyStart: keyStart, node: try readValue(depth: depth + 1)))
            if try readSeparator(orEnd: ASCII.closeBrace, "\",\" or \"}\"") { return members }
        }
    }

    private mutating func readElements(depth: Int) throws(JSONSyntaxError) -> [JSONNode] {
        position += 1
        var elements: [JSONNode] = []
        skipWhitespace()
        if peek() == UInt8(ascii: "]") {
            position += 1
            return elements
        }
        elements.reserveCapacity(4)
        while true {
            elements.append(try readValue(depth: depth + 1))
            if try readSeparator(orEnd: UInt8(ascii: "]"), "\",\" or \"]\"") { return elements }
        }
    }

    /// Consumes a comma and the space after it, or the closing character; says whether it was the latter.
    private mutating func readSeparator(orEnd end: UInt8, _ expected: String) throws(JSONSyntaxError) -> Bool {
        skipWhitespace()
        guard position < bytes.count else { throw failure(.unexpectedEnd) }
        switch bytes[position] {
        case end:
            position += 1
            return true
        case ASCII.comma:
            position += 1
            skipWhitespace()
            return false
        default:
            throw unexpected(expected)
        }
    }

    private mutating func readWord(
        _ word: StaticString, meaning: JSONNode.Value
    ) throws(JSONSyntaxError) -> JSONNode.Value {
        let length = word.utf8CodeUnitCount
        guard position + length <= bytes.count else { throw failure(.unexpectedEnd) }
        for index in 0..<length where bytes[position + index] != word.utf8Start[index] {
            throw unexpected("a value")
        }
        position += length
        return meaning
    }

    private mutating func readNumber() throws(JSONSyntaxError) -> String {
        let start = position
        if peek() == ASCII.minus { position += 1 }
        let integerStart = position
        guard skipDigits() > 0 else { throw failure(.invalidNumber) }
        if bytes[integerStart] == ASCII.zero, position - integerStart > 1 { throw failure(.invalidNumber) }
        if peek() == ASCII.dot {
            position += 1
            guard skipDigits() > 0 else { throw failure(.invalidNumber) }
        }
        if peek() == UInt8(ascii: "e") || peek() == UInt8(ascii: "E") {
            position += 1
            if peek() == ASCII.plus || peek() == ASCII.minus { position += 1 }
            guard skipDigits() > 0 else { throw failure(.invalidNumber) }
        }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private mutating func readString() throws(JSONSyntaxError) -> String {
        position += 1
        let start = position
        var bits: UInt8 = 0
        for end in start..<bytes.count {
            let byte = bytes[end]
            if byte == ASCII.quote || byte == ASCII.backslash || byte < 0x20 {
                position = end
                switch byte {
                case ASCII.quote:
                    let text = String(decoding: UnsafeBufferPointer(rebasing: bytes[start..<end]), as: UTF8.self)
                    return try endString(text, isASCII: bits < 0x80)
                case ASCII.backslash: return try readEscapedString(from: start)
                default: throw failure(.controlCharacterInString)
                }
            }
            bits |= byte
        }
        position = bytes.count
        throw failure(.unexpectedEnd)
    }

    /// Continues a string at its first escape sequence.
    private mutating func readEscapedString(from start: Int) throws(JSONSyntaxError) -> String {
        var collected = Array(bytes[start..<position])
        while position < bytes.count {
            let byte = bytes[position]
            switch byte {
            case ASCII.quote:
                return try endString(String(decoding: collected, as: UTF8.self), isASCII: false)
            case ASCII.backslash:
                try readEscape(into: &collected)
            case 0x00..<0x20:
                throw failure(.controlCharacterInString)
            default:
                collected.append(byte)
                position += 1
            }
        }
        throw failure(.unexpectedEnd)
    }

    /// Goes beyond the closing quote.
    ///
    /// - Parameter isASCII: whether it is known that the text has no marks at all.
    private mutating func endString(_ text: String, isASCII: Bool) throws(JSONSyntaxError) -> String {
        guard isASCII || limits.takesManyMarks || text.isStreamSafe else { throw failure(.manyMarks) }
        position += 1
        return text
    }

    private mutating func readEscape(into collected: inout [UInt8]) throws(JSONSyntaxError) {
        position += 1
        guard position < bytes.count else { throw failure(.unexpectedEnd) }
        let escape = bytes[position]
        position += 1
        switch escape {
        case ASCII.quote, ASCII.backslash, ASCII.slash: collected.append(escape)
        case UInt8(ascii: "b"): collected.append(0x08)
        case UInt8(ascii: "f"): collected.append(0x0C)
        case UInt8(ascii: "n"): collected.append(ASCII.lineFeed)
        case UInt8(ascii: "r"): collected.append(ASCII.carriageReturn)
        case UInt8(ascii: "t"): collected.append(ASCII.tab)
        case UInt8(ascii: "u"): collected.append(contentsOf: Array(String(try readUnicodeEscape()).utf8))
        default: throw JSONSyntaxError(reason: .invalidEscape, offset: position - 2)
        }
    }

    private mutating func readUnicodeEscape() throws(JSONSyntaxError) -> Character {
        let start = position - 2
        let first = try readHexadecimal()
        var code = UInt32(first)
        if first >= 0xD800 && first <= 0xDBFF {
            guard peek() == ASCII.backslash, position + 1 < bytes.count, bytes[position + 1] == UInt8(ascii: "u") else {
                throw JSONSyntaxError(reason: .loneSurrogate, offset: start)
            }
            position += 2
            let second = try readHexadecimal()
            guard second >= 0xDC00 && second <= 0xDFFF else {
                throw JSONSyntaxError(reason: .loneSurrogate, offset: start)
            }
            code = 0x10000 + (UInt32(first) - 0xD800) * 0x400 + (UInt32(second) - 0xDC00)
        }
        guard let scalar = Unicode.Scalar(code) else {
            throw JSONSyntaxError(reason: .loneSurrogate, offset: start)
        }
        return Character(scalar)
    }

    private mutating func readHexadecimal() throws(JSONSyntaxError) -> UInt16 {
        guard position + 4 <= bytes.count else { throw failure(.unexpectedEnd) }
        var value: UInt16 = 0
        for _ in 0..<4 {
            guard let digit = Hexadecimal.value(bytes[position]) else { throw failure(.invalidEscape) }
            value = value << 4 | UInt16(digit)
            position += 1
        }
        return value
    }

    private mutating func skipDigits() -> Int {
        let start = position
        while position < bytes.count, ASCII.isDigit(bytes[position]) { position += 1 }
        return position - start
    }

    private mutating func skipWhitespace() {
        while position < bytes.count {
            switch bytes[position] {
            case ASCII.space, ASCII.tab, ASCII.lineFeed, ASCII.carriageReturn: position += 1
            default: return
            }
        }
    }

    private func peek() -> UInt8? {
        position < bytes.count ? bytes[position] : nil
    }

    private mutating func expect(_ byte: UInt8, _ name: String) throws(JSONSyntaxError) {
        guard position < bytes.count else { throw failure(.unexpectedEnd) }
        guard bytes[position] == byte else { throw unexpected(name) }
        position += 1
    }

    private func failure(_ reason: JSONSyntaxError.Reason) -> JSONSyntaxError {
        JSONSyntaxError(reason: reason, offset: position)
    }

    private func unexpected(_ expected: String) -> JSONSyntaxError {
        let byte = bytes[position]
        let found = byte > 0x20 && byte < 0x7F ? "\"\(Unicode.Scalar(byte))\"" : "another character"
        return failure(.unexpected(found: found, expected: expected))
    }
}
