import Encodings

/// What a policy allows and denies, service by service.
public struct PolicySummary: Hashable, Sendable {
    /// What the policy says about one service.
    public struct Service: Hashable, Sendable {
        /// The service's namespace, `*` for all.
        public let name: String
        /// Whether it is granted or denied.
        public let effect: PolicyEffect
        /// Whether it is everything but the actions.
        public let isNotAction: Bool
        /// The actions, sorted.
        public let actions: [String]
        /// The levels of access that the actions' names tell, in the order of ``AccessLevel``.
        public let accessLevels: [AccessLevel]
        /// Actions whose level is not known.
        public let unclassifiedActions: [String]
        /// The resources, sorted; those of `NotResource` with `all but` in front.
        public let resources: [String]
        /// The conditions as `operator key = values`, sorted.
        public let conditions: [String]
        /// The principals, sorted; empty in policies that have none.
        public let principals: [String]
    }

    /// The services in the order of their names, what is granted before what is denied.
    public let services: [Service]

    /// Summarises a policy.
    public init(_ document: PolicyDocument) {
        var builders: [ServiceKey: ServiceBuilder] = [:]
        for statement in document.statements {
            for action in statement.actions {
                let service =
                    action.pieces(separatedBy: ASCII.colon, maxSplits: 1).first.map { String($0).asciiLowercased }
                    ?? action
                let key = ServiceKey(name: service, effect: statement.effect, isNotAction: statement.isNotAction)
                builders[key, default: ServiceBuilder()].add(action, of: statement)
            }
        }
        services = builders.keys.sorted().compactMap { key in builders[key]?.service(key) }
    }
}

extension PolicyStatement {
    /// The resources as summaries show them; those of `NotResource` with `all but` in front.
    package var resourceTexts: [String] { resources.map { isNotResource ? "all but \($0)" : $0 } }

    /// The conditions as summaries show them: `operator key = values`.
    package var conditionTexts: [String] {
        conditions.map { "\($0.operatorName) \($0.key) = \($0.values.joined(separator: ", "))" }
    }
}

private struct ServiceKey: Hashable, Comparable {
    let name: String
    let effect: PolicyEffect
    let isNotAction: Bool

    static func < (left: ServiceKey, right: ServiceKey) -> Bool {
        let first = (left.effect.rawValue, left.name, left.isNotAction ? 1 : 0)
        return first < (right.effect.rawValue, right.name, right.isNotAction ? 1 : 0)
    }
}

private struct ServiceBuilder {
    private var actions: Set<String> = []
    private var resources: Set<String> = []
    private var conditions: Set<String> = []
    private var principals: Set<String> = []
    /// The statement whose parts were taken over last: it may have many actions of one service.
    private var last: Int?

    mutating func add(_ action: String, of statement: PolicyStatement) {
        actions.insert(action)
        guard last != statement.index else { return }
        last = statement.index
        resources.formUnion(statement.resourceTexts)
        conditions.formUnion(statement.conditionTexts)
        let exception = statement.principal?.isNegated == true ? "all but " : ""
        principals.formUnion(
            statement.principal?.entries.map { exception + ($0.type.map { "\($0.rawValue) " } ?? "") + $0.value } ?? []
        )
    }

    func service(_ key: ServiceKey) -> PolicySummary.Service {
        var levels: Set<AccessLevel> = []
        var unclassified: [String] = []
        for action in actions {
            let name = action.pieces(separatedBy: ASCII.colon, maxSplits: 1).last.map(String.init) ?? action
            if let level = AccessLevel(actionName: name) {
                levels.insert(level)
            } else {
                unclassified.append(action)
            }
        }
        if levels.contains(.full) { levels = [.full] }
        return PolicySummary.Service(
            name: key.name, effect: key.effect, isNotAction: key.isNotAction, actions: actions.sorted(),
            accessLevels: AccessLevel.allCases.filter(levels.contains), unclassifiedActions: unclassified.sorted(),
            resources: resources.sorted(), conditions: conditions.sorted(), principals: principals.sorted())
    }
}
