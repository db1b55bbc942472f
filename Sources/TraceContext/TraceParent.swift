package import Encodings
package import Tracing

/// Which trace something belongs to, and below which span: the header `traceparent` (W3C Trace Context, 3.2).
package struct TraceParent: Sendable, Hashable {
    /// The trace, 16 bytes that are not all zero.
    package let traceID: [UInt8]
    /// The span, 8 bytes that are not all zero.
    package let spanID: [UInt8]
    /// Whether its spans are kept.
    package let isSampled: Bool

    /// The name of the header, in small letters.
    package static let headerName = "traceparent"

    /// Reads a header; nil for one that is not as the recommendation has it.
    ///
    /// Later versions begin as this one does, and may go on behind another dash.
    package init?(_ header: String) {
        let bytes = Array(header.utf8.prefix(512))
        let dash = UInt8(ascii: "-")
        guard bytes.count >= 55, bytes[2] == dash, bytes[35] == dash, bytes[52] == dash,
            let version = Self.bytes(bytes[0..<2])?.first, version != 0xFF,
            version == 0 ? bytes.count == 55 : bytes.count == 55 || bytes[55] == dash,
            let traceID = Self.bytes(bytes[3..<35]), let spanID = Self.bytes(bytes[36..<52]),
            let flags = Self.bytes(bytes[53..<55])?.first, traceID.contains(where: { $0 != 0 }),
            spanID.contains(where: { $0 != 0 })
        else { return nil }
        self.traceID = traceID
        self.spanID = spanID
        isSampled = flags & 1 == 1
    }

    /// A new trace, or a new span below another one.
    package init(below parent: TraceParent?, isSampled: Bool, random: some RandomSource) {
        traceID = parent?.traceID ?? Self.id(16, random)
        spanID = Self.id(8, random)
        self.isSampled = isSampled
    }

    private static func id(_ count: Int, _ random: some RandomSource) -> [UInt8] {
        var bytes = random.bytes(count)
        if !bytes.contains(where: { $0 != 0 }) { bytes[0] = 1 }
        return bytes
    }

    private static func bytes(_ digits: ArraySlice<UInt8>) -> [UInt8]? {
        Hexadecimal.decodeLowercase(String(decoding: digits, as: UTF8.self))
    }

    /// The header.
    package var header: String {
        "00-\(Hexadecimal.text(traceID))-\(Hexadecimal.text(spanID))-\(isSampled ? "01" : "00")"
    }
}

private enum TraceParentKey: InstrumentationContextKey {
    typealias Value = TraceParent
}

extension InstrumentationContext {
    /// The trace and span of whatever goes on; nil where nothing is traced.
    package var traceParent: TraceParent? {
        get { self[TraceParentKey.self] }
        set { self[TraceParentKey.self] = newValue }
    }
}
