extension String {
    /// Whether a tag's key begins with `aws:`, in any case: compared byte by byte, since Swift takes `:` and a mark that joins
    /// it for another character.
    package var isReservedTagKey: Bool {
        utf8.prefix(4).map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }.elementsEqual("aws:".utf8)
    }
}

/// What keys and values of session tags are made of: letters, numbers, spaces and `_.:/=+-@`.
package enum TagText {
    /// A key: 1 to 128 characters that do not begin with `aws:`.
    package static func isKey(_ text: String) -> Bool { isText(text, 1...128) && !text.isReservedTagKey }

    /// A value: at most 256 characters.
    package static func isValue(_ text: String) -> Bool { isText(text, 0...256) }

    private static func isText(_ text: String, _ count: ClosedRange<Int>) -> Bool {
        guard text.utf8.count <= count.upperBound * 4 else { return false }
        var scalars = 0
        for scalar in text.unicodeScalars {
            guard isAllowed(scalar) else { return false }
            scalars += 1
        }
        return count.contains(scalars)
    }

    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", " ", "_", ".", ":", "/", "=", "+", "-", "@": return true
        default: break
        }
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: return true
        case .decimalNumber, .letterNumber, .otherNumber: return true
        case .spaceSeparator, .lineSeparator, .paragraphSeparator: return true
        default: return false
        }
    }
}
