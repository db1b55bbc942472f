import Encodings
import Foundation
import IAMPolicy

/// An instant in a token: seconds since 1970, possibly with a fraction (RFC 7519, section 2).
enum NumericDate {
    /// The instant, or the nearest one that a timestamp can hold; nil when the value is no number.
    static func timestamp(_ node: JSONNode?) -> Timestamp? {
        guard case .number(let text) = node?.value else { return nil }
        if let seconds = Int64(text) { return Timestamp(milliseconds: 0).advanced(bySeconds: seconds) }
        guard let seconds = Double(text), !seconds.isNaN else { return nil }
        return Timestamp(roundingDown: Date(timeIntervalSince1970: seconds))
    }
}
