import Encodings
package import IAMPolicy

/// What is known of services: their actions, how far these reach, and the condition keys.
///
/// It is a table of a day that has passed: a service or an action that it does not have may well be there.
package struct ActionCatalogue: Sendable {
    /// One service.
    package struct Service: Sendable {
        /// What its actions begin with.
        package let prefix: String
        /// The level of each action, by its name in lower case; `nil` when the table names the action only.
        fileprivate(set) var levels: [String: AccessLevel?] = [:]
        /// The names of the actions as the service writes them.
        package fileprivate(set) var actions: [String] = []
        /// The names of the condition keys, without the prefix; what ends in a slash is followed by a name of one's choice.
        package fileprivate(set) var keys: [String] = []

        /// Whether there is such an action, in any case of its letters.
        package func has(_ action: String) -> Bool { levels[action.asciiLowercased] != nil }

        /// The level of an action; `nil` when it is not known.
        package func level(of action: String) -> AccessLevel? { levels[action.asciiLowercased] ?? nil }
    }

    /// The table that the program has.
    package static let shared = ActionCatalogue(rows: ActionTable.rows.joined(separator: "\n"))
    /// Where it comes from and of when it is.
    package static let origin = "\(ActionTable.source), \(ActionTable.date)"

    private var services: [String: Service] = [:]

    /// Reads rows of a service, a letter and names, separated by blanks; rows of another form are passed over.
    package init(rows: String) {
        for row in rows.split(separator: "\n") {
            let words = row.split(separator: " ").map(String.init)
            guard words.count > 2, let prefix = words.first else { continue }
            var service = services.removeValue(forKey: prefix) ?? Service(prefix: prefix)
            service.add(words.dropFirst(2), letter: words[1])
            services[prefix] = service
        }
    }

    /// The same with further actions of a service, whose names tell their levels.
    package func adding(_ actions: some Sequence<String>, to prefix: String) -> ActionCatalogue {
        var catalogue = self
        var service = services[prefix] ?? Service(prefix: prefix)
        let missing = actions.filter { !service.has($0) }
        service.add(missing[...], letter: "U")
        catalogue.services[prefix] = service
        return catalogue
    }

    /// The names of all services, sorted.
    package var prefixes: [String] { services.keys.sorted() }

    /// A service by the prefix of its actions, in any case; `nil` when the table does not have it.
    package func service(_ prefix: String) -> Service? { services[prefix.asciiLowercased] }

    /// The level of `service:Action`: the table's, else what the name tells.
    package func level(of action: String) -> AccessLevel? {
        let parts = action.pieces(separatedBy: UInt8(ascii: ":"))
        guard parts.count == 2 else { return nil }
        return service(parts[0])?.level(of: parts[1]) ?? AccessLevel(actionName: parts[1])
    }
}

extension ActionCatalogue.Service {
    fileprivate init(prefix: String) { self.prefix = prefix }

    fileprivate mutating func add(_ names: ArraySlice<String>, letter: String) {
        if letter == "K" {
            keys += names
            return
        }
        let level: AccessLevel? =
            switch letter {
            case "L": .list
            case "R": .read
            case "W": .write
            case "P": .permissionsManagement
            case "T": .tagging
            default: nil
            }
        actions += names
        for name in names { levels.updateValue(level, forKey: name.asciiLowercased) }
    }
}

extension String {
    /// Whether it is a pattern rather than a name.
    package var hasWildcard: Bool { utf8.contains { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") } }
}
