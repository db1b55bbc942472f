import Encodings
package import IAMPolicy

/// The services that policies grant anything of, whatever else denies it.
package struct GrantedServices: Sendable {
    /// The statements that allow something.
    private let grants: [ServiceGrant]

    /// Reads the policies.
    package init(_ documents: [PolicyDocument], catalogue: ActionCatalogue = .shared) {
        grants = documents.flatMap(\.statements).filter { $0.effect == .allow }.map {
            ServiceGrant($0, catalogue: catalogue)
        }
    }

    /// The services' names in policies, sorted: those that are named, and the best known ones where others are meant as well.
    package var namespaces: [String] {
        let named = grants.reduce(into: Set<String>()) { $0.formUnion($1.named) }
        let meant = grants.contains(where: \.isOfUnnamed) ? named.union(ServiceNames.known.keys) : named
        return meant.filter { grants($0) }.sorted()
    }

    /// Whether an action of a service is granted.
    package func grants(_ namespace: String) -> Bool {
        let service = namespace.asciiLowercased
        return grants.contains { $0.reaches(service) }
    }

    /// Whether an action of a service is granted.
    package func grants(_ namespace: String, action: String) -> Bool {
        let service = namespace.asciiLowercased
        return grants.contains { $0.reaches(service, action: action) }
    }
}

/// What one statement grants, by service.
private struct ServiceGrant: Sendable {
    /// An action or a pattern of actions of one service.
    private struct Entry: Sendable {
        let pattern: ActionPattern
        let isName: Bool
        /// `service:*`.
        let isWholeService: Bool
    }

    private let catalogue: ActionCatalogue
    private let isNotAction: Bool
    private let isEverything: Bool
    private let entries: [String: [Entry]]

    init(_ statement: PolicyStatement, catalogue: ActionCatalogue) {
        self.catalogue = catalogue
        isNotAction = statement.isNotAction
        isEverything = statement.actions.contains("*")
        var entries: [String: [Entry]] = [:]
        for (service, entry) in statement.actions.compactMap(Self.entry) { entries[service, default: []].append(entry) }
        self.entries = entries
    }

    /// A wildcard in the name of a service matches nothing.
    private static func entry(_ action: String) -> (service: String, entry: Entry)? {
        let parts = action.split(separator: ":", maxSplits: 1).map(String.init)
        guard parts.count == 2, !parts[0].hasWildcard else { return nil }
        let entry = Entry(
            pattern: ActionPattern(action), isName: !parts[1].hasWildcard, isWholeService: parts[1] == "*")
        return (parts[0].asciiLowercased, entry)
    }

    /// The services that it names in order to grant them.
    var named: [String] { isNotAction ? [] : Array(entries.keys) }

    /// Whether it grants something of services that it does not name.
    var isOfUnnamed: Bool { isNotAction != isEverything }

    /// Whether it grants an action of a service.
    ///
    /// An action that is named in full counts, known or not, for the table may be older than it; a pattern counts when it
    /// matches an action that is known, and each does where the service is not.
    func reaches(_ service: String) -> Bool {
        guard !isEverything else { return !isNotAction }
        guard let entries = entries[service] else { return isNotAction }
        let known = catalogue.service(service)?.actions ?? []
        if isNotAction {
            if entries.contains(where: \.isWholeService) { return false }
            return known.isEmpty
                || known.contains { name in !entries.contains { $0.pattern.matches(name: "\(service):\(name)") } }
        }
        return entries.contains { entry in
            entry.isName || entry.isWholeService || known.isEmpty
                || known.contains { entry.pattern.matches(name: "\(service):\($0)") }
        }
    }

    /// Whether it grants one action.
    func reaches(_ service: String, action: String) -> Bool {
        guard !isEverything else { return !isNotAction }
        let isMeant = entries[service]?.contains { $0.pattern.matches(name: "\(service):\(action)") } ?? false
        return isMeant != isNotAction
    }
}
