import Foundation

/// The texts of the pages in one language: a file of JSON, a member for each.
///
/// What a text speaks of stands in braces: `{time} left`.
package struct Texts: Sendable {
    /// All of them, by name, as templates take them.
    package let all: [String: String]

    /// Reads the file of a language; throws when it is not what it should be.
    package init(_ language: Language) throws {
        let file =
            switch language {
            case .english: PackageResources.en_json
            case .german: PackageResources.de_json
            }
        all = try JSONDecoder().decode([String: String].self, from: Data(file))
    }

    /// A text; its name when the file has none, which a test rules out.
    package subscript(_ name: TextName) -> String { all[name.rawValue] ?? name.rawValue }

    /// A text with values in the places of their names.
    package func text(_ name: TextName, _ values: [String: String]) -> String {
        var result = ""
        var rest = self[name][...]
        // From left to right, so that a value that looks like a name stays what it is.
        while let start = rest.firstIndex(of: "{"), let end = rest[start...].firstIndex(of: "}") {
            result += rest[..<start]
            let key = String(rest[rest.index(after: start)..<end])
            result += values[key] ?? String(rest[start...end])
            rest = rest[rest.index(after: end)...]
        }
        return result + rest
    }

    /// A time such as `1 h 20 min`.
    package func time(seconds: Int) -> String {
        let (hours, minutes) = (seconds / 3_600, seconds / 60 % 60)
        if hours > 0, minutes > 0 { return text(.hoursMinutes, ["hours": "\(hours)", "minutes": "\(minutes)"]) }
        if hours > 0 { return text(.hours, ["hours": "\(hours)"]) }
        if minutes > 0 { return text(.minutes, ["minutes": "\(minutes)"]) }
        return text(.seconds, ["seconds": "\(max(seconds, 0))"])
    }
}
