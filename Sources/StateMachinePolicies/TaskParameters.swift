import Encodings
import IAMPolicy

/// A parameter of a task.
enum TaskParameter {
    /// Written in the definition.
    case fixed(String)
    /// Taken from the input by a path or an expression.
    case dynamic
    case absent
}

/// The `Parameters` or `Arguments` of a task.
struct TaskParameters: Sendable {
    private let node: JSONNode?
    /// Whether texts may be expressions, `{% … %}`.
    private let isJSONata: Bool

    init(_ node: JSONNode?, isJSONata: Bool) {
        self.node = node
        self.isJSONata = isJSONata
    }

    /// The parameter below these keys.
    ///
    /// Throws when it is written in the definition and a policy would take it for a pattern.
    func value(_ path: [String]) throws(DefinitionFault) -> TaskParameter {
        guard let found = find(path) else { return .absent }
        guard let node = found.node else { return .dynamic }
        return try text(of: node).map { .fixed($0) } ?? .dynamic
    }

    /// The texts of a list, or the one text that stands in its place; `nil` when the input tells them, or nothing.
    func values(_ path: [String]) throws(DefinitionFault) -> [String]? {
        guard let node = find(path)?.node else { return nil }
        var texts: [String] = []
        for element in node.elements ?? [node] {
            guard let text = try text(of: element) else { return nil }
            texts.append(text)
        }
        return texts.isEmpty ? nil : texts
    }

    /// The objects of a list; `nil` when the input tells them, or nothing.
    func objects(_ path: [String]) -> [TaskParameters]? {
        find(path)?.node?.elements?.map { TaskParameters($0, isJSONata: isJSONata) }
    }

    /// Whether there is such a parameter, from wherever its value comes.
    func has(_ path: [String]) -> Bool { find(path) != nil }

    /// A parameter that is there; without a node where the input tells its value.
    private struct Found {
        let node: JSONNode?
    }

    private func find(_ path: [String]) -> Found? {
        guard var current = node else { return nil }
        for key in path {
            if isExpression(current) { return Found(node: nil) }
            guard let members = current.members else { return nil }
            if members.contains(where: { $0.key == key + ".$" }) { return Found(node: nil) }
            guard let next = members.first(where: { $0.key == key })?.node else { return nil }
            current = next
        }
        return isExpression(current) ? Found(node: nil) : Found(node: current)
    }

    private func isExpression(_ node: JSONNode) -> Bool {
        isJSONata && node.string?.hasPrefix("{%") == true
    }

    private func text(of node: JSONNode) throws(DefinitionFault) -> String? {
        guard let text = node.string, !isExpression(node) else { return nil }
        guard text.isLiteral else {
            throw DefinitionFault(
                message: "\(text.quoted) is no name of a resource: a policy would not take it for what it is",
                offset: node.start)
        }
        return text
    }
}
