/// Writes the binary form of tokens: fixed-width numbers big endian, counts as LEB128, texts with their length.
struct ByteWriter {
    private(set) var bytes: [UInt8] = []

    init(capacity: Int) { bytes.reserveCapacity(capacity) }

    mutating func write(_ byte: UInt8) { bytes.append(byte) }

    mutating func write(raw: some Sequence<UInt8>) { bytes.append(contentsOf: raw) }

    /// The low `width` bytes of `number`, big endian.
    mutating func write(_ number: UInt64, width: Int) {
        for index in (0..<width).reversed() { bytes.append(UInt8(truncatingIfNeeded: number >> UInt64(index * 8))) }
    }

    mutating func write(_ timestamp: Timestamp) { write(UInt64(bitPattern: timestamp.milliseconds), width: 8) }

    mutating func write(_ timestamp: Timestamp?) {
        guard let timestamp else { return write(0 as UInt8) }
        write(1 as UInt8)
        write(timestamp)
    }

    mutating func write(count: Int) {
        var rest = UInt(max(count, 0))
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    mutating func write(_ text: String) {
        write(count: text.utf8.count)
        bytes.append(contentsOf: text.utf8)
    }

    mutating func write(_ text: String?) {
        guard let text else { return write(0 as UInt8) }
        write(1 as UInt8)
        write(text)
    }

    mutating func write(_ texts: [String]) {
        write(count: texts.count)
        for text in texts { write(text) }
    }
}
