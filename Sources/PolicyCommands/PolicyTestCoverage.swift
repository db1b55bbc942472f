import Encodings
import IAMPolicy

/// Which statements of policies applied to a request of a test.
struct PolicyTestCoverage {
    private struct Policy: Hashable {
        let file: String
        let name: String
        let text: String
    }

    /// A statement that no test reached.
    struct Missed {
        let file: String
        let policy: String
        /// The statement's number and id.
        let statement: String
        /// Where it begins in the policy's text.
        let position: SourcePosition
    }

    private var order: [Policy] = []
    private var documents: [Policy: PolicyDocument] = [:]
    private var reached: [Policy: Set<Int>] = [:]

    /// Adds what a test's decision rests on.
    mutating func add(_ decision: PolicyDecision, file: String) {
        for policy in decision.policies.attached { note(policy, file: file) }
        for (policy, statement) in decision.appliedStatements {
            reached[key(policy, file: file), default: []].insert(statement.index)
        }
    }

    /// Adds policies that no test uses.
    mutating func add(unused policies: [AttachedPolicy], file: String) {
        for policy in policies { note(policy, file: file) }
    }

    private mutating func note(_ policy: AttachedPolicy, file: String) {
        let key = key(policy, file: file)
        if documents.updateValue(policy.document, forKey: key) == nil { order.append(key) }
    }

    private func key(_ policy: AttachedPolicy, file: String) -> Policy {
        Policy(file: file, name: policy.name, text: policy.document.text)
    }

    private var count: Int { documents.values.reduce(0) { $0 + $1.statements.count } }
    private var reachedCount: Int { reached.values.reduce(0) { $0 + $1.count } }

    /// The share of statements that were reached; a hundred when there are none.
    var percent: Int { count == 0 ? 100 : reachedCount * 100 / count }

    /// In the order in which tests came to the policies.
    var missed: [Missed] {
        order.flatMap { policy -> [Missed] in
            guard let document = documents[policy] else { return [] }
            let reached = reached[policy] ?? []
            return document.statements.filter { !reached.contains($0.index) }.map { statement in
                let sid = statement.sid.map { " \"\($0)\"" } ?? ""
                return Missed(
                    file: policy.file, policy: policy.name, statement: "statement \(statement.index + 1)\(sid)",
                    position: document.position(atOffset: statement.range.start))
            }
        }
    }

    var lines: [String] {
        ["\(reachedCount) of \(count) statements reached, \(percent) %"]
            + missed.map { "  not reached: \($0.statement) of \($0.policy) (\($0.position)), in \($0.file)" }
    }

    var json: JSONValue {
        .object([
            JSONMember("statements", .integer(Int64(count))), JSONMember("reached", .integer(Int64(reachedCount))),
            JSONMember("missed", .array(missed.map(Self.json))),
        ])
    }

    private static func json(_ missed: Missed) -> JSONValue {
        .object([
            JSONMember("file", missed.file), JSONMember("policy", missed.policy),
            JSONMember("statement", missed.statement), JSONMember("line", .integer(Int64(missed.position.line))),
        ])
    }
}
