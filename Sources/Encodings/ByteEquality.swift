import Glibc

extension String {
    /// Whether the text begins with these bytes; no text is brought into a normal form, as `hasPrefix` does.
    package func begins(with prefix: StaticString) -> Bool {
        let start = UnsafeBufferPointer(start: prefix.utf8Start, count: prefix.utf8CodeUnitCount)
        guard utf8.count >= start.count else { return false }
        return utf8.withContiguousStorageIfAvailable { $0.begins(with: start) } ?? utf8.starts(with: start)
    }
}

extension ArraySlice where Element == UInt8 {
    /// Whether these are the bytes of a text.
    package func areBytes(of text: String) -> Bool {
        guard count == text.utf8.count else { return false }
        return withUnsafeBufferPointer { bytes in
            text.utf8.withContiguousStorageIfAvailable { bytes.begins(with: $0) }
        } ?? elementsEqual(text.utf8)
    }
}

extension UnsafeBufferPointer where Element == UInt8 {
    fileprivate func begins(with prefix: UnsafeBufferPointer<UInt8>) -> Bool {
        guard count >= prefix.count else { return false }
        guard let start = baseAddress, let other = prefix.baseAddress else { return prefix.isEmpty }
        return memcmp(start, other, prefix.count) == 0
    }
}
