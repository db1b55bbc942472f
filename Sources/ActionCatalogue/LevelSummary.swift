package import IAMPolicy

/// How far a policy reaches into one service, level by level.
package struct LevelSummary: Sendable {
    /// Whether a policy reaches all actions of a level.
    package enum Extent: String, Sendable {
        case full = "Full"
        case limited = "Limited"
    }

    /// The levels that are reached, in the order of ``AccessLevel``.
    package let levels: [(level: AccessLevel, extent: Extent)]
    /// Actions that the table does not have, as they are written; wildcards are taken for what they match.
    package let uncategorised: [String]

    /// What a service of a summary comes to; `nil` when the table does not have the service.
    package init?(_ summarised: PolicySummary.Service, in catalogue: ActionCatalogue = .shared) {
        guard let service = catalogue.service(summarised.name) else { return nil }
        let patterns = summarised.actions.map(ActionPattern.init)
        func isReached(_ action: String) -> Bool {
            let name = "\(service.prefix):\(action)"
            return patterns.contains { $0.matches(name: name) } != summarised.isNotAction
        }
        var levels: [(level: AccessLevel, extent: Extent)] = []
        let byLevel = Dictionary(grouping: service.actions) { catalogue.level(of: "\(service.prefix):\($0)") }
        for level in AccessLevel.allCases {
            guard let actions = byLevel[level] else { continue }
            let reached = actions.count(where: isReached)
            guard reached > 0 else { continue }
            levels.append((level, reached == actions.count ? .full : .limited))
        }
        self.levels = levels
        uncategorised = summarised.actions.filter { action in
            let name = action.split(separator: ":", maxSplits: 1).last.map(String.init) ?? action
            return !name.hasWildcard && !service.has(name)
        }
    }
}
