import Glibc

extension UnsafeRawBufferPointer {
    /// The first place of `byte` at `start` or behind it; nil when there is none.
    package func position(of byte: UInt8, from start: Int = 0) -> Int? {
        guard let base = baseAddress, start >= 0, start < count,
            let hit = memchr(base + start, Int32(byte), count - start)
        else { return nil }
        return UnsafeRawPointer(hit) - base
    }

    /// Whether `text` stands anywhere, byte by byte; nothing stands everywhere.
    package func contains(_ text: String) -> Bool {
        guard let first = text.utf8.first else { return true }
        var start = 0
        while let hit = position(of: first, from: start) {
            if UnsafeRawBufferPointer(rebasing: self[hit...]).rest(after: text) != nil { return true }
            start = hit + 1
        }
        return false
    }

    /// The bytes behind `prefix`; nil when they begin otherwise.
    package func rest(after prefix: String) -> UnsafeRawBufferPointer? {
        let size = prefix.utf8.count
        guard let base = baseAddress, count >= size else { return nil }
        var prefix = prefix
        let begins = prefix.withUTF8 { $0.baseAddress.map { memcmp(base, $0, size) == 0 } ?? true }
        return begins ? UnsafeRawBufferPointer(rebasing: self[size...]) : nil
    }
}
