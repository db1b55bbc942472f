/// A policy as the second evaluator holds it: nothing is compiled, checked or shared with the first one.
struct NaivePolicy {
    var hasVariables = true
    var statements: [NaiveStatement]

    /// As a person would write it.
    var json: String {
        let version = hasVariables ? "2012-10-17" : "2008-10-17"
        return "{\"Version\": \"\(version)\", \"Statement\": [\(statements.map(\.json).joined(separator: ", "))]}"
    }
}

struct NaiveStatement {
    var isAllow: Bool
    /// `Principal` or `NotPrincipal`, nil in policies of a caller.
    var principals: Principals?
    var isNotAction = false
    var actions: [String]
    var isNotResource = false
    var resources: [String]
    var conditions: [Condition] = []

    struct Principals {
        var isNot: Bool
        /// Type and name; a type of nil stands for the bare text `*`.
        var names: [(type: String?, name: String)]
    }

    struct Condition {
        var name: String
        var key: String
        var values: [String]
    }

    var json: String {
        var members = ["\"Effect\": \"\(isAllow ? "Allow" : "Deny")\""]
        if let principals { members.append(principals.json) }
        members.append("\"\(isNotAction ? "NotAction" : "Action")\": \(Self.list(actions))")
        members.append("\"\(isNotResource ? "NotResource" : "Resource")\": \(Self.list(resources))")
        if !conditions.isEmpty {
            let operators = Dictionary(grouping: conditions, by: \.name).sorted { $0.key < $1.key }
            let blocks = operators.map { name, conditions in
                let keys = conditions.map { "\"\($0.key)\": \(Self.list($0.values))" }.joined(separator: ", ")
                return "\"\(name)\": {\(keys)}"
            }
            members.append("\"Condition\": {\(blocks.joined(separator: ", "))}")
        }
        return "{\(members.joined(separator: ", "))}"
    }

    /// One text stands alone, several in a list.
    static func list(_ texts: [String]) -> String {
        let quoted = texts.map { "\"\($0)\"" }.joined(separator: ", ")
        return texts.count == 1 ? quoted : "[\(quoted)]"
    }
}

extension NaiveStatement.Principals {
    var json: String {
        let element = isNot ? "NotPrincipal" : "Principal"
        if names.contains(where: { $0.type == nil }) { return "\"\(element)\": \"*\"" }
        let types = Dictionary(grouping: names) { $0.type ?? "" }.sorted { $0.key < $1.key }
        let members = types.map { type, names in "\"\(type)\": \(NaiveStatement.list(names.map(\.name)))" }
        return "\"\(element)\": {\(members.joined(separator: ", "))}"
    }
}

/// Who asks for what, and which policies have a say.
struct NaiveCase {
    var identity: [NaivePolicy] = []
    var resource: NaivePolicy?
    var session: [NaivePolicy] = []
    var boundaries: [NaivePolicy] = []
    var serviceControl: [[NaivePolicy]] = []
    var caller: NaiveCaller
}

enum NaiveCaller: CaseIterable {
    case user, otherUser, roleSession, federatedUser, root, otherRoot, service, anonymous

    var account: String? {
        switch self {
        case .user, .roleSession, .federatedUser, .root: "123456789012"
        case .otherUser, .otherRoot: "210987654321"
        case .service, .anonymous: nil
        }
    }

    /// The ARN of what asks, from the account down: account, role, user or session.
    var levels: [String] {
        guard let account else { return [] }
        let top = "arn:aws:iam::\(account):root"
        switch self {
        case .user: return [top, "arn:aws:iam::\(account):user/team/ana"]
        case .otherUser: return [top, "arn:aws:iam::\(account):user/ben"]
        case .roleSession:
            return [
                top, "arn:aws:iam::\(account):role/ops/Operator", "arn:aws:sts::\(account):assumed-role/Operator/ana",
            ]
        case .federatedUser: return [top, "arn:aws:sts::\(account):federated-user/ana"]
        default: return [top]
        }
    }

    var isRoot: Bool { self == .root || self == .otherRoot }
    static let serviceName = "lambda.amazonaws.com"
}

struct NaiveRequest {
    var action: String
    var resource: String
    /// Who owns the resource, where the ARN does not tell.
    var resourceAccount: String?
    var keys: [String: [String]]
}
