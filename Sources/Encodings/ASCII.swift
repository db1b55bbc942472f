/// Classes and case of the characters of ASCII, byte by byte.
@usableFromInline package enum ASCII {
    /// The byte with A to Z folded to lower case.
    @inlinable @inline(__always)
    package static func lowercased(_ byte: UInt8) -> UInt8 {
        isUppercase(byte) ? byte | 0x20 : byte
    }

    /// Whether it is one of A to Z.
    @inlinable @inline(__always)
    package static func isUppercase(_ byte: UInt8) -> Bool {
        byte >= 0x41 && byte <= 0x5A
    }

    /// Whether it is one of a to z.
    @inlinable @inline(__always)
    package static func isLowercase(_ byte: UInt8) -> Bool {
        byte >= 0x61 && byte <= 0x7A
    }

    /// Whether it is one of 0 to 9.
    @inlinable @inline(__always)
    package static func isDigit(_ byte: UInt8) -> Bool {
        byte >= 0x30 && byte <= 0x39
    }

    /// Whether it is a blank, a tab, a line feed or a carriage return (XML 1.0, production S).
    @inlinable @inline(__always)
    package static func isWhiteSpace(_ byte: UInt8) -> Bool {
        byte <= 0x20 && (byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D)
    }

    /// Whether it is one of A to Z, a to z and 0 to 9.
    @inlinable @inline(__always)
    package static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        isDigit(byte) || isLowercase(lowercased(byte))
    }
}

extension String {
    /// The text with A to Z folded to lower case; other characters stay as they are.
    package var asciiLowercased: String {
        guard utf8.contains(where: ASCII.isUppercase) else { return self }
        var text = self
        return text.withUTF8 { bytes in
            String(unsafeUninitializedCapacity: bytes.count) { lowered in
                for (index, byte) in bytes.enumerated() { lowered[index] = ASCII.lowercased(byte) }
                return bytes.count
            }
        }
    }
}
