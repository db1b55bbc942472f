package import ActionCatalogue
import Encodings
package import IAMPolicy

/// What a policy allows or denies of one service, action by action (user guide, "Service Summary" and "Action Summary").
package struct ServiceSummary: Sendable {
    /// One resource of a statement that names the action.
    package struct Entry: Hashable, Sendable {
        /// As it is written, with `all but` in front in a NotResource; `*` where the statement has none.
        package let resource: String
        /// The conditions as `operator key = values`, all of which must hold.
        package let conditions: [String]
        /// Why the statement does not reach the action; nil when it does.
        package let hindrance: String?

        /// The region of the resource; nil for all.
        package var region: String? { part { $0.region } }
        /// The account of the resource; nil for all.
        package var account: String? { part { $0.accountID } }

        private func part(_ get: (ARN) -> String) -> String? {
            ARN(resource).map(get).flatMap { $0.isEmpty || $0 == "*" ? nil : $0 }
        }
    }

    /// One action.
    package struct Action: Sendable {
        /// Without the service, as the table writes it, or as the policy does where the table does not have it.
        package let name: String
        /// nil for one that the table does not have.
        package let level: AccessLevel?
        /// What the statements say, in their order.
        package let entries: [Entry]

        /// Whether any statement reaches it.
        package var isReached: Bool { entries.contains { $0.hindrance == nil } }
    }

    /// The service's namespace.
    package let service: String
    /// Whether the actions are allowed or denied.
    package let effect: PolicyEffect
    /// The actions that the policy names, by level and name; those that the table does not have are the last.
    package let actions: [Action]
    /// How many actions the table has at each level.
    package let known: [AccessLevel: Int]

    /// What is allowed, and what is denied, of a service; nothing where the policy does not name any of its actions.
    package static func summaries(
        of document: PolicyDocument, service name: String, in catalogue: ActionCatalogue = .shared
    ) -> [ServiceSummary] {
        [PolicyEffect.allow, .deny].compactMap { effect in
            let summary = ServiceSummary(
                of: document.statements.filter { $0.effect == effect }, service: name.asciiLowercased, effect: effect,
                in: catalogue)
            return summary.actions.isEmpty ? nil : summary
        }
    }

    private init(
        of statements: [PolicyStatement], service: String, effect: PolicyEffect, in catalogue: ActionCatalogue
    ) {
        self.service = service
        self.effect = effect
        let table = catalogue.service(service)?.actions ?? []
        let all = table.map { name in
            let action = "\(service):\(name)"
            let entries = statements.filter { $0.names(action) }.flatMap { $0.entries(for: action) }
            return Action(name: name, level: catalogue.level(of: action), entries: entries)
        }
        known = Dictionary(grouping: all.compactMap(\.level)) { $0 }.mapValues(\.count)
        actions =
            all.filter { !$0.entries.isEmpty }.sorted { ($0.order, $0.name) < ($1.order, $1.name) }
            + Self.others(statements, service, known: Set(table.map(\.asciiLowercased)))
    }

    /// Actions that are written out, and that the table does not have.
    private static func others(
        _ statements: [PolicyStatement], _ service: String, known: Set<String>
    ) -> [Action] {
        var entries: [String: [Entry]] = [:]
        for statement in statements where !statement.isNotAction {
            for action in statement.actions {
                let parts = action.pieces(separatedBy: UInt8(ascii: ":"))
                guard parts.count == 2, parts[0].asciiLowercased == service, !parts[1].hasWildcard,
                    !known.contains(parts[1].asciiLowercased)
                else { continue }
                entries[parts[1], default: []] += statement.entries(for: action)
            }
        }
        return entries.sorted { $0.key < $1.key }.map { Action(name: $0.key, level: nil, entries: $0.value) }
    }
}

extension ServiceSummary.Action {
    fileprivate var order: Int { level.flatMap(AccessLevel.allCases.firstIndex) ?? AccessLevel.allCases.count }
}

extension PolicyStatement {
    fileprivate func names(_ action: String) -> Bool {
        actions.contains { ActionPattern($0).matches(name: action) } != isNotAction
    }

    fileprivate func entries(for action: String) -> [ServiceSummary.Entry] {
        let hindrance = CatalogueChecks.mismatch(of: action, in: self)
        return (resources.isEmpty ? ["*"] : resourceTexts).map {
            ServiceSummary.Entry(resource: $0, conditions: conditionTexts, hindrance: hindrance)
        }
    }
}
