import Encodings

/// A request's ARN as bytes, with the places of its six segments.
struct ARNText: Sendable {
    static let segmentCount = 6

    let bytes: [UInt8]
    /// The places of the first five colons; `nil` when the text is no ARN.
    private let colons: [Int]?

    init(_ text: String) {
        bytes = Array(text.utf8)
        colons = Self.colons(in: bytes)
    }

    private static func colons(in bytes: [UInt8]) -> [Int]? {
        var colons: [Int] = []
        colons.reserveCapacity(segmentCount - 1)
        for (index, byte) in bytes.enumerated() where byte == ASCII.colon {
            colons.append(index)
            if colons.count == segmentCount - 1 { break }
        }
        return colons.count == segmentCount - 1 ? colons : nil
    }

    var isARN: Bool {
        colons != nil && bytes.starts(with: "arn:".utf8)
    }

    /// Lends the bytes of a segment; the text must be an ARN.
    func withSegment<Result>(_ index: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result? {
        guard let colons, index >= 0, index < Self.segmentCount else { return nil }
        let start = index == 0 ? 0 : colons[index - 1] + 1
        let end = index < colons.count ? colons[index] : bytes.count
        return bytes.withUnsafeBufferPointer { buffer in
            body(UnsafeBufferPointer(rebasing: buffer[start..<end]))
        }
    }
}
