import Accounts
import Encodings

/// Violations of the constraints on parameters, all of which go into one `ValidationError`, as AWS writes them.
struct ConstraintViolations {
    private var texts: [String] = []

    /// Bounds on the number of characters.
    mutating func checkLength(_ value: String, _ name: String, _ range: ClosedRange<Int>) {
        // A character has at least one byte, so most texts need no walk.
        let isLong = value.utf8.count > range.upperBound && value.unicodeScalars.count > range.upperBound
        let isShort =
            value.utf8.count < range.lowerBound
            || (value.utf8.count < range.lowerBound * 4 && value.unicodeScalars.count < range.lowerBound)
        guard isLong || isShort else { return }
        let bound =
            isLong ? "less than or equal to \(range.upperBound)" : "greater than or equal to \(range.lowerBound)"
        add(value, name, "Member must have length \(bound)")
    }

    /// Bounds on a number.
    mutating func checkValue(_ number: Int, _ name: String, _ range: ClosedRange<Int>) {
        guard !range.contains(number) else { return }
        let bound =
            number < range.lowerBound
            ? "greater than or equal to \(range.lowerBound)" : "less than or equal to \(range.upperBound)"
        add(String(number), name, "Member must have value \(bound)")
    }

    /// A name of `range` characters, each of which may stand in session names or is one of `others`.
    mutating func checkName(
        _ value: String, _ name: String, _ range: ClosedRange<Int>, others: String = "",
        pattern: String = #"[\w+=,.@-]*"#
    ) {
        if !value.utf8.allSatisfy({ EntityName.isNameByte($0) || others.utf8.contains($0) }) {
            add(value, name, "Member must satisfy regular expression pattern: \(pattern)")
        }
        checkLength(value, name, range)
    }

    /// A violation of another constraint.
    mutating func add(_ value: String?, _ name: String, _ constraint: String) {
        let subject = value.map { "Value '\($0.cut(to: 2_048))' at '\(name)'" } ?? "Value at '\(name)'"
        texts.append("\(subject) failed to satisfy constraint: \(constraint)")
    }

    /// Throws `ValidationError` with all of them.
    func check() throws(STSError) {
        guard !texts.isEmpty else { return }
        let count = texts.count == 1 ? "1 validation error" : "\(texts.count) validation errors"
        let message = "\(count) detected: \(texts.joined(separator: "; "))"
        throw STSError(.validationError, message, cause: message.cut(to: 600))
    }
}
