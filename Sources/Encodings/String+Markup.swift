extension String {
    /// The text with everything escaped that HTML and XML give a meaning to, in content and in quoted attributes alike.
    ///
    /// Looked at byte by byte: a quotation mark with a combining mark behind it is another `Character` than a quotation mark,
    /// but it ends an attribute all the same.
    package var markupEscaped: String {
        guard utf8.contains(where: { Self.reference(to: $0) != nil }) else { return self }
        var escaped: [UInt8] = []
        escaped.reserveCapacity(utf8.count + 32)
        for byte in utf8 {
            if let reference = Self.reference(to: byte) {
                escaped += reference.utf8
            } else {
                escaped.append(byte)
            }
        }
        return String(decoding: escaped, as: UTF8.self)
    }

    private static func reference(to byte: UInt8) -> String? {
        switch byte {
        case UInt8(ascii: "&"): "&amp;"
        case UInt8(ascii: "<"): "&lt;"
        case UInt8(ascii: ">"): "&gt;"
        case UInt8(ascii: "\""): "&quot;"
        case UInt8(ascii: "'"): "&#39;"
        default: nil
        }
    }
}
