/// A table of keys in the documentation.
package struct KeyTable {
    /// The heading below which it stands: the path of the section, or `Keys` for the top of the file.
    package let heading: String
    /// Its lines, in Markdown.
    package let lines: [String]

    /// All tables, in the order of the declaration.
    package static let all: [KeyTable] =
        [KeyTable(ConfigurationKeys.root, at: "")]
        + ConfigurationPlace.all.compactMap { place in
            guard let section = place.kind.section, section.hasOwnTable else { return nil }
            return KeyTable(section, at: place.path + (place.kind.isList ? "[]" : ""))
        }

    private init(_ section: ConfigurationSection, at path: String) {
        heading = path.isEmpty ? "Keys" : path
        let beginning = path.isEmpty ? "" : path + "."
        let others = ConfigurationPlace.all.filter {
            $0.kind.section?.hasOwnTable == true && $0.path != path && $0.path.hasPrefix(beginning)
                && !path.hasPrefix($0.path)
        }
        let rows = ConfigurationPlace.all.filter { place in
            place.path.hasPrefix(beginning) && !place.key.meaning.isEmpty
                && !others.contains { place.path.hasPrefix($0.path + ".") || place.path.hasPrefix($0.path + "[") }
        }
        lines =
            ["| key | type | default | meaning |", "| --- | --- | --- | --- |"]
            + rows.map { Self.row($0, name: String($0.path.dropFirst(beginning.count))) }
    }

    private static func row(_ place: ConfigurationPlace, name: String) -> String {
        let key = place.key
        return "| `\(name)` | \(key.kind.type) | \(key.standard.text) | \(key.meaning) |"
    }
}

extension ValueKind {
    fileprivate var isList: Bool {
        guard case .list = self else { return false }
        return true
    }
}

extension ConfigurationKey.Standard {
    /// What a table says, in Markdown.
    package var text: String {
        switch self {
        case .required: "required"
        case .absent: "-"
        case .empty: "none"
        case .section: ""
        case .value(let value): "`\(value)`"
        case .described(let text): text
        }
    }
}
