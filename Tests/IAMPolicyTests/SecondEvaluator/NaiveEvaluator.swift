/// Decides as the user guide says it, sentence by sentence; slow, and with no code of the evaluator that it is compared with.
struct NaiveEvaluator {
    enum Decision: String, CaseIterable { case allowed, explicitlyDenied, implicitlyDenied }

    let policies: NaiveCase
    let request: NaiveRequest
    private var caller: NaiveCaller { policies.caller }

    func decide() -> Decision {
        let all =
            policies.identity + (policies.resource.map { [$0] } ?? []) + policies.session + policies.boundaries
            + policies.serviceControl.flatMap { $0 }
        // "If the code finds even one explicit deny that applies, the code returns a decision of Deny."
        if all.contains(where: { policy in applies(policy, isAllow: false) { _ in true } }) { return .explicitlyDenied }
        // "Only those allowed by both IAM and Organizations", the root user's as well.
        guard policies.serviceControl.allSatisfy({ allows($0) }) else { return .implicitlyDenied }
        return isGranted ? .allowed : .implicitlyDenied
    }

    private var isGranted: Bool {
        // Services and strangers have no policies of their own.
        guard let account = caller.account else { return resourceGrants { _ in true } }
        let limits =
            (policies.session.isEmpty || allows(policies.session))
            && (policies.boundaries.isEmpty || allows(policies.boundaries))
        guard isInAccount(account) else {
            let mayLeave = caller.isRoot || allows(policies.identity)
            return mayLeave && limits && resourceGrants { _ in true }
        }
        // "Requests that are made by the AWS account root user are allowed for resources in that account."
        if caller.isRoot { return true }
        // What the resource grants to the caller itself no policy of the caller limits.
        if resourceGrants({ names(self.caller.levels.last, in: $0) }) { return true }
        // A role's ARN stands for what its sessions may do, as far as their limits go.
        let grantedToRole = caller == .roleSession && resourceGrants { names(self.caller.levels[1], in: $0) }
        // An account's ARN leaves the decision to the account's own policies.
        return (allows(policies.identity) || grantedToRole) && limits
    }

    /// The owner is who it is said to be, else whom the ARN names, else the caller; partitions have no accounts in common.
    private func isInAccount(_ account: String) -> Bool {
        let parts = NaiveARN.parts(request.resource)
        if let parts, parts[1] != "aws" { return false }
        if let owner = request.resourceAccount { return owner == account }
        guard let owner = parts?[4], !owner.isEmpty else { return true }
        return owner == account
    }

    private func allows(_ policies: [NaivePolicy]) -> Bool {
        policies.contains { applies($0, isAllow: true) { _ in true } }
    }

    private func resourceGrants(_ isMeant: (NaiveStatement.Principals) -> Bool) -> Bool {
        guard let policy = policies.resource else { return false }
        return applies(policy, isAllow: true, isMeant)
    }

    /// Whether a statement of this effect speaks of the request.
    private func applies(
        _ policy: NaivePolicy, isAllow: Bool, _ isMeant: (NaiveStatement.Principals) -> Bool
    ) -> Bool {
        policy.statements.contains { statement in
            guard statement.isAllow == isAllow else { return false }
            if let principals = statement.principals {
                guard concerns(principals, isAllow: isAllow), isMeant(principals) else { return false }
            }
            let variables = policy.hasVariables ? request.keys : nil
            return statement.actions.contains { matchesAction($0) } != statement.isNotAction
                && statement.resources.contains { matchesResource($0, variables) } != statement.isNotResource
                && statement.conditions.allSatisfy {
                    NaiveConditions.holds($0, keys: request.keys, hasVariables: policy.hasVariables)
                }
        }
    }

    // MARK: Principals

    private func concerns(_ principals: NaiveStatement.Principals, isAllow: Bool) -> Bool {
        guard principals.isNot else { return principals.names.contains { matches($0.type, $0.name) } }
        guard !isAllow else { return !principals.names.contains { matches($0.type, $0.name) } }
        // "Validates the principals from the top down": each level must be listed. Whoever has a boundary is met all the same.
        if !policies.boundaries.isEmpty { return true }
        if caller.account == nil { return !principals.names.contains { matches($0.type, $0.name) } }
        let listed = caller.levels.allSatisfy { level in
            principals.names.contains { $0.name == "*" || $0.type == "AWS" && isSame($0.name, level) }
        }
        return !listed
    }

    private func matches(_ type: String?, _ name: String) -> Bool {
        if type == nil || type == "AWS" && name == "*" { return true }
        if type == "Service" { return caller == .service && name == NaiveCaller.serviceName }
        return type == "AWS" && caller.levels.contains { isSame(name, $0) }
    }

    /// Whether a statement speaks of the caller itself, or of everyone.
    private func names(_ level: String?, in principals: NaiveStatement.Principals) -> Bool {
        guard let level else { return false }
        if principals.isNot { return true }
        return principals.names.contains {
            $0.name == "*" || $0.type == "AWS" && isSame($0.name, level) && !level.hasSuffix(":root")
        }
    }

    /// An account may be written with its number alone.
    private func isSame(_ name: String, _ level: String) -> Bool {
        name == level || level == "arn:aws:iam::\(name):root"
    }

    // MARK: Action and resource

    /// "The prefix and the action name are case insensitive"; a service is named in full.
    private func matchesAction(_ text: String) -> Bool {
        if text == "*" { return true }
        let pattern = text.lowercased().split(separator: ":", maxSplits: 1).map(String.init)
        let action = request.action.lowercased().split(separator: ":", maxSplits: 1).map(String.init)
        guard pattern.count == 2, action.count == 2, pattern[0] == action[0] else { return false }
        return NaivePattern(pattern[1], keys: nil, wildcards: true)?.matches(action[1]) ?? false
    }

    private func matchesResource(_ text: String, _ variables: [String: [String]]?) -> Bool {
        if text == "*" { return true }
        guard var pattern = NaivePattern(text, keys: variables, wildcards: true),
            let arn = NaiveARN.parts(request.resource)
        else { return false }
        while pattern.parts.count < 6 { pattern.tokens += [.character(":"), .anything] }
        return !NaiveARN.hasWildcardInType(pattern) && NaiveARN.matches(pattern, arn)
    }
}
