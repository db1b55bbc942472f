import Glibc

/// An IPv4 or IPv6 address as two words of 64 bits.
package struct IPAddress: Hashable, Sendable, CustomStringConvertible {
    /// Addresses of different families are never equal, and never in one network.
    package enum Family: Hashable, Sendable {
        case v4, v6

        /// Bits of an address.
        package var bits: Int { self == .v4 ? 32 : 128 }
    }

    /// Which of the two it is.
    package let family: Family
    /// The first 64 bits of an IPv6 address.
    package let high: UInt64
    /// The last 64 bits of an IPv6 address; an IPv4 address.
    package let low: UInt64

    /// The address as the system writes it.
    package var description: String {
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        withUnsafeBytes(of: (high.bigEndian, low.bigEndian)) { bytes in
            let bytes = UnsafeRawBufferPointer(rebasing: bytes.suffix(family.bits / 8))
            _ = inet_ntop(family == .v4 ? AF_INET : AF_INET6, bytes.baseAddress, &text, socklen_t(INET6_ADDRSTRLEN))
        }
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// An IPv4 address inside IPv6 (RFC 4291, 2.5.5.2) as IPv4, since policies about IPv4 networks would miss it else.
    private var unmapped: IPAddress {
        guard family == .v6, high == 0, low >> 32 == 0xFFFF else { return self }
        return IPAddress(family: .v4, high: 0, low: low & 0xFFFF_FFFF)
    }

    /// An address of a connection or a header in the one form in which they are compared; nil for anything but an address.
    package static func normalized(_ text: String) -> String? {
        guard let address = IPAddress(text) else { return nil }
        // Dotted decimal has one form alone.
        return address.family == .v4 ? text : address.unmapped.description
    }

    /// What one caller is likely to have all of: of an IPv6 address the network, such as `2001:db8:0:1::/64`, else the
    /// address itself.
    package static func site(of text: String) -> String {
        guard let address = IPAddress(text), address.family == .v6 else { return text }
        return "\(IPAddress(family: .v6, high: address.high, low: 0))/64"
    }
}

extension IPAddress {
    /// Reads dotted decimal, or the text of RFC 4291 (section 2.2) without a zone; nil for anything else.
    ///
    /// - Parameter allowsIPv4BeforeGap: takes `192.0.2.1::` as well, as policies always did. In RFC 4291 dotted decimal stands
    ///   at the end alone, and connections, headers and the configuration have it nowhere else.
    package init?(_ text: String, allowsIPv4BeforeGap: Bool = false) {
        // The longest is six groups and an IPv4 address.
        guard text.utf8.count <= 45 else { return nil }
        let bytes = Array(text.utf8)[...]
        if bytes.contains(UInt8(ascii: ":")) {
            guard let groups = Self.groups(of: bytes, allowsIPv4BeforeGap: allowsIPv4BeforeGap) else { return nil }
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
        var (value, octet): (UInt32, UInt32?) = (0, nil)
        var octets = 1
        for byte in bytes {
            if byte == UInt8(ascii: ".") {
                guard let whole = octet, octets < 4 else { return nil }
                value = value << 8 | whole
                octet = nil
                octets += 1
            } else {
                // "010" is eight in some programs and ten in others, so it is nothing here.
                guard ASCII.isDigit(byte), octet != 0 else { return nil }
                let next = (octet ?? 0) * 10 + UInt32(byte - UInt8(ascii: "0"))
                guard next <= 255 else { return nil }
                octet = next
            }
        }
        guard let octet, octets == 4 else { return nil }
        return value << 8 | octet
    }

    /// The eight groups of an IPv6 address; `::` stands for those that are missing.
    private static func groups(of bytes: ArraySlice<UInt8>, allowsIPv4BeforeGap: Bool) -> [UInt16]? {
        let colon = UInt8(ascii: ":")
        guard let gap = bytes.indices.dropLast().first(where: { bytes[$0] == colon && bytes[$0 + 1] == colon }) else {
            return groupList(bytes).flatMap { $0.count == 8 ? $0 : nil }
        }
        guard let head = groupList(bytes[..<gap], mayEndInIPv4: allowsIPv4BeforeGap),
            let tail = groupList(bytes[(gap + 2)...]), head.count + tail.count <= 7
        else { return nil }
        return head + [UInt16](repeating: 0, count: 8 - head.count - tail.count) + tail
    }

    /// Groups with a colon between each two, or none.
    private static func groupList(_ bytes: ArraySlice<UInt8>, mayEndInIPv4: Bool = true) -> [UInt16]? {
        guard !bytes.isEmpty else { return [] }
        let parts = bytes.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        var groups: [UInt16] = []
        for (index, part) in parts.enumerated() {
            if mayEndInIPv4, index == parts.count - 1, part.contains(UInt8(ascii: ".")) {
                guard let embedded = dottedDecimal(part) else { return nil }
                groups += [UInt16(embedded >> 16), UInt16(truncatingIfNeeded: embedded)]
            } else {
                guard part.count <= 4, part.allSatisfy({ Hexadecimal.value($0) != nil }),
                    let group = UInt16(String(decoding: part, as: UTF8.self), radix: 16)
                else { return nil }
                groups.append(group)
            }
        }
        return groups
    }
}
