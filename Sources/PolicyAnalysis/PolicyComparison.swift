package import IAMPolicy

/// Looks for requests that one policy grants and another does not.
///
/// Both are asked about requests made of their own actions, resources, principals and condition values, and of values next to
/// these. What is found is a fact; that nothing is found is no proof.
package struct PolicyComparison {
    /// A request that only the newer policy grants.
    package struct Difference {
        /// The request.
        package let request: RequestContext
        /// What the newer policy says.
        package let newer: PolicyDecision
        /// What the older one says.
        package let older: PolicyDecision
    }

    /// The requests, one for each statement of the newer policy and action at most.
    package let differences: [Difference]
    /// How many requests both were asked about.
    package let requestCount: Int
    /// Whether the bound was met before every value had its turn.
    package let isCut: Bool

    /// Compares two policies of one kind.
    ///
    /// - Parameter limit: requests that are tried at most; statements share them.
    package init(older: PolicyDocument, newer: PolicyDocument, limit: Int = 200_000) {
        var search = Search(older: Self.set(older), newer: Self.set(newer))
        let generator = RequestGenerator(older: older, newer: newer)
        let allowing = newer.statements.filter { $0.effect == .allow }
        let share = max(1, limit / max(1, allowing.count))
        for statement in allowing {
            let contexts = generator.contexts(of: statement)
            let targets = generator.targets(of: statement, keys: contexts.first ?? [:])
            search.go(through: contexts, of: targets, limit: share)
        }
        differences = search.differences
        requestCount = search.count
        isCut = search.isCut
    }

    /// What two policies of one kind say to a request, when only the newer one grants it.
    package static func difference(
        _ request: RequestContext, older: PolicyDocument, newer: PolicyDocument
    ) -> Difference? {
        difference(request, older: set(older), newer: set(newer))
    }

    private static func difference(_ request: RequestContext, older: PolicySet, newer: PolicySet) -> Difference? {
        var request = request
        // What a trust policy or the policy of a key says as well is not known: identity policies decide then.
        request.assumesDelegation = newer.resource == nil
        let decision = newer.evaluate(request)
        guard decision.isAllowed else { return nil }
        let old = older.evaluate(request)
        return old.isAllowed ? nil : Difference(request: request, newer: decision, older: old)
    }

    private struct Search {
        let older: PolicySet
        let newer: PolicySet
        var differences: [Difference] = []
        var count = 0
        var isCut = false

        init(older: PolicySet, newer: PolicySet) {
            self.older = older
            self.newer = newer
        }

        /// The likeliest context of every target comes first.
        mutating func go(through contexts: [ContextKeys], of targets: [RequestGenerator.Target], limit: Int) {
            var waiting = targets
            var left = limit
            for keys in contexts {
                guard waiting.count <= left else {
                    isCut = true
                    return
                }
                left -= waiting.count
                count += waiting.count
                waiting.removeAll { differs($0.request(keys: keys)) }
            }
        }

        private mutating func differs(_ request: RequestContext) -> Bool {
            guard let found = PolicyComparison.difference(request, older: older, newer: newer) else { return false }
            let (decision, old) = (found.newer, found.older)
            let isKnown = differences.contains {
                $0.request.action == request.action && $0.newer.matchedStatements == decision.matchedStatements
            }
            if !isKnown { differences.append(Difference(request: found.request, newer: decision, older: old)) }
            return true
        }
    }

    /// A policy that names principals grants by itself, others to whom they are attached.
    private static func set(_ document: PolicyDocument) -> PolicySet {
        let policy = AttachedPolicy(name: "policy", document: document)
        return document.kind.hasPrincipals ? PolicySet(resource: policy) : PolicySet(identity: [policy])
    }
}
