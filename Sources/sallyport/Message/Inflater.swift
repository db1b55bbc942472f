import CInflate

/// Reads what was compressed with DEFLATE (RFC 1951), as messages of the HTTP-Redirect binding are.
enum Inflater {
    /// The text, or nil when the bytes are no DEFLATE stream from their beginning to their end, or hold more than `limit`.
    static func inflate(_ bytes: [UInt8], limit: Int) -> [UInt8]? {
        var isWhole = false
        let text = [UInt8](unsafeUninitializedCapacity: limit) { output, count in
            let written = bytes.withUnsafeBufferPointer { input in
                sallyport_inflate(input.baseAddress, input.count, output.baseAddress, output.count)
            }
            isWhole = written >= 0
            count = max(0, written)
        }
        return isWhole ? text : nil
    }
}
