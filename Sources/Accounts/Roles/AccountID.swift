import Encodings

/// The twelve digits of an AWS account.
public struct AccountID: Hashable, Sendable, CustomStringConvertible {
    /// The digits as a number, below 10^12.
    package let number: UInt64
    /// The twelve digits.
    public let description: String

    /// Takes exactly twelve ASCII digits; nil otherwise.
    public init?(_ digits: String) {
        var number: UInt64 = 0
        var count = 0
        for byte in digits.utf8 {
            guard ASCII.isDigit(byte), count < 12 else { return nil }
            number = number * 10 + UInt64(byte - UInt8(ascii: "0"))
            count += 1
        }
        guard count == 12 else { return nil }
        self.number = number
        self.description = digits
    }

    /// Twelve zeros: the account of what belongs to no account.
    package static let none = AccountID()

    private init() {
        number = 0
        description = "000000000000"
    }

    /// Takes a number below 10^12; nil otherwise.
    package init?(number: UInt64) {
        guard number < 1_000_000_000_000 else { return nil }
        let digits = String(number)
        self.number = number
        self.description = String(repeating: "0", count: 12 - digits.utf8.count) + digits
    }

    /// Whether two ids are the same.
    public static func == (left: AccountID, right: AccountID) -> Bool { left.number == right.number }

    /// Hashes the number.
    public func hash(into hasher: inout Hasher) { hasher.combine(number) }
}
