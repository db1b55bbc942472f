/// A mapping of the configuration file: the keys that may stand in it.
package struct ConfigurationSection: Sendable {
    /// The keys, in the order in which the documentation has them.
    package let keys: [ConfigurationKey]
    /// Whether the documentation has a table for it alone; its keys stand in that of the section around it otherwise.
    package let hasOwnTable: Bool

    init(hasOwnTable: Bool = false, _ keys: [ConfigurationKey]) {
        self.keys = keys
        self.hasOwnTable = hasOwnTable
    }

    /// The key of a name; nil when there is none.
    package func key(_ name: String) -> ConfigurationKey? { keys.first { $0.name == name } }
}
