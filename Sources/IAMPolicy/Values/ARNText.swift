import Encodings

/// A request's ARN, with the places of the bytes of its six segments.
struct ARNText: Sendable {
    static let segmentCount = 6

    let text: String
    private let colons: Colons?

    /// The places of the first five colons.
    typealias Colons = InlineArray<5, Int>

    init(_ text: String) {
        self.text = text
        colons = text.withBytes(Self.colons)
    }

    /// Where an ARN has its first five colons; `nil` when a text is none.
    static func colons(in bytes: UnsafeBufferPointer<UInt8>) -> Colons? {
        ByteComparison.hasPrefix(bytes, "arn:") ? firstColons(in: bytes, from: 3) : nil
    }

    /// Where the first five colons of a text are, at `start` or behind it; `nil` when it has fewer.
    @inline(__always)
    static func firstColons(in bytes: UnsafeBufferPointer<UInt8>, from start: Int = 0) -> Colons? {
        var colons = Colons(repeating: 0)
        var found = 0
        for index in start..<bytes.count where bytes[index] == ASCII.colon {
            colons[found] = index
            found += 1
            if found == segmentCount - 1 { return colons }
        }
        return nil
    }

    var isARN: Bool { colons != nil }

    /// The bytes of the six segments, as long as they are lent.
    struct Segments {
        let bytes: UnsafeBufferPointer<UInt8>
        let colons: Colons

        /// - Parameter index: 0 to 5.
        @inline(__always)
        subscript(index: Int) -> UnsafeBufferPointer<UInt8> {
            let start = index == 0 ? 0 : colons[index - 1] + 1
            let end = index < ARNText.segmentCount - 1 ? colons[index] : bytes.count
            return UnsafeBufferPointer(rebasing: bytes[start..<end])
        }
    }

    /// Lends the segments; `nil` when the text is no ARN.
    @inline(__always)
    func withSegments<Result>(_ body: (Segments) -> Result) -> Result? {
        guard let colons else { return nil }
        return text.withBytes { body(Segments(bytes: $0, colons: colons)) }
    }

    /// Whether it is an ARN of a service.
    func isOfService(_ name: StaticString) -> Bool {
        withSegments { ByteComparison.areEqual($0[2], name) } ?? false
    }

    /// Lends account and resource part with the colon between them; `nil` when the text is no ARN.
    func withAccountAndResource<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result? {
        guard let colons else { return nil }
        return text.withBytes { body(UnsafeBufferPointer(rebasing: $0[(colons[3] + 1)...])) }
    }
}
