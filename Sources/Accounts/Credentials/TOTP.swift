internal import Crypto
public import Encodings
internal import Foundation

/// Time-based one-time passwords (RFC 6238): HMAC-SHA-1, steps of 30 seconds, six digits.
public struct TOTP: Sendable, CustomStringConvertible, CustomReflectable {
    /// Seconds of a step.
    public static let stepSeconds: Int64 = 30
    /// Digits of a password.
    public static let digits = 6
    private static let modulus: UInt32 = 1_000_000

    private let seed: [UInt8]

    /// Makes the passwords of a shared secret.
    public init(seed: [UInt8]) { self.seed = seed }

    /// Makes the passwords of a shared secret in base32 (RFC 4648) without padding; nil when it is none.
    public init?(base32Seed: String) {
        guard let seed = Base32.decode(base32Seed.utf8) else { return nil }
        self.seed = seed
    }

    /// Number of the step at an instant, counted from 1970.
    public static func step(at instant: Timestamp) -> Int64 {
        instant.milliseconds.flooringQuotientAndRemainder(dividingBy: stepSeconds * 1_000).quotient
    }

    /// The password of a step (RFC 4226, section 5.3).
    public func password(step: Int64) -> String {
        let message = withUnsafeBytes(of: step.bigEndian) { Array($0) }
        let code = HMAC<Insecure.SHA1>.authenticationCode(for: message, using: SymmetricKey(data: seed))
        let bytes = Array(code)
        let offset = Int(bytes[bytes.count - 1] & 0x0F)
        let word = bytes[offset..<(offset + 4)].reduce(0 as UInt32) { $0 << 8 | UInt32($1) } & 0x7FFF_FFFF
        let text = String(word % Self.modulus)
        return String(repeating: "0", count: Self.digits - text.utf8.count) + text
    }

    /// The first of some steps that has this password; the time it takes does not tell which one.
    func step(of password: String, in steps: ClosedRange<Int64>) -> Int64? {
        var found: Int64?
        for step in steps where holds(password, step) && found == nil { found = step }
        return found
    }

    /// The second step of the first two steps in a row that have these passwords.
    func step(of first: String, _ second: String, in steps: ClosedRange<Int64>) -> Int64? {
        var found: Int64?
        for step in steps {
            let (one, other) = (holds(first, step - 1), holds(second, step))
            if one, other, found == nil { found = step }
        }
        return found
    }

    private func holds(_ password: String, _ step: Int64) -> Bool {
        ConstantTime.areEqual(Array(password.utf8), Array(self.password(step: step).utf8))
    }

    /// Says nothing of the secret.
    public var description: String { "TOTP(seed redacted)" }

    /// Shows nothing of the secret either.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
