import Encodings

/// The languages in which there are pages.
package enum Language: String, CaseIterable, Sendable {
    /// The one that is complete by definition, and counts when a browser wants none that there is.
    case english = "en"
    /// German.
    case german = "de"

    /// Entries of a header that are looked at.
    private static let mostEntries = 16

    /// The language that a browser likes best of those that there are, by its `Accept-Language` (RFC 9110, 12.5.4).
    package init(accepting header: String?) {
        var best: (language: Language, weight: Int)?
        for entry in (header ?? "").utf8.split(separator: UInt8(ascii: ","), maxSplits: Self.mostEntries).prefix(
            Self.mostEntries)
        {
            let parts = entry.split(separator: UInt8(ascii: ";"))
            guard let tag = parts.first, let language = Self.language(tag) else { continue }
            let weight = parts.dropFirst().first.map(Self.weight) ?? 1_000
            if weight > best?.weight ?? 0 { best = (language, weight) }
        }
        self = best?.language ?? .english
    }

    /// The language of a tag such as `de-AT`.
    private static func language(_ tag: Substring.UTF8View) -> Language? {
        let primary = tag.drop { $0 == UInt8(ascii: " ") }.prefix { ASCII.isLetterOrDigit($0) }
        guard primary.count == 2 else { return nil }
        let code = String(decoding: primary.map(ASCII.lowercased), as: UTF8.self)
        return Language(rawValue: code)
    }

    /// Thousandths of a weight such as `q=0.8`; 0 for what is none.
    private static func weight(_ text: Substring.UTF8View) -> Int {
        let value = text.drop { $0 == UInt8(ascii: " ") }
        guard value.starts(with: "q=".utf8) else { return 0 }
        let digits = value.dropFirst(2).prefix(5).filter(ASCII.isDigit).map { Int($0) - 0x30 }
        guard let first = digits.first, digits.count <= 4 else { return 0 }
        if first > 0 { return 1_000 }
        return zip(digits.dropFirst(), [100, 10, 1]).reduce(0) { $0 + $1.0 * $1.1 }
    }
}
