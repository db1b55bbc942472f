/// Writes the binary form of tokens: fixed-width numbers big endian, counts as LEB128, texts with their length.
@usableFromInline package struct ByteWriter {
    @usableFromInline package internal(set) var bytes: [UInt8] = []

    package init(capacity: Int) { bytes.reserveCapacity(capacity) }

    package mutating func write(_ byte: UInt8) { bytes.append(byte) }

    @inlinable package mutating func write(raw: some Sequence<UInt8>) { bytes.append(contentsOf: raw) }

    /// The low `width` bytes of `number`, big endian.
    package mutating func write(_ number: UInt64, width: Int) {
        for index in (0..<width).reversed() { bytes.append(UInt8(truncatingIfNeeded: number >> UInt64(index * 8))) }
    }

    package mutating func write(_ timestamp: Timestamp) { write(UInt64(bitPattern: timestamp.milliseconds), width: 8) }

    package mutating func write(_ timestamp: Timestamp?) {
        guard let timestamp else { return write(0 as UInt8) }
        write(1 as UInt8)
        write(timestamp)
    }

    package mutating func write(count: Int) {
        var rest = UInt(max(count, 0))
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    package mutating func write(_ text: String) {
        write(count: text.utf8.count)
        bytes.append(contentsOf: text.utf8)
    }

    package mutating func write(_ text: String?) {
        guard let text else { return write(0 as UInt8) }
        write(1 as UInt8)
        write(text)
    }

    package mutating func write(_ texts: [String]) {
        write(count: texts.count)
        for text in texts { write(text) }
    }
}
