import Encodings

/// A document's bytes as UTF-8, every one of them part of a character that XML knows: what is scanned and what is parsed.
///
/// Whatever encoding the bytes came in, they are decoded here, once. Nothing behind this looks for an encoding again, so
/// that nobody can see another document in the same bytes.
package struct XMLInput {
    /// UTF-8, perhaps after a byte order mark, which `withBytes` leaves out.
    private let utf8: [UInt8]
    private var isASCII = true

    /// Takes UTF-8, UTF-16 with a byte order mark, and what declares itself as US-ASCII or ISO-8859-1, all of which XML 1.0
    /// (section 4.3.3) lets a declaration name.
    ///
    /// - Throws: `encodingNotAllowed` for other encodings; `malformedDocument` for what is not text of that encoding or holds
    ///   what is no XML character (XML 1.0, section 2.2), U+0000 before all.
    init(decoding bytes: [UInt8]) throws(XMLSecurityError) {
        utf8 =
            switch try Encoding(of: bytes) {
            case .utf8: bytes
            case .ascii: try Self.decodingASCII(bytes)
            case .latin1: Self.decodingLatin1(bytes)
            case .utf16(let isBigEndian): try Self.decodingUTF16(bytes, isBigEndian: isBigEndian)
            }
        isASCII = try withBytes { (text) throws(XMLSecurityError) in
            try Self.checkStart(of: text)
            return try XMLCharacters.check(text)
        }
    }

    /// Whether there is anything that could be a combining mark: a byte of one, or a reference to a character.
    var mayHoldMarks: Bool {
        !isASCII && utf8.contains { $0 >= 0xCC } || refersToCharacters
    }

    /// Whether `&#` stands anywhere.
    private var refersToCharacters: Bool {
        utf8.withUnsafeBytes { text in
            var start = 0
            while let reference = text.position(of: UInt8(ascii: "&"), from: start) {
                start = reference + 1
                if start < text.count, text[start] == UInt8(ascii: "#") { return true }
            }
            return false
        }
    }

    /// Lends the text, without a byte order mark.
    func withBytes<Result>(
        _ body: (UnsafeBufferPointer<UInt8>) throws(XMLSecurityError) -> Result
    ) throws(XMLSecurityError) -> Result {
        let start = Self.startsWithMark(utf8) ? Self.mark.count : 0
        return try utf8.withUnsafeBufferPointer { (buffer) throws(XMLSecurityError) in
            try body(UnsafeBufferPointer(rebasing: buffer[start...]))
        }
    }

    private static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]

    private static func startsWithMark(_ bytes: [UInt8]) -> Bool { bytes.starts(with: mark) }

    /// A document starts with `<` or white space; what starts otherwise is named, since it is something else that was sent
    /// by mistake.
    private static func checkStart(of text: UnsafeBufferPointer<UInt8>) throws(XMLSecurityError) {
        guard let first = text.first else { throw XMLSecurityError(.malformedDocument, "the document is empty") }
        guard first != UInt8(ascii: "<"), !ASCII.isWhiteSpace(first) else { return }
        let start = String(decoding: text.prefix(40), as: UTF8.self).unicodeScalars.prefix(10)
        let seen = String(String.UnicodeScalarView(start)).quoted
        let guess =
            switch first {
            case UInt8(ascii: "{"), UInt8(ascii: "["): "; it looks like JSON"
            case 0x21...0x7E: ""
            default: "; it may be compressed, as messages of the HTTP-Redirect binding are"
            }
        throw XMLSecurityError(.malformedDocument, "not XML: it begins with \(seen) instead of \"<\"\(guess)")
    }

    private static func decodingASCII(_ bytes: [UInt8]) throws(XMLSecurityError) -> [UInt8] {
        guard let position = bytes.firstIndex(where: { $0 >= 0x80 }) else { return bytes }
        throw XMLSecurityError(
            .malformedDocument, "byte \(position) is not US-ASCII, which the XML declaration says; send UTF-8")
    }

    private static func decodingLatin1(_ bytes: [UInt8]) -> [UInt8] {
        guard bytes.contains(where: { $0 >= 0x80 }) else { return bytes }
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count)
        for byte in bytes {
            if byte < 0x80 {
                text.append(byte)
            } else {
                text.append(0xC0 | byte >> 6)
                text.append(0x80 | byte & 0x3F)
            }
        }
        return text
    }

    private static func decodingUTF16(_ bytes: [UInt8], isBigEndian: Bool) throws(XMLSecurityError) -> [UInt8] {
        guard bytes.count.isMultiple(of: 2) else {
            throw XMLSecurityError(.malformedDocument, "UTF-16 with an odd number of bytes")
        }
        let units = stride(from: 2, to: bytes.count, by: 2).map { index in
            let (first, second) = (UInt16(bytes[index]), UInt16(bytes[index + 1]))
            return isBigEndian ? first << 8 | second : second << 8 | first
        }
        guard let text = String(validating: units, as: UTF16.self) else {
            throw XMLSecurityError(.malformedDocument, "bytes that are not UTF-16 after a UTF-16 byte order mark")
        }
        let decoded = Array(text.utf8)
        // One mark was taken off; `withBytes` would take off a second one, which is a character of the document.
        guard !startsWithMark(decoded) else {
            throw XMLSecurityError(.malformedDocument, "the document has two byte order marks")
        }
        return decoded
    }
}

extension XMLInput {
    /// The encodings that are taken.
    private enum Encoding {
        case utf8
        case ascii
        case latin1
        case utf16(isBigEndian: Bool)

        init(of bytes: [UInt8]) throws(XMLSecurityError) {
            try Self.refuseOthers(bytes)
            if bytes.starts(with: [0xFE, 0xFF]) {
                self = .utf16(isBigEndian: true)
            } else if bytes.starts(with: [0xFF, 0xFE]) {
                self = .utf16(isBigEndian: false)
            } else {
                self = try Self.named(XMLInput.declaredEncoding(bytes), hasMark: XMLInput.startsWithMark(bytes))
            }
        }

        private static func named(_ name: String?, hasMark: Bool) throws(XMLSecurityError) -> Encoding {
            let encoding: Encoding? =
                switch name?.lowercased() {
                case nil, "utf-8": .utf8
                case "us-ascii", "ascii": hasMark ? nil : .ascii
                case "iso-8859-1": hasMark ? nil : .latin1
                default: nil
                }
            if let encoding { return encoding }
            throw XMLSecurityError(
                .encodingNotAllowed,
                "encoding \((name ?? "").quoted)\(hasMark ? " after a byte order mark of UTF-8" : ""); send UTF-8"
            )
        }

        /// What can be seen from the first bytes (XML 1.0, appendix F): UTF-32, UTF-16 without a mark, EBCDIC.
        private static func refuseOthers(_ bytes: [UInt8]) throws(XMLSecurityError) {
            let isUTF16 = bytes.starts(with: [0xFE, 0xFF]) || bytes.starts(with: [0xFF, 0xFE])
            if bytes.starts(with: [0xFF, 0xFE, 0, 0]) || bytes.starts(with: [0, 0, 0xFE, 0xFF]) {
                throw XMLSecurityError(.encodingNotAllowed, "UTF-32; send UTF-8")
            }
            // A "<" or a blank with NULs beside it; other NULs are no text at all, and told as what they begin with.
            if !isUTF16, bytes.prefix(4).contains(0), bytes.prefix(4).contains(where: { $0 == 0x3C || $0 == 0x20 }) {
                throw XMLSecurityError(
                    .encodingNotAllowed, "UTF-16 or UTF-32 without a byte order mark; send UTF-8")
            }
            if bytes.starts(with: [0x4C, 0x6F, 0xA7, 0x94]) {
                throw XMLSecurityError(.encodingNotAllowed, "EBCDIC; send UTF-8")
            }
        }
    }

    /// The name in `<?xml … encoding="NAME"?>`, or nil.
    ///
    /// The declaration stands at the very start, after a UTF-8 byte order mark.
    package static func declaredEncoding(_ bytes: [UInt8]) -> String? {
        let start = startsWithMark(bytes) ? mark.count : 0
        let head = bytes[start..<min(bytes.count, start + 1000)]
        guard head.starts(with: "<?xml".utf8) else { return nil }
        let declaration = String(decoding: head, as: UTF8.self).prefix { $0 != ">" }
        guard let position = declaration.firstRange(of: "encoding") else { return nil }
        let value = declaration[position.upperBound...].drop { $0 != "\"" && $0 != "'" }
        guard let quote = value.first else { return nil }
        return String(value.dropFirst().prefix { $0 != quote })
    }
}
