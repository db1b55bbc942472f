/// A statement that decided, and the policy that it stands in.
public struct MatchedStatement: Hashable, Sendable {
    /// The policy's part in the decision.
    public let policyType: PolicyType
    /// The policy's name.
    public let policyName: String
    /// The statement.
    public let statement: PolicyStatement
    let document: PolicyDocument
    /// The policy's place in its list of the ``PolicySet``, from 0: several policies may have one name.
    package let place: Int

    /// Where the statement begins in its policy's text.
    public var start: SourcePosition { document.position(atOffset: statement.range.start) }

    /// Where the statement ends in its policy's text.
    public var end: SourcePosition { document.position(atOffset: statement.range.end) }
}

extension MatchedStatement: CustomStringConvertible {
    /// The statement by number or id, and its policy.
    public var description: String {
        "\(statement.title) of \(policyType.title) \"\(policyName)\" (line \(start.line))"
    }
}

extension PolicyStatement {
    /// The statement's number, from 1, and its id.
    var title: String {
        "statement \(index + 1)" + (sid.flatMap { $0.isEmpty ? nil : " \"\($0)\"" } ?? "")
    }
}
