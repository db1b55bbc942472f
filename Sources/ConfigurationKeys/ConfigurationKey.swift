/// A key of the configuration file, declared once: the reader refuses what is not declared, and the schema for editors,
/// `config explain`, the tables of the documentation and the names of environment variables follow from it.
package struct ConfigurationKey: Sendable {
    /// What counts when the key is absent.
    package enum Standard: Sendable, Hashable {
        /// There is no start without it.
        case required
        /// Nothing: what it is for does not happen.
        case absent
        /// An empty list or mapping.
        case empty
        /// The section is always there; its keys have standards of their own.
        case section
        /// This value, as it would be written.
        case value(String)
        /// What the words say, in Markdown.
        case described(String)
    }

    /// Its name in the mapping that holds it.
    package let name: String
    /// What its value may be.
    package let kind: ValueKind
    /// What counts when it is absent.
    package let standard: Standard
    /// What it is for, in Markdown; empty for a section that needs no words.
    package let meaning: String
    /// Whether a change waits for the next start: a SIGHUP does not take it.
    package let needsRestart: Bool
    /// Whether the value itself is a secret, which is shown to nobody.
    package let isSecret: Bool

    init(
        name: String, _ kind: ValueKind, _ standard: Standard, _ meaning: String = "", needsRestart: Bool = false,
        isSecret: Bool = false
    ) {
        self.name = name
        self.kind = kind
        self.standard = standard
        self.meaning = meaning
        self.needsRestart = needsRestart
        self.isSecret = isSecret
    }
}
