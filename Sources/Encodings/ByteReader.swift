/// Bytes are not what `ByteWriter` writes.
package struct MalformedBytes: Error {
    package init() {}
}

/// Reads what `ByteWriter` wrote; every read is bounded by the bytes that are there.
package struct ByteReader {
    private let bytes: ArraySlice<UInt8>
    private var position: Int

    package init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        self.position = bytes.startIndex
    }

    /// Number of bytes not yet read.
    package var remaining: Int { bytes.endIndex - position }

    package mutating func readByte() throws(MalformedBytes) -> UInt8 {
        guard position < bytes.endIndex else { throw MalformedBytes() }
        defer { position += 1 }
        return bytes[position]
    }

    package mutating func read(count: Int) throws(MalformedBytes) -> ArraySlice<UInt8> {
        guard count >= 0, count <= remaining else { throw MalformedBytes() }
        defer { position += count }
        return bytes[position..<(position + count)]
    }

    package mutating func readNumber(width: Int) throws(MalformedBytes) -> UInt64 {
        try read(count: width).reduce(0) { $0 << 8 | UInt64($1) }
    }

    package mutating func readTimestamp() throws(MalformedBytes) -> Timestamp {
        Timestamp(milliseconds: Int64(bitPattern: try readNumber(width: 8)))
    }

    /// A count; more than the bytes left would allow is malformed, so nothing large is ever reserved for it.
    package mutating func readCount() throws(MalformedBytes) -> Int {
        var result = 0
        for shift in stride(from: 0, through: 21, by: 7) {
            let byte = try readByte()
            result |= Int(byte & 0x7F) << shift
            if byte & 0x80 == 0 {
                guard result <= remaining else { throw MalformedBytes() }
                return result
            }
        }
        throw MalformedBytes()
    }

    package mutating func readText() throws(MalformedBytes) -> String {
        let slice = try read(count: try readCount())
        guard let text = String(validating: slice, as: UTF8.self) else { throw MalformedBytes() }
        return text
    }

    package mutating func readOptionalText() throws(MalformedBytes) -> String? {
        switch try readByte() {
        case 0: return nil
        case 1: return try readText()
        default: throw MalformedBytes()
        }
    }

    package mutating func readOptionalTimestamp() throws(MalformedBytes) -> Timestamp? {
        switch try readByte() {
        case 0: return nil
        case 1: return try readTimestamp()
        default: throw MalformedBytes()
        }
    }

    package mutating func readTexts() throws(MalformedBytes) -> [String] {
        let count = try readCount()
        var result: [String] = []
        for _ in 0..<count { result.append(try readText()) }
        return result
    }

    /// Nothing may follow.
    package func finish() throws(MalformedBytes) {
        guard remaining == 0 else { throw MalformedBytes() }
    }
}
