/// Finds out how a document is encoded, and turns UTF-16 into UTF-8 so that everything after reads bytes that agree with ASCII.
package struct XMLEncoding {
    private enum Storage {
        case asReceived
        case transcoded([UInt8])
    }

    /// The encoding that the parser must use, since it is told not to look at the declaration itself; nil for UTF-8.
    let encoding: StaticString?
    private let received: [UInt8]
    private let storage: Storage

    /// Encodings that a declaration may name, in lower case.
    private static let allowed: Set<String> = ["utf-8", "us-ascii", "ascii", "iso-8859-1"]

    /// - Throws: `encodingNotAllowed`.
    static func asciiCompatible(_ bytes: [UInt8]) throws(XMLSecurityError) -> XMLEncoding {
        if bytes.starts(with: [0xFE, 0xFF]) || bytes.starts(with: [0xFF, 0xFE]) { return try transcoded(bytes) }
        guard !bytes.prefix(4).contains(0) else {
            throw XMLSecurityError(.encodingNotAllowed, "UTF-16 or UTF-32 without a byte order mark; send UTF-8")
        }
        let name = declaredEncoding(bytes)
        if let name { try check(name) }
        guard startsLikeASCII(bytes) else {
            // The parser would take these first bytes for EBCDIC or worse, in which nothing was scanned.
            throw XMLSecurityError(.encodingNotAllowed, "an encoding that does not agree with ASCII; send UTF-8")
        }
        return XMLEncoding(encoding: parserName(of: name), received: bytes, storage: .asReceived)
    }

    /// A document starts with `<` or white space, after a UTF-8 byte order mark.
    private static func startsLikeASCII(_ bytes: [UInt8]) -> Bool {
        let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        guard bytes.count > start else { return true }
        return [UInt8(ascii: "<"), 0x09, 0x0A, 0x0D, 0x20].contains(bytes[start])
    }

    private static func parserName(of name: String?) -> StaticString? {
        switch name?.lowercased() {
        case "iso-8859-1": "ISO-8859-1"
        case "us-ascii", "ascii": "US-ASCII"
        default: nil
        }
    }

    /// - Throws: `encodingNotAllowed` unless the encoding is on the allow-list.
    static func check(_ name: String) throws(XMLSecurityError) {
        guard allowed.contains(name.lowercased()) else {
            throw XMLSecurityError(.encodingNotAllowed, "encoding \(XMLText.quoted(name)); send UTF-8")
        }
    }

    func withBytes<Result>(
        _ body: (UnsafeBufferPointer<UInt8>) throws(XMLSecurityError) -> Result
    ) throws(XMLSecurityError) -> Result {
        let bytes =
            switch storage {
            case .asReceived: received
            case .transcoded(let bytes): bytes
            }
        return try bytes.withUnsafeBufferPointer(body)
    }

    private static func transcoded(_ bytes: [UInt8]) throws(XMLSecurityError) -> XMLEncoding {
        let isBigEndian = bytes[0] == 0xFE
        guard bytes.count.isMultiple(of: 2) else {
            throw XMLSecurityError(.encodingNotAllowed, "UTF-16 with an odd number of bytes")
        }
        let units = stride(from: 2, to: bytes.count, by: 2).map { index in
            let (first, second) = (UInt16(bytes[index]), UInt16(bytes[index + 1]))
            return isBigEndian ? first << 8 | second : second << 8 | first
        }
        guard let text = String(validating: units, as: UTF16.self) else {
            throw XMLSecurityError(.encodingNotAllowed, "bytes that are not UTF-16 after a UTF-16 byte order mark")
        }
        return XMLEncoding(encoding: nil, received: [], storage: .transcoded(Array(text.utf8)))
    }

    /// The name in `<?xml … encoding="NAME"?>`, or nil.
    ///
    /// The declaration stands at the very start, after a UTF-8 byte order mark.
    package static func declaredEncoding(_ bytes: [UInt8]) -> String? {
        let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        let head = bytes[start..<min(bytes.count, start + 1000)]
        guard head.starts(with: "<?xml".utf8) else { return nil }
        let declaration = String(decoding: head, as: UTF8.self).prefix { $0 != ">" }
        guard let position = declaration.firstRange(of: "encoding") else { return nil }
        let value = declaration[position.upperBound...].drop { $0 != "\"" && $0 != "'" }
        guard let quote = value.first else { return nil }
        return String(value.dropFirst().prefix { $0 != quote })
    }
}
