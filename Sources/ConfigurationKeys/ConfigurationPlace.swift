import Encodings

/// A place in the configuration file: the steps to it, with what may stand there.
package struct ConfigurationPlace: Sendable {
    /// A step down from a value to one in it.
    package enum Step: Sendable, Hashable {
        /// To the value of a key.
        case key(String)
        /// To an element of a list; nil stands for any.
        case element(Int?)
        /// To a value of a mapping with names of the user's choice.
        case name
    }

    /// The steps from the top of the file.
    package let steps: [Step]
    /// The key that was passed last.
    package let key: ConfigurationKey
    /// What may stand there: a value of the key, or an element of it.
    package let kind: ValueKind

    /// The path, as errors and the documentation write it: `accounts[0].roles[].name`.
    package var path: String {
        var path = ""
        for step in steps {
            switch step {
            case .key(let name): path += path.isEmpty ? name : ".\(name)"
            case .element(let index): path += "[\(index.map(String.init) ?? "")]"
            case .name: path += ".<name>"
            }
        }
        return path
    }

    /// The environment variable that goes before the value in the file, with `0` for the elements of lists.
    ///
    /// Nil below names of the user's choice: those are given as YAML, all at once.
    package var variable: String? {
        var parts = ["SALLYPORT"]
        for step in steps {
            switch step {
            case .key(let name): parts.append(EnvironmentName.word(of: name))
            case .element(let index): parts.append("\(index ?? 0)")
            case .name: return nil
            }
        }
        return parts.joined(separator: "_")
    }

    /// Every place that a key can be at, in the order of the declaration.
    package static let all = places(of: ConfigurationKeys.root, below: [])

    private static func places(of section: ConfigurationSection, below steps: [Step]) -> [ConfigurationPlace] {
        section.keys.flatMap { key in
            let steps = steps + [.key(key.name)]
            let own = ConfigurationPlace(steps: steps, key: key, kind: key.kind)
            return [own] + below(key.kind, steps)
        }
    }

    private static func below(_ kind: ValueKind, _ steps: [Step]) -> [ConfigurationPlace] {
        switch kind {
        case .mapping(let section), .textOrMapping(let section, _), .wordOrMapping(_, let section):
            places(of: section, below: steps)
        case .list(let element, _): below(element, steps + [.element(nil)])
        case .names(let value, _): below(value, steps + [.name])
        case .text, .path, .boolean, .integer, .word, .policy, .textOrList: []
        }
    }

    /// The place that a path names, with or without indices: `accounts[0].roles[].name`, `accounts.roles.name`.
    package static func named(_ path: String) -> ConfigurationPlace? {
        let wanted = plain(path)
        return all.first { plain($0.path) == wanted }
    }

    /// The paths that come nearest to one that is not there.
    package static func near(_ path: String) -> [String] {
        NearestTexts.texts(to: plain(path), among: all.map { plain($0.path) }).compactMap { named($0)?.path }
    }

    /// A path without its indices, as people type it.
    private static func plain(_ path: String) -> String {
        path.replacing(/\[[0-9]*\]/, with: "").replacing(".<name>", with: "")
    }
}
