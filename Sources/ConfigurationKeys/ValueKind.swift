/// What the value of a configuration key may be.
package indirect enum ValueKind: Sendable {
    /// A text; `type` describes it in Markdown, `pattern` is a regular expression (ECMA-262) for editors.
    case text(type: String, pattern: String?)
    /// A text that names a file or folder, relative to the folder of the configuration file.
    case path
    /// `true` or `false`.
    case boolean
    /// A whole number.
    case integer(ClosedRange<Int>)
    /// One of a few words.
    case word([String])
    /// A list whose elements are all of one kind.
    case list(ValueKind, type: String)
    /// A mapping with keys that are declared.
    case mapping(ConfigurationSection)
    /// A mapping from names of the user's choice to values of one kind.
    case names(ValueKind, type: String)
    /// A policy: the path of a JSON file, or the policy in place.
    case policy
    /// A text, or a mapping with keys that are declared.
    case textOrMapping(ConfigurationSection, type: String)
    /// One of a few words, or a mapping with keys that are declared.
    case wordOrMapping([String], ConfigurationSection)
    /// A text, or a list of texts.
    case textOrList

    /// Any text.
    static let text = ValueKind.text(type: "text", pattern: nil)

    /// A text of a form that `type` describes.
    static func text(_ type: String, pattern: String? = nil) -> ValueKind { .text(type: type, pattern: pattern) }

    /// An http or https URL.
    static func url(_ type: String = "URL") -> ValueKind { .text(type: type, pattern: "^https?://") }

    /// The section of which its values, or their elements, are mappings.
    package var section: ConfigurationSection? {
        switch self {
        case .mapping(let section), .textOrMapping(let section, _), .wordOrMapping(_, let section): section
        case .list(let element, _), .names(let element, _): element.section
        case .text, .path, .boolean, .integer, .word, .policy, .textOrList: nil
        }
    }

    /// What it is called in a table, in Markdown.
    package var type: String {
        switch self {
        case .text(let type, _), .list(_, let type), .names(_, let type), .textOrMapping(_, let type): type
        case .path: "path"
        case .boolean: "true, false"
        case .integer(let range): "\(range.lowerBound) to \(range.upperBound)"
        case .word(let words): words.map { "`\($0)`" }.joined(separator: ", ")
        case .wordOrMapping(let words, _): words.map { "`\($0)`" }.joined(separator: ", ") + ", or a mapping"
        case .textOrList: "text or list"
        case .mapping: "mapping"
        case .policy: "path or mapping"
        }
    }
}
