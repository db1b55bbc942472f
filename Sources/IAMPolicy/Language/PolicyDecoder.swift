/// Turns JSON into statements; collects a finding for every element of the wrong name or shape.
struct PolicyDecoder {
    struct Decoded: Sendable {
        var version = PolicyVersion.v2008
        var hasVersionElement = false
        var id: String?
        var statements: [PolicyStatement] = []
        var statementOffset = 0
    }

    private(set) var findings: [PolicyFinding] = []
    private let sourceMap: SourceMap

    init(text: String) {
        sourceMap = SourceMap(text)
    }

    /// `nil` when there is a finding.
    mutating func decode(_ node: JSONNode) -> Decoded? {
        guard let members = node.members else {
            refuse("a policy is a JSON object", at: node.start)
            return nil
        }
        var decoded = Decoded()
        var statementNode: JSONNode?
        for member in members {
            switch member.key {
            case "Version": decodeVersion(member.node, into: &decoded)
            case "Id":
                decoded.id = member.node.string
                if decoded.id == nil { refuse("Id is a string", at: member.node.start) }
            case "Statement":
                statementNode = member.node
                decoded.statementOffset = member.keyStart
            default: refuse("unknown element \"\(member.key)\"", at: member.keyStart)
            }
        }
        guard let statementNode else {
            refuse("the policy has no Statement", at: node.start)
            return nil
        }
        decoded.statements = decodeStatements(statementNode, version: decoded.version)
        return findings.isEmpty ? decoded : nil
    }

    private mutating func decodeVersion(_ node: JSONNode, into decoded: inout Decoded) {
        decoded.hasVersionElement = true
        if let version = node.string.flatMap(PolicyVersion.init(rawValue:)) {
            decoded.version = version
        } else {
            refuse("Version is \"2012-10-17\" or \"2008-10-17\"", at: node.start)
        }
    }

    private mutating func decodeStatements(_ node: JSONNode, version: PolicyVersion) -> [PolicyStatement] {
        let nodes = node.elements ?? [node]
        var statements: [PolicyStatement] = []
        statements.reserveCapacity(nodes.count)
        for (index, node) in nodes.enumerated() {
            var decoder = StatementDecoder(index: index, variablesEnabled: version == .v2012)
            if let statement = decoder.decode(node) { statements.append(statement) }
            for problem in decoder.problems { refuse(problem.detail, at: problem.offset) }
        }
        return statements
    }

    private mutating func refuse(_ detail: String, at offset: Int) {
        findings.append(
            PolicyFinding(
                .syntax, PolicyFinding.syntaxMessage, detail: detail, at: sourceMap.position(atOffset: offset)))
    }
}
