import Encodings

/// The bytes that mean something in policies.
extension ASCII {
    static let tab = UInt8(ascii: "\t")
    static let lineFeed = UInt8(ascii: "\n")
    static let carriageReturn = UInt8(ascii: "\r")
    static let space = UInt8(ascii: " ")
    static let quote = UInt8(ascii: "\"")
    static let dollar = UInt8(ascii: "$")
    static let apostrophe = UInt8(ascii: "'")
    static let asterisk = UInt8(ascii: "*")
    static let plus = UInt8(ascii: "+")
    static let comma = UInt8(ascii: ",")
    static let minus = UInt8(ascii: "-")
    static let dot = UInt8(ascii: ".")
    static let slash = UInt8(ascii: "/")
    static let zero = UInt8(ascii: "0")
    static let nine = UInt8(ascii: "9")
    static let colon = UInt8(ascii: ":")
    static let questionMark = UInt8(ascii: "?")
    static let backslash = UInt8(ascii: "\\")
    static let openBrace = UInt8(ascii: "{")
    static let closeBrace = UInt8(ascii: "}")
}

extension String {
    /// The text's UTF-8 bytes with A to Z folded to lower case.
    var asciiLowercasedBytes: [UInt8] {
        withBytes { bytes in
            var lowercased = Array(bytes)
            // Lent once, and not asked for at each byte.
            lowercased.withUnsafeMutableBufferPointer { bytes in
                for index in bytes.indices { bytes[index] = ASCII.lowercased(bytes[index]) }
            }
            return lowercased
        }
    }

    /// The pieces between the occurrences of a byte of ASCII, empty ones as well.
    ///
    /// Not character by character: to compare one, Swift brings it into a normal form, and one may be as long as the text.
    func pieces(separatedBy separator: UInt8, maxSplits: Int = .max) -> [Substring] {
        utf8.split(separator: separator, maxSplits: maxSplits, omittingEmptySubsequences: false).map { Substring($0) }
    }

    /// Whether two texts have the same code points; unlike `==`, never equal by Unicode normalisation.
    func hasSameBytes(as other: String) -> Bool {
        utf8.count == other.utf8.count
            && withBytes { left in other.withBytes { right in ByteComparison.areEqual(left, right) } }
    }
}

extension ArraySlice<UInt8> {
    /// The bytes without space, tab, line feed and carriage return at either end.
    var trimmingWhitespace: ArraySlice<UInt8> {
        func isWhitespace(_ byte: UInt8) -> Bool { byte == ASCII.space || (byte >= 0x09 && byte <= 0x0D) }
        let rest = drop(while: isWhitespace)
        return rest[..<(rest.lastIndex { !isWhitespace($0) }.map { $0 + 1 } ?? rest.startIndex)]
    }
}

extension String {
    /// Lends the text's UTF-8 bytes.
    @inline(__always)
    func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        if let result = utf8.withContiguousStorageIfAvailable(body) { return result }
        return Array(utf8).withUnsafeBufferPointer(body)
    }
}
