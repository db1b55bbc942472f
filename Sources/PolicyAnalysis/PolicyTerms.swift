import ActionCatalogue
import Encodings
import IAMPolicy

/// What policies say of a request whose parts are variables: its action, the six parts of its resource, the values of condition
/// keys.
///
/// What cannot be said in terms of strings (numbers, dates, addresses, variables in patterns) is a variable of its own that is
/// true or false as it likes, the same for the same words in both policies. So a request that policies tell apart is never
/// lost, and one that is found may not exist.
struct PolicyTerms {
    /// The names of the variables for a condition key.
    struct Key {
        let name: String
        /// Whether the request has it.
        let isPresent: String
        /// Whether it has several values.
        let isMany: String
        /// Its value, or the first.
        let value: String
    }

    /// Whether the resource is an ARN.
    static let isARN = "isarn"
    /// The action, in lower case.
    static let action = "action"
    /// The parts of an ARN.
    static let parts = (0..<6).map { "r\($0)" }

    /// The keys that occur, in the order in which they do.
    private(set) var keys: [Key] = []
    /// Variables for what is not said in terms.
    private(set) var free: [String] = []
    private var indices: [String: Int] = [:]
    private var freeNames: [String: String] = [:]

    /// That a policy allows the request: a statement does, and none denies it.
    mutating func allowed(by document: PolicyDocument) -> String {
        var (allows, denies): ([String], [String]) = ([], [])
        for statement in document.statements {
            let term = term(of: statement, document.version)
            if statement.effect == .allow { allows.append(term) } else { denies.append(term) }
        }
        return SMTTerm.and([SMTTerm.or(allows), SMTTerm.not(SMTTerm.or(denies))])
    }

    private mutating func term(of statement: PolicyStatement, _ version: PolicyVersion) -> String {
        guard statement.hasActionElement, statement.hasResourceElement else { return "false" }
        let action = SMTTerm.or(statement.actions.map { self.action($0) })
        let resource = SMTTerm.or(statement.resources.map { self.resource($0, version) })
        let conditions = statement.conditions.map { condition($0, version) }
        return SMTTerm.and(
            [
                statement.isNotAction ? SMTTerm.not(action) : action,
                statement.isNotResource ? SMTTerm.not(resource) : resource,
            ] + conditions)
    }

    private mutating func action(_ text: String) -> String {
        let pattern = text.asciiLowercased
        if pattern == "*" { return "true" }
        // A wildcard in the name of a service matches nothing.
        guard let colon = pattern.utf8.firstIndex(of: UInt8(ascii: ":")), !String(pattern[..<colon]).hasWildcard else {
            return "false"
        }
        return SMTTerm.canSay(pattern) ? SMTTerm.matches(Self.action, pattern) : free("action \(pattern)")
    }

    private mutating func resource(_ text: String, _ version: PolicyVersion) -> String {
        switch ResourceShape(text, variablesEnabled: version == .v2012) {
        case .anything: return "true"
        case .nothing: return "false"
        case .parts(let patterns) where SMTTerm.canSay(text):
            return SMTTerm.and([Self.isARN] + zip(Self.parts, patterns).map { SMTTerm.matches($0, $1) })
        case .parts, .variable: return SMTTerm.and([Self.isARN, free("resource \(text)")])
        }
    }

    // MARK: Conditions

    private mutating func condition(_ clause: ConditionClause, _ version: PolicyVersion) -> String {
        // One whose operator nobody knows never holds.
        guard let conditionOperator = clause.conditionOperator else { return "false" }
        let key = key(clause.key)
        let hasVariables = version == .v2012 && clause.values.contains { $0.contains("${") }
        if conditionOperator.comparison == .null, !hasVariables {
            let texts = Set(clause.values.map(\.asciiLowercased))
            return SMTTerm.or(
                (texts.contains("true") ? [SMTTerm.not(key.isPresent)] : [])
                    + (texts.contains("false") ? [key.isPresent] : []))
        }
        let words = "\(conditionOperator) \(key.name) \(hasVariables) \(clause.values)"
        let known = hasVariables ? nil : match(clause.values, conditionOperator.comparison, key.value)
        let single = known ?? free("one \(words)")
        let several = conditionOperator.setQualifier == nil ? "false" : free("several \(words)")
        return "(ite \(key.isPresent) (ite \(key.isMany) \(several) \(single)) \(conditionOperator.holdsWithoutKey))"
    }

    /// That the one value of a key is what an operator asks for; nil when that is not said in terms.
    private func match(
        _ values: [String], _ comparison: ConditionOperator.Comparison, _ variable: String
    ) -> String? {
        guard values.allSatisfy(SMTTerm.canSay) else { return nil }
        let matched: [String]
        switch comparison {
        case .stringEquals, .stringNotEquals: matched = values.map { SMTTerm.equals(variable, $0) }
        case .stringLike, .stringNotLike: matched = values.map { SMTTerm.matches(variable, $0) }
        default: return nil
        }
        return comparison.isNegated ? SMTTerm.not(SMTTerm.or(matched)) : SMTTerm.or(matched)
    }

    private mutating func key(_ name: String) -> Key {
        let name = name.asciiLowercased
        if let index = indices[name] { return keys[index] }
        let index = keys.count
        let key = Key(name: name, isPresent: "p\(index)", isMany: "m\(index)", value: "v\(index)")
        indices[name] = index
        keys.append(key)
        return key
    }

    private mutating func free(_ words: String) -> String {
        if let name = freeNames[words] { return name }
        let name = "f\(free.count)"
        freeNames[words] = name
        free.append(name)
        return name
    }
}

extension ConditionOperator {
    /// Whether a test holds for a request that does not have its key.
    fileprivate var holdsWithoutKey: Bool {
        if ifExists { return true }
        return switch setQualifier {
        case .forAllValues: true
        case .forAnyValue: false
        case nil: comparison.isNegated
        }
    }
}
