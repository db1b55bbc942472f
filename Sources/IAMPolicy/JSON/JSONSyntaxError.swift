/// What is wrong with a JSON text, and where (offset in UTF-8 bytes).
package struct JSONSyntaxError: Error, Hashable, Sendable {
    package enum Reason: Hashable, Sendable {
        case tooLarge(limit: Int)
        case tooDeep(limit: Int)
        case invalidUTF8
        case byteOrderMark
        case unexpectedEnd
        case unexpected(found: String, expected: String)
        case duplicateKey(String)
        case invalidEscape
        case loneSurrogate
        case controlCharacterInString
        case manyMarks
        case invalidNumber
        case trailingText
    }

    package let reason: Reason
    package let offset: Int
}

extension JSONSyntaxError.Reason: CustomStringConvertible {
    package var description: String {
        switch self {
        case .tooLarge(let limit): "the text is longer than \(limit) bytes"
        case .tooDeep(let limit): "values are nested more than \(limit) deep"
        case .invalidUTF8: "the text is not valid UTF-8"
        case .byteOrderMark: "the text begins with a byte order mark"
        case .unexpectedEnd: "the text ends in the middle of a value"
        case .unexpected(let found, let expected): "found \(found) where \(expected) is expected"
        case .duplicateKey(let key): "the key \"\(key)\" is there twice"
        case .invalidEscape: "unknown escape sequence in a string"
        case .loneSurrogate: "half of a surrogate pair in a string"
        case .controlCharacterInString: "a control character stands unescaped in a string"
        case .manyMarks: "more than 30 combining marks follow each other in a string"
        case .invalidNumber: "malformed number"
        case .trailingText: "more text follows the end of the document"
        }
    }
}
