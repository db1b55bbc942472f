/// Identifiers of version 4 (RFC 9562, section 5.4), in lower case: of requests, events and tasks.
public enum UUIDText {
    /// A new one.
    public static func make(_ random: any RandomSource) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(36)
        for (index, byte) in random.bytes(16).enumerated() {
            if index == 4 || index == 6 || index == 8 || index == 10 { text.append(UInt8(ascii: "-")) }
            let value = index == 6 ? byte & 0x0F | 0x40 : index == 8 ? byte & 0x3F | 0x80 : byte
            Hexadecimal.append(value, to: &text)
        }
        return String(decoding: text, as: UTF8.self)
    }
}
