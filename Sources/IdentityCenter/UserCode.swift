import Accounts
import Encodings

/// The short code that a user types or compares: eight consonants, which make no words and look like no digits (RFC 8628, 6.1).
///
/// There are 25,600,000,000 of them.
package struct UserCode: Hashable, Sendable {
    private static let alphabet = Array("BCDFGHJKLMNPQRSTVWXZ".utf8)
    private static let count = 8
    /// Bytes of what is typed at most.
    private static let longest = 64

    private let letters: [UInt8]

    /// A new one.
    init(random: any RandomSource) {
        var letters: [UInt8] = []
        // Bytes from 240 on would make some letters likelier.
        let even = UInt8(240)
        while letters.count < Self.count {
            for byte in random.bytes(16) where byte < even && letters.count < Self.count {
                letters.append(Self.alphabet[Int(byte) % Self.alphabet.count])
            }
        }
        self.letters = letters
    }

    /// Reads what was typed, without regard to case, blanks and hyphens; nil for what is no code.
    package init?(typed: String) {
        guard typed.utf8.count <= Self.longest else { return nil }
        letters = typed.utf8.filter { $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: " ") }.map {
            ASCII.isLowercase($0) ? $0 & 0xDF : $0
        }
        guard letters.count == Self.count, letters.allSatisfy(Self.alphabet.contains) else { return nil }
    }

    /// `BCDF-GHJK`.
    package var text: String {
        String(decoding: letters.prefix(4), as: UTF8.self) + "-" + String(decoding: letters.suffix(4), as: UTF8.self)
    }

    /// By which it is found.
    var digest: String {
        Hexadecimal.text(OneTimeKey(purpose: "user code", fields: [String(decoding: letters, as: UTF8.self)]).bytes)
    }
}
