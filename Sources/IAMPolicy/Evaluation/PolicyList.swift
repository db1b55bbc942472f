/// Policies of one type, which are held against a request together.
///
/// Whoever keeps the list for the next request keeps with it an index of the statements of all policies, so that many of them
/// cost hardly more than one.
public struct PolicyList: Sendable {
    /// The policies, in the order in which decisions name them.
    public let policies: [AttachedPolicy]
    /// `nil` when there is nothing that an index of all would find faster.
    private let index: JointIndex?

    /// Takes policies together.
    public init(_ policies: [AttachedPolicy]) {
        self.policies = policies
        let isLong =
            policies.count > 1
            && policies.reduce(0) { $0 + $1.document.statements.count } >= StatementIndex.shortest
        index = isLong ? JointIndex() : nil
    }

    /// All statements with their index; `nil` as long as the policies are asked one by one.
    var joint: JointStatements? { index?.statements(of: policies) }
}

extension PolicyList: Hashable {
    /// Two lists are equal when their policies are.
    public static func == (left: PolicyList, right: PolicyList) -> Bool { left.policies == right.policies }

    /// Hashes the policies.
    public func hash(into hasher: inout Hasher) { hasher.combine(policies) }
}
