import Encodings

extension PolicyDocument {
    /// The condition keys that policies refer to in conditions and variables, sorted, each once, as first written.
    ///
    /// This is what the IAM action `GetContextKeysForCustomPolicy` answers.
    public static func contextKeys(referencedBy documents: [PolicyDocument]) -> [String] {
        var names: [ExactText: String] = [:]
        for statement in documents.lazy.flatMap(\.statements) {
            for clause in statement.conditions {
                add(clause.key, to: &names)
                for variable in clause.variables { add(variable.name, to: &names) }
            }
            for variable in statement.patterns.resources.lazy.flatMap(\.variables) { add(variable.name, to: &names) }
        }
        return names.values.sorted()
    }

    private static func add(_ name: String, to names: inout [ExactText: String]) {
        let key = ExactText(name.asciiLowercased)
        if names[key] == nil { names[key] = name }
    }
}

extension PolicySet {
    /// The condition keys that the policies refer to, sorted.
    public var contextKeys: [String] {
        PolicyDocument.contextKeys(referencedBy: all.map(\.policy.document))
    }

    /// The same set with only those policies that have one of the names.
    public func selecting(_ names: Set<String>) -> PolicySet {
        func selected(_ policies: [AttachedPolicy]) -> [AttachedPolicy] {
            policies.filter { names.contains($0.name) }
        }
        return PolicySet(
            identity: selected(identity), resource: resource.flatMap { names.contains($0.name) ? $0 : nil },
            session: selected(session), boundaries: selected(boundaries),
            serviceControl: serviceControl.map(selected).filter { !$0.isEmpty })
    }
}
