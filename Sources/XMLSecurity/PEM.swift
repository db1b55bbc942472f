import Encodings

/// Textual encoding of keys and certificates (RFC 7468).
package enum PEM {
    /// The decoded contents of every block with this label, in file order.
    ///
    /// Blocks that are not base64 are passed over.
    package static func blocks(labeled label: String, in bytes: [UInt8]) -> [[UInt8]] {
        var blocks: [[UInt8]] = []
        var current: [UInt8]?
        for line in bytes.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }) {
            let text = String(decoding: line, as: UTF8.self)
            if text.hasPrefix("-----BEGIN \(label)-----") {
                current = []
            } else if text.hasPrefix("-----END \(label)-----") {
                if let body = current, let der = Base64.xml.decode(body) { blocks.append(der) }
                current = nil
            } else {
                current?.append(contentsOf: line)
            }
        }
        return blocks
    }

    /// A block with lines of 64 characters.
    package static func encode(_ der: [UInt8], label: String) -> String {
        let text = Base64.standard.encode(der)
        var lines = "-----BEGIN \(label)-----\n"
        var rest = text[...]
        while !rest.isEmpty {
            lines += rest.prefix(64) + "\n"
            rest = rest.dropFirst(64)
        }
        return lines + "-----END \(label)-----\n"
    }
}
