package import Encodings

/// A statement of a policy for a state machine.
public struct StateMachineStatement: Hashable, Sendable {
    /// Whether it denies: only the one statement does that a state machine without tasks has.
    public let isDeny: Bool
    /// The actions, in the order in which they were first needed.
    public let actions: [String]
    /// The resources, sorted.
    public let resources: [String]
    /// What must hold besides.
    public let condition: RequiredCondition?

    /// For a role that needs nothing, since a policy without a statement is none.
    static let nothing = StateMachineStatement(isDeny: true, actions: ["*"], resources: ["*"], condition: nil)

    private struct Key: Hashable {
        let service: String
        let resources: [String]
        let condition: RequiredCondition?
    }

    /// One statement for all actions of a service that have resources and condition in common.
    static func statements(granting access: [RequiredAccess]) -> [StateMachineStatement] {
        var keys: [Key] = []
        var actions: [Key: [String]] = [:]
        for need in access {
            let service = need.action.pieces(separatedBy: UInt8(ascii: ":"), maxSplits: 1).first ?? need.action
            let key = Key(service: service, resources: need.resources, condition: need.condition)
            if actions[key] == nil { keys.append(key) }
            actions[key, default: []].append(need.action)
        }
        return keys.map {
            StateMachineStatement(
                isDeny: false, actions: actions[$0] ?? [], resources: $0.resources, condition: $0.condition)
        }
    }

    /// The statement as policies have it.
    package var json: JSONValue {
        var members = [
            JSONMember("Effect", isDeny ? "Deny" : "Allow"), JSONMember("Action", Self.oneOrMore(actions)),
            JSONMember("Resource", Self.oneOrMore(resources)),
        ]
        if let condition {
            let test = JSONMember(condition.key, Self.oneOrMore(condition.values))
            members.append(JSONMember("Condition", .object([JSONMember(condition.operatorName, .object([test]))])))
        }
        return .object(members)
    }

    private static func oneOrMore(_ texts: [String]) -> JSONValue {
        guard texts.count == 1, let only = texts.first else { return .strings(texts) }
        return .string(only)
    }
}
