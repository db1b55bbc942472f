import AWSQuery
import IAMPolicy

/// A page of a simulation: one result for each action, with one for each resource in it.
///
/// The work is bounded: a call has at most 512 parameters; a page ends early, and a single action is refused, when the
/// policies would be walked, or the answer would grow, beyond what `Budget` says.
struct SimulationPage {
    /// What a page may cost.
    private enum Budget {
        /// Bytes of policies, times resources and what they are compared with: see `comparisons`.
        static let walked = 16_777_216
        /// Statements and missing keys, times resources.
        static let answered = 20_000
    }

    private let input: SimulationInput
    private let page: Page
    private let missing: [String]
    private let statements: StatementMembers

    init(_ input: SimulationInput, _ context: OperationContext) throws(QueryFault) {
        self.input = input
        page = try Page(context.parameters)
        missing = input.policies.contextKeys.filter { input.keys[$0] == nil }
        statements = StatementMembers(input.policies)
    }

    func result() throws(QueryFault) -> QueryResult {
        let start = try first()
        let end = start + min(page.limit, try actionsWithinBudget(), input.actions.count - start)
        let results = input.actions[start..<end].map { members(of: $0) }
        let paged: [QueryMember] =
            end < input.actions.count
            ? [.boolean("IsTruncated", true), .text("Marker", Page.marker(String(end)))]
            : [.boolean("IsTruncated", false)]
        return QueryResult([.structures("EvaluationResults", results)] + paged)
    }

    /// Index of the first action of the page.
    private func first() throws(QueryFault) -> Int {
        guard let after = page.after else { return 0 }
        guard let start = Int(after), input.actions.indices.contains(start) else {
            throw QueryFault("ValidationError", "Invalid Marker.")
        }
        return start
    }

    /// How many actions may be simulated at once.
    ///
    /// Throws `InvalidInput` when one is too many.
    private func actionsWithinBudget() throws(QueryFault) -> Int {
        var policies = input.policies.identity + input.policies.boundaries + input.policies.serviceControl.joined()
        if let policy = input.policies.resource { policies.append(policy) }
        let resources = max(input.resources.count, 1)
        let walked = comparisons * policies.reduce(1) { $0 + $1.document.text.utf8.count }
        let answered = resources * policies.reduce(1 + missing.count) { $0 + $1.document.statements.count }
        guard walked <= Budget.walked, answered <= Budget.answered else {
            throw .invalidInput(
                "Invalid Input: the policies are too large to be simulated on so many resources and values.")
        }
        return min(Budget.walked / walked, Budget.answered / answered)
    }

    /// How often a byte of a policy is looked at, at most, for one action.
    ///
    /// A pattern is compared with every resource or with every value of one key, and a long text costs as much as several
    /// short ones.
    private var comparisons: Int {
        let values = input.keys.names.map { Self.cost(of: input.keys[$0] ?? []) }
        return max(Self.cost(of: input.resources), 1) * (values.max() ?? 1)
    }

    private static func cost(of texts: [String]) -> Int { texts.reduce(0) { $0 + 1 + $1.utf8.count / 256 } }

    // MARK: Members

    private func members(of action: String) -> [QueryMember] {
        let resources = input.resources.isEmpty ? ["*"] : input.resources
        let parts = resources.map { ResourceSimulation(input, action, $0) }
        var members: [QueryMember] = [.text("EvalActionName", action)]
        // AWS names no resource where there are several.
        members.append(.text("EvalResourceName", resources.count == 1 ? resources[0] : "*"))
        members += [
            .text("EvalDecision", Self.worst(parts).word),
            .structures("MatchedStatements", Self.distinct(parts).map(statements.members)),
            .list("MissingContextValues", missing),
        ]
        let boundaries = parts.compactMap(\.isWithinBoundary)
        if !boundaries.isEmpty { members.append(Self.boundary(boundaries.allSatisfy(\.self))) }
        let organizations = parts.compactMap(\.isWithinOrganization)
        if !organizations.isEmpty {
            let isAllowed = QueryMember.boolean("AllowedByOrganizations", organizations.allSatisfy(\.self))
            members.append(.structure("OrganizationsDecisionDetail", [isAllowed]))
        }
        guard !input.resources.isEmpty else { return members }
        members += [
            Self.details(parts.count == 1 ? parts[0].details : []),
            .structures("ResourceSpecificResults", parts.map { self.members(of: $0) }),
        ]
        return members
    }

    private func members(of part: ResourceSimulation) -> [QueryMember] {
        var members: [QueryMember] = [
            .text("EvalResourceName", part.resource), .text("EvalResourceDecision", part.decision.effect.word),
            .structures("MatchedStatements", part.decision.matchedStatements.map(statements.members)),
            .list("MissingContextValues", missing),
        ]
        if !part.details.isEmpty { members.append(Self.details(part.details)) }
        if let isWithin = part.isWithinBoundary { members.append(Self.boundary(isWithin)) }
        return members
    }

    /// Allowed when all are; denied explicitly when one is.
    private static func worst(_ parts: [ResourceSimulation]) -> PolicyDecision.Effect {
        let effects = parts.map(\.decision.effect)
        if effects.contains(.explicitlyDenied) { return .explicitlyDenied }
        return effects.contains(.implicitlyDenied) ? .implicitlyDenied : .allowed
    }

    private static func distinct(_ parts: [ResourceSimulation]) -> [MatchedStatement] {
        guard parts.count > 1 else { return parts.flatMap(\.decision.matchedStatements) }
        let effect = worst(parts)
        var seen: Set<String> = []
        return parts.filter { $0.decision.effect == effect }.flatMap(\.decision.matchedStatements).filter {
            seen.insert("\($0.policyType.rawValue) \($0.place) \($0.statement.index)").inserted
        }
    }

    private static func boundary(_ isAllowed: Bool) -> QueryMember {
        .structure("PermissionsBoundaryDecisionDetail", [.boolean("AllowedByPermissionsBoundary", isAllowed)])
    }

    /// A map: its entries have a key and a value.
    private static func details(_ details: [(type: String, effect: PolicyDecision.Effect)]) -> QueryMember {
        .structure(
            "EvalDecisionDetails",
            details.map { .structure("entry", [.text("key", $0.type), .text("value", $0.effect.word)]) })
    }
}

extension PolicyDecision.Effect {
    /// The word of the simulator.
    fileprivate var word: String {
        switch self {
        case .allowed: "allowed"
        case .explicitlyDenied: "explicitDeny"
        case .implicitlyDenied: "implicitDeny"
        }
    }
}
