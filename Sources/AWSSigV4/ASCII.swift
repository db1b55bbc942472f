extension UInt8 {
    /// The byte with ASCII upper-case letters turned to lower case.
    var asciiLowercased: UInt8 {
        self >= UInt8(ascii: "A") && self <= UInt8(ascii: "Z") ? self | 0x20 : self
    }

    /// Space, tab, carriage return or line feed.
    var isHeaderWhitespace: Bool {
        self <= UInt8(ascii: " ")
            && (self == UInt8(ascii: " ") || self == UInt8(ascii: "\t") || self == UInt8(ascii: "\r")
                || self == UInt8(ascii: "\n"))
    }

    /// ASCII letter or digit.
    var isASCIIAlphanumeric: Bool {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"):
            true
        default: false
        }
    }
}

extension String {
    /// Compares without regard to the case of ASCII letters, without allocating.
    func isASCIICaseInsensitivelyEqual(to lowercase: String) -> Bool {
        guard utf8.count == lowercase.utf8.count else { return false }
        return utf8.elementsEqual(lowercase.utf8) { $0.asciiLowercased == $1 }
    }

    /// Whether the text begins with these lower-case ASCII bytes, its own case not regarded.
    func hasASCIICaseInsensitivePrefix(_ lowercase: String) -> Bool {
        guard utf8.count >= lowercase.utf8.count else { return false }
        return utf8.prefix(lowercase.utf8.count).elementsEqual(lowercase.utf8) { $0.asciiLowercased == $1 }
    }

    /// The text with ASCII letters in lower case and everything else unchanged.
    var asciiLowercased: String {
        String(decoding: utf8.map(\.asciiLowercased), as: UTF8.self)
    }
}
