import Encodings
import Foundation

/// The colour of a company, with the text colour that can be read on it.
package struct AccentColor: Hashable, Sendable {
    /// `#rrggbb` in lower case.
    package let hexadecimal: String
    private let channels: [Double]

    /// Reads `#rrggbb`; nil for anything else.
    package init?(_ text: String) {
        let digits = text.utf8.dropFirst()
        guard text.utf8.first == UInt8(ascii: "#"), digits.count == 6 else { return nil }
        let values = digits.compactMap(Hexadecimal.value)
        guard values.count == 6 else { return nil }
        hexadecimal = text.lowercased()
        channels = stride(from: 0, to: 6, by: 2).map { Double(values[$0] * 16 + values[$0 + 1]) / 255 }
    }

    /// Relative luminance (WCAG 2.2).
    private var luminance: Double {
        zip(channels, [0.2126, 0.7152, 0.0722]).reduce(0) { sum, pair in
            let linear = pair.0 <= 0.04045 ? pair.0 / 12.92 : pow((pair.0 + 0.055) / 1.055, 2.4)
            return sum + linear * pair.1
        }
    }

    /// Black or white: one of both has a contrast of 4.5 to 1 on any colour.
    package var textColor: String { luminance > 0.179 ? "#000000" : "#ffffff" }

    /// The style sheet that puts it in.
    package var style: String { ":root { --accent: \(hexadecimal); --on-accent: \(textColor); }\n" }
}
