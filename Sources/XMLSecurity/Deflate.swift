import CDeflate

/// Streams of DEFLATE without a header (RFC 1951), as the HTTP-Redirect binding has them.
package enum Deflate {
    /// The bytes as one stream; nil without memory.
    package static func compress(_ bytes: [UInt8]) -> [UInt8]? {
        // What can't be made shorter is stored in blocks, with five bytes around each.
        write(capacity: bytes.count + bytes.count / 1_000 + 64) { output in
            bytes.withUnsafeBufferPointer { input in
                sallyport_deflate(input.baseAddress, input.count, output.baseAddress, output.count)
            }
        }
    }

    /// The bytes of a stream; nil when the input is no stream from its beginning to its end,
    /// or holds more than `limit`.
    package static func inflate(_ bytes: [UInt8], limit: Int) -> [UInt8]? {
        write(capacity: limit) { output in
            bytes.withUnsafeBufferPointer { input in
                sallyport_inflate(input.baseAddress, input.count, output.baseAddress, output.count)
            }
        }
    }

    private static func write(capacity: Int, _ body: (UnsafeMutableBufferPointer<UInt8>) -> Int) -> [UInt8]? {
        var isWhole = false
        let bytes = [UInt8](unsafeUninitializedCapacity: capacity) { output, count in
            let written = body(output)
            isWhole = written >= 0
            count = max(0, written)
        }
        return isWhole ? bytes : nil
    }
}
