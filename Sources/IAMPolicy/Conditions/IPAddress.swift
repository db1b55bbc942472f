import Encodings

/// An IPv4 or IPv6 address as two words of 64 bits.
struct IPAddress: Hashable, Sendable {
    enum Family: Hashable, Sendable {
        case v4, v6

        var bits: Int { self == .v4 ? 32 : 128 }
    }

    let family: Family
    let high: UInt64
    let low: UInt64

    /// Reads dotted decimal or RFC 4291 notation; `nil` for anything else.
    init?(_ text: String) {
        self.init(bytes: Array(text.utf8)[...])
    }

    init?(bytes: ArraySlice<UInt8>) {
        if bytes.contains(ASCII.colon) {
            guard let groups = Self.groups(of: bytes) else { return nil }
            family = .v6
            high = groups[0..<4].reduce(0) { $0 << 16 | UInt64($1) }
            low = groups[4..<8].reduce(0) { $0 << 16 | UInt64($1) }
        } else {
            guard let value = Self.dottedDecimal(bytes) else { return nil }
            family = .v4
            high = 0
            low = UInt64(value)
        }
    }

    private static func dottedDecimal(_ bytes: ArraySlice<UInt8>) -> UInt32? {
        let parts = bytes.split(separator: ASCII.dot, omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var value: UInt32 = 0
        for part in parts {
            guard (1...3).contains(part.count), part.allSatisfy(ASCII.isDigit) else { return nil }
            // "010" is eight in some programs and ten in others, so it is nothing here.
            if part.count > 1, part.first == ASCII.zero { return nil }
            let octet = part.reduce(UInt32(0)) { $0 * 10 + UInt32($1 - ASCII.zero) }
            guard octet <= 255 else { return nil }
            value = value << 8 | octet
        }
        return value
    }

    /// The eight groups of an IPv6 address.
    private static func groups(of bytes: ArraySlice<UInt8>) -> [UInt16]? {
        guard bytes.count <= 45 else { return nil }
        guard let gap = doubleColon(in: bytes) else {
            guard let groups = groupList(bytes), groups.count == 8 else { return nil }
            return groups
        }
        let left = bytes[bytes.startIndex..<gap]
        let right = bytes[(gap + 2)...]
        guard doubleColon(in: right) == nil, right.first != ASCII.colon else { return nil }
        guard let head = left.isEmpty ? [] : groupList(left), let tail = right.isEmpty ? [] : groupList(right),
            head.count + tail.count <= 7
        else { return nil }
        return head + [UInt16](repeating: 0, count: 8 - head.count - tail.count) + tail
    }

    private static func doubleColon(in bytes: ArraySlice<UInt8>) -> Int? {
        bytes.indices.dropLast().first { bytes[$0] == ASCII.colon && bytes[$0 + 1] == ASCII.colon }
    }

    private static func groupList(_ bytes: ArraySlice<UInt8>) -> [UInt16]? {
        let parts = bytes.split(separator: ASCII.colon, omittingEmptySubsequences: false)
        var groups: [UInt16] = []
        for (index, part) in parts.enumerated() {
            if index == parts.count - 1, part.contains(ASCII.dot) {
                guard let embedded = dottedDecimal(part) else { return nil }
                groups += [UInt16(embedded >> 16), UInt16(truncatingIfNeeded: embedded)]
            } else {
                guard (1...4).contains(part.count), part.allSatisfy({ Hexadecimal.value($0) != nil }),
                    let group = UInt16(String(decoding: part, as: UTF8.self), radix: 16)
                else { return nil }
                groups.append(group)
            }
        }
        return groups
    }
}
