/// Equality of bytes, eight at a step; policies compare many texts that differ late.
enum ByteComparison {
    @inline(__always)
    static func areEqual(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Bool {
        guard left.count == right.count else { return false }
        let first = UnsafeRawBufferPointer(left)
        let second = UnsafeRawBufferPointer(right)
        var index = 0
        while index + 8 <= first.count {
            let difference =
                first.loadUnaligned(fromByteOffset: index, as: UInt64.self)
                ^ second.loadUnaligned(fromByteOffset: index, as: UInt64.self)
            if difference != 0 { return false }
            index += 8
        }
        while index < first.count {
            if first[index] != second[index] { return false }
            index += 1
        }
        return true
    }

    /// Whether a text stands before another in byte order, or is the same.
    static func isOrdered(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Bool {
        let common = min(left.count, right.count)
        for index in 0..<common where left[index] != right[index] { return left[index] < right[index] }
        return left.count <= right.count
    }

    /// Whether a text begins with a prefix.
    @inline(__always)
    static func hasPrefix(_ text: UnsafeBufferPointer<UInt8>, _ prefix: UnsafeBufferPointer<UInt8>) -> Bool {
        prefix.count <= text.count && areEqual(UnsafeBufferPointer(rebasing: text[0..<prefix.count]), prefix)
    }

    /// Whether a text ends with a suffix.
    @inline(__always)
    static func hasSuffix(_ text: UnsafeBufferPointer<UInt8>, _ suffix: UnsafeBufferPointer<UInt8>) -> Bool {
        suffix.count <= text.count
            && areEqual(UnsafeBufferPointer(rebasing: text[(text.count - suffix.count)...]), suffix)
    }

    /// Whether a text is one that is known.
    @inline(__always)
    static func areEqual(_ text: UnsafeBufferPointer<UInt8>, _ known: StaticString) -> Bool {
        areEqual(text, bytes(of: known))
    }

    /// Whether a text begins with a prefix that is known.
    @inline(__always)
    static func hasPrefix(_ text: UnsafeBufferPointer<UInt8>, _ prefix: StaticString) -> Bool {
        hasPrefix(text, bytes(of: prefix))
    }

    /// Whether a text ends with a suffix that is known.
    @inline(__always)
    static func hasSuffix(_ text: UnsafeBufferPointer<UInt8>, _ suffix: StaticString) -> Bool {
        hasSuffix(text, bytes(of: suffix))
    }

    @inline(__always)
    private static func bytes(of text: StaticString) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
    }
}
