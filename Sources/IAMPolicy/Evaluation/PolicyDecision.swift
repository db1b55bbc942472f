/// The answer to a request, and what it rests on.
public struct PolicyDecision: Sendable {
    /// The answer itself.
    public enum Effect: String, Hashable, Sendable, CaseIterable {
        /// Granted.
        case allowed = "Allowed"
        /// Refused by a statement that denies.
        case explicitlyDenied = "ExplicitlyDenied"
        /// Refused because nothing grants, or a limit does not include it.
        case implicitlyDenied = "ImplicitlyDenied"
    }

    /// The answer.
    public let effect: Effect
    /// The statements that decided: those that deny, or those that allow; none for an implicit deny.
    public let matchedStatements: [MatchedStatement]
    /// The types of policy that turn down a request which is granted otherwise.
    public let blockedBy: [PolicyType]
    /// Why a request was turned down that no policy speaks about, such as a change of something that AWS owns.
    public let note: String?
    /// The request.
    public let context: RequestContext
    private let asked: Asked

    /// A resource's policy alone is not put into a set before somebody looks for it.
    enum Asked: Sendable {
        case all(PolicySet)
        case onlyResource(AttachedPolicy)
    }

    init(
        effect: Effect, matchedStatements: [MatchedStatement], blockedBy: [PolicyType] = [], note: String? = nil,
        context: RequestContext, asked: Asked
    ) {
        self.effect = effect
        self.matchedStatements = matchedStatements
        self.blockedBy = blockedBy
        self.note = note
        self.context = context
        self.asked = asked
    }

    /// The policies that were asked.
    public var policies: PolicySet {
        switch asked {
        case .all(let policies): policies
        case .onlyResource(let policy): PolicySet(resource: policy)
        }
    }

    /// Whether the request is granted.
    public var isAllowed: Bool { effect == .allowed }
}
