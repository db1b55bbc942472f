import Encodings

/// A request's action in lower case; one of usual length takes no memory of its own.
struct ActionText: Sendable {
    /// Hardly an action of AWS is longer.
    private let short: InlineArray<64, UInt8>
    private let shortCount: Int
    /// Empty unless the action is longer.
    private let long: [UInt8]

    init(_ action: String) {
        var short = InlineArray<64, UInt8>(repeating: 0)
        let fits = action.withBytes { bytes in
            guard bytes.count <= short.count else { return false }
            // Lent once, and not asked for at each byte.
            var span = short.mutableSpan
            span.withUnsafeMutableBufferPointer { lowercased in
                for index in bytes.indices { lowercased[index] = ASCII.lowercased(bytes[index]) }
            }
            return true
        }
        self.short = short
        (shortCount, long) = fits ? (action.utf8.count, []) : (0, action.asciiLowercasedBytes)
    }

    /// Lends the bytes.
    @inline(__always)
    func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        guard long.isEmpty else { return long.withUnsafeBufferPointer(body) }
        return short.span.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[..<shortCount])) }
    }
}
