import Encodings

/// A network in CIDR notation; a bare address is a network of one.
struct IPNetwork: Hashable, Sendable {
    private let address: IPAddress
    private let prefixLength: Int

    /// `nil` when the text is no network.
    init?(_ text: String) {
        let parts = text.pieces(separatedBy: ASCII.slash)
        guard let first = parts.first, let address = IPAddress(String(first), allowsIPv4BeforeGap: true) else {
            return nil
        }
        switch parts.count {
        case 1:
            prefixLength = address.family.bits
        case 2:
            guard (1...3).contains(parts[1].utf8.count), parts[1].utf8.allSatisfy(ASCII.isDigit),
                let length = Int(parts[1]), length <= address.family.bits
            else { return nil }
            prefixLength = length
        default:
            return nil
        }
        self.address = address
    }

    /// Whether an address of the same family lies inside.
    func contains(_ other: IPAddress) -> Bool {
        guard address.family == other.family else { return false }
        let length = address.family == .v4 ? prefixLength + 96 : prefixLength
        let highMask = Self.mask(min(length, 64))
        let lowMask = Self.mask(max(0, length - 64))
        return (address.high ^ other.high) & highMask == 0 && (address.low ^ other.low) & lowMask == 0
    }

    private static func mask(_ bits: Int) -> UInt64 {
        bits <= 0 ? 0 : UInt64.max << UInt64(64 - bits)
    }
}
