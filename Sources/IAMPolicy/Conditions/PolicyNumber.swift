import Encodings

/// A number of a numeric condition: exact while it is a whole number of 64 bits.
enum PolicyNumber: Hashable, Sendable {
    case integer(Int64)
    case real(Double)

    /// Reads decimal notation with an optional fraction and exponent; `nil` for anything else.
    init?(_ text: String) {
        let bytes = text.utf8
        guard let last = bytes.last, ASCII.isDigit(last), bytes.count <= 64,
            bytes.allSatisfy(Self.mayStandInNumber)
        else { return nil }
        if let integer = Int64(text) {
            self = .integer(integer)
        } else if let real = Double(text), real.isFinite {
            self = .real(real)
        } else {
            return nil
        }
    }

    private static func mayStandInNumber(_ byte: UInt8) -> Bool {
        ASCII.isDigit(byte) || byte == ASCII.minus || byte == ASCII.plus || byte == ASCII.dot
            || ASCII.lowercased(byte) == UInt8(ascii: "e")
    }

    private var real: Double {
        switch self {
        case .integer(let value): Double(value)
        case .real(let value): value
        }
    }
}

extension PolicyNumber: Comparable {
    static func == (left: PolicyNumber, right: PolicyNumber) -> Bool {
        if case .integer(let first) = left, case .integer(let second) = right { return first == second }
        return left.real == right.real
    }

    static func < (left: PolicyNumber, right: PolicyNumber) -> Bool {
        if case .integer(let first) = left, case .integer(let second) = right { return first < second }
        return left.real < right.real
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(real)
    }
}
