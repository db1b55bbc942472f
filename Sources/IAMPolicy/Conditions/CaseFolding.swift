import Encodings

/// Comparison without regard to case, character by character.
enum CaseFolding {
    /// The bytes of a text with every character in lower case.
    static func fold(_ text: String) -> [UInt8] {
        if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.asciiLowercasedBytes }
        var folded: [UInt8] = []
        for scalar in text.unicodeScalars {
            folded.append(contentsOf: scalar.properties.lowercaseMapping.utf8)
        }
        return folded
    }
}
