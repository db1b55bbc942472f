import Encodings

/// A request's ARN as bytes, with the places of its six segments.
struct ARNText: Sendable {
    static let segmentCount = 6

    let bytes: [UInt8]
    /// Whether the text is an ARN.
    let isARN: Bool
    /// The places of the first five colons; all zero when the text has fewer.
    private let colons: InlineArray<5, Int>

    init(_ text: String) {
        bytes = Array(text.utf8)
        var colons = InlineArray<5, Int>(repeating: 0)
        var found = 0
        bytes.withUnsafeBufferPointer { bytes in
            for index in bytes.indices where bytes[index] == ASCII.colon {
                colons[found] = index
                found += 1
                if found == Self.segmentCount - 1 { break }
            }
        }
        let isWhole = found == Self.segmentCount - 1
        isARN = isWhole && bytes.starts(with: "arn:".utf8)
        self.colons = isWhole ? colons : InlineArray(repeating: 0)
    }

    /// Lends the bytes of a segment; `nil` when the text is no ARN.
    @inline(__always)
    func withSegment<Result>(_ index: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result? {
        guard isARN, index >= 0, index < Self.segmentCount else { return nil }
        let start = index == 0 ? 0 : colons[index - 1] + 1
        let end = index < Self.segmentCount - 1 ? colons[index] : bytes.count
        return bytes.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[start..<end])) }
    }

    /// Lends account and resource part with the colon between them; `nil` when the text is no ARN.
    func withAccountAndResource<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result? {
        guard isARN else { return nil }
        return bytes.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[(colons[3] + 1)...])) }
    }
}
