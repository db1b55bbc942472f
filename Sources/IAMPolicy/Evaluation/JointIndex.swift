import Synchronization

/// The index of a list of policies, which is made when the list turns out to be kept.
final class JointIndex: Sendable {
    /// Many lists are made for a single request, and the index of one costs as much as hundreds of evaluations.
    private static let requestsBefore = 64

    private let requests = Atomic<Int>(0)
    private let made = LazyReference<JointStatements>()

    /// Counts a request; `nil` when there were too few.
    func statements(of policies: [AttachedPolicy]) -> JointStatements? {
        if let known = made.load() { return known }
        guard requests.wrappingAdd(1, ordering: .relaxed).newValue > Self.requestsBefore else { return nil }
        return made.storeIfNil(JointStatements(policies))
    }
}

/// The statements of several policies, found as those of one document are.
final class JointStatements: Sendable {
    /// Finds places of ``statements``.
    let index: StatementIndex
    /// In the order of the policies, each with its policy's place in the list.
    let statements: [(place: Int, statement: PolicyStatement)]

    init(_ policies: [AttachedPolicy]) {
        statements = policies.enumerated().flatMap { place, policy in
            policy.document.statements.map { (place, $0) }
        }
        index = StatementIndex(statements.map(\.statement))
    }
}
