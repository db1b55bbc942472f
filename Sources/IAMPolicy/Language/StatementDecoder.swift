import Encodings

/// Turns one JSON object into a statement.
struct StatementDecoder {
    struct Problem {
        let detail: String
        let offset: Int
    }

    private(set) var problems: [Problem] = []
    let index: Int
    let variablesEnabled: Bool

    private var effect: PolicyEffect?
    private(set) var sid: String?
    private(set) var principal: PrincipalElement?
    private(set) var actions: [PolicyStatement.Located] = []
    private(set) var resources: [PolicyStatement.Located] = []
    private(set) var isNotAction = false
    private(set) var isNotResource = false
    private(set) var conditions: [ConditionClause] = []
    private(set) var places = StatementPlaces()

    init(index: Int, variablesEnabled: Bool) {
        self.index = index
        self.variablesEnabled = variablesEnabled
    }

    /// `nil` when there is a problem.
    mutating func decode(_ node: JSONNode) -> PolicyStatement? {
        guard let members = node.members else {
            refuse("a statement is a JSON object", at: node.start)
            return nil
        }
        for member in members { decode(member) }
        if places.effect == nil { refuse("the statement has no Effect", at: node.start) }
        guard problems.isEmpty, let effect else { return nil }
        return PolicyStatement(self, effect: effect, range: SourceRange(start: node.start, end: node.end))
    }

    private mutating func decode(_ member: JSONNode.Member) {
        switch member.key {
        case "Sid": decodeSid(member)
        case "Effect": decodeEffect(member)
        case "Principal", "NotPrincipal": decodePrincipal(member)
        case "Action", "NotAction":
            if places.action != nil { refuse("Action and NotAction exclude each other", at: member.keyStart) }
            places.action = member.keyStart
            isNotAction = member.key == "NotAction"
            actions = decodeTexts(member.node, of: member.key)
        case "Resource", "NotResource":
            if places.resource != nil { refuse("Resource and NotResource exclude each other", at: member.keyStart) }
            places.resource = member.keyStart
            isNotResource = member.key == "NotResource"
            resources = decodeTexts(member.node, of: member.key)
        case "Condition": decodeCondition(member)
        default: refuse("unknown element \"\(member.key)\"", at: member.keyStart)
        }
    }

    private mutating func decodeSid(_ member: JSONNode.Member) {
        places.sid = member.node.start
        sid = member.node.string
        if sid == nil { refuse("Sid is a string", at: member.node.start) }
    }

    private mutating func decodeEffect(_ member: JSONNode.Member) {
        places.effect = member.node.start
        effect = member.node.string.flatMap(PolicyEffect.init(rawValue:))
        guard effect == nil else { return }
        places.hasExactEffect = false
        switch member.node.string?.asciiLowercased {
        case "allow": effect = .allow
        case "deny": effect = .deny
        default: refuse("Effect is \"Allow\" or \"Deny\"", at: member.node.start)
        }
    }

    /// Reads a string, or an array of strings in which `null` counts for nothing.
    private mutating func decodeTexts(_ node: JSONNode, of element: String) -> [PolicyStatement.Located] {
        if let text = node.string { return [PolicyStatement.Located(text: text, offset: node.start)] }
        guard let nodes = node.elements else {
            refuse("\(element) is a string or an array of strings", at: node.start)
            return []
        }
        var texts: [PolicyStatement.Located] = []
        texts.reserveCapacity(nodes.count)
        for node in nodes {
            switch node.value {
            case .string(let text): texts.append(PolicyStatement.Located(text: text, offset: node.start))
            case .null: continue
            default: refuse("\(element) holds strings", at: node.start)
            }
        }
        return texts
    }

    private mutating func decodePrincipal(_ member: JSONNode.Member) {
        if principal != nil { refuse("Principal and NotPrincipal exclude each other", at: member.keyStart) }
        var entries: [PrincipalElement.Entry] = []
        if let text = member.node.string {
            entries = [PrincipalElement.Entry(type: nil, value: text, offset: member.node.start)]
        } else if let members = member.node.members {
            for typed in members {
                guard let type = PrincipalElement.PrincipalType(rawValue: typed.key) else {
                    refuse("unknown type of principal \"\(typed.key)\"", at: typed.keyStart)
                    continue
                }
                entries += decodeTexts(typed.node, of: typed.key).map {
                    PrincipalElement.Entry(type: type, value: $0.text, offset: $0.offset)
                }
            }
        } else {
            refuse("\(member.key) is \"*\" or an object", at: member.node.start)
        }
        principal = PrincipalElement(isNegated: member.key == "NotPrincipal", entries: entries, offset: member.keyStart)
    }

    private mutating func decodeCondition(_ member: JSONNode.Member) {
        places.condition = member.keyStart
        guard let operators = member.node.members else {
            refuse("Condition is an object", at: member.node.start)
            return
        }
        for condition in operators {
            guard let tests = condition.node.members else {
                refuse("a condition operator holds an object of keys and values", at: condition.node.start)
                continue
            }
            for test in tests {
                conditions.append(
                    ConditionClause(
                        operatorName: condition.key, key: test.key, values: decodeValues(test.node),
                        operatorOffset: condition.keyStart, keyOffset: test.keyStart, variablesEnabled: variablesEnabled
                    ))
            }
        }
    }

    private mutating func decodeValues(_ node: JSONNode) -> [String] {
        var values: [String] = []
        for node in node.elements ?? [node] {
            switch node.value {
            case .string(let text), .number(let text): values.append(text)
            case .bool(let bool): values.append(bool ? "true" : "false")
            case .null, .array, .object: refuse("a condition's value is a string, number or Boolean", at: node.start)
            }
        }
        return values
    }

    private mutating func refuse(_ detail: String, at offset: Int) {
        problems.append(Problem(detail: detail, offset: offset))
    }
}
