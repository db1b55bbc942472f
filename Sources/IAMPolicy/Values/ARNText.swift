import Encodings

/// A request's ARN as bytes, with the places of its six segments.
struct ARNText: Sendable {
    static let segmentCount = 6

    let bytes: [UInt8]
    private let colons: Colons?

    /// The places of the first five colons.
    typealias Colons = InlineArray<5, Int>

    init(_ text: String) {
        bytes = text.withBytes { Array($0) }
        colons = bytes.withUnsafeBufferPointer(Self.colons)
    }

    /// Where an ARN has its first five colons; `nil` when a text is none.
    static func colons(in bytes: UnsafeBufferPointer<UInt8>) -> Colons? {
        guard bytes.count > 3, bytes[0] == UInt8(ascii: "a"), bytes[1] == UInt8(ascii: "r"),
            bytes[2] == UInt8(ascii: "n"), bytes[3] == ASCII.colon
        else { return nil }
        var colons = Colons(repeating: 0)
        var found = 0
        for index in 3..<bytes.count where bytes[index] == ASCII.colon {
            colons[found] = index
            found += 1
            if found == segmentCount - 1 { return colons }
        }
        return nil
    }

    var isARN: Bool { colons != nil }

    /// Lends the bytes of a segment; `nil` when the text is no ARN.
    @inline(__always)
    func withSegment<Result>(_ index: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result? {
        guard let colons, index >= 0, index < Self.segmentCount else { return nil }
        let start = index == 0 ? 0 : colons[index - 1] + 1
        let end = index < Self.segmentCount - 1 ? colons[index] : bytes.count
        return bytes.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[start..<end])) }
    }

    /// Whether it is an ARN of a service.
    func isOfService(_ name: StaticString) -> Bool {
        let name = UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount)
        return withSegment(2) { ByteComparison.areEqual($0, name) } ?? false
    }

    /// Lends account and resource part with the colon between them; `nil` when the text is no ARN.
    func withAccountAndResource<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result? {
        guard let colons else { return nil }
        return bytes.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[(colons[3] + 1)...])) }
    }
}
