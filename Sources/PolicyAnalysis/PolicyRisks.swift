import Encodings
package import IAMPolicy

/// Looks for what a policy grants beyond what its author is likely to have meant.
package struct PolicyRisks {
    /// Warnings about a policy of a user, group or role; empty for policies of other kinds, which grant in another way.
    package static func findings(in document: PolicyDocument) -> [PolicyFinding] {
        switch document.kind {
        case .trust, .resource, .session, .permissionsBoundary, .serviceControl: return []
        case .managed, .inlineRole, .inlineUser, .inlineGroup: break
        }
        let risks = PolicyRisks(document)
        let full = document.statements.filter(\.grantsEverything)
        let notActions = document.statements.filter { $0.effect == .allow && $0.isNotAction }
        var findings = full.map {
            risks.warning(.fullAccess, "Every action on every resource is allowed.", at: $0)
        }
        findings += notActions.map {
            let message = "NotAction with Allow grants everything else, actions that do not exist yet among it."
            return risks.warning(.notActionAllow, message, at: $0)
        }
        // Whoever may do everything needs no way round.
        return full.isEmpty ? findings + risks.passRoleWarnings() + risks.escalationWarnings() : findings
    }

    private let document: PolicyDocument
    private let set: PolicySet
    private let map: SourceMap
    /// Accounts that the policy names, and one that stands for any.
    private let accounts: [String]

    private static let anyAccount = "999999999999"
    private static let mostAccounts = 8

    private init(_ document: PolicyDocument) {
        self.document = document
        set = PolicySet(identity: [AttachedPolicy(name: "policy", document: document)])
        map = SourceMap(document.text)
        let named = document.statements.lazy.flatMap(\.resources).compactMap { ARN($0)?.accountID }
            .filter { $0.utf8.count == 12 && $0.utf8.allSatisfy(ASCII.isDigit) }
        accounts = [Self.anyAccount] + Set(named).sorted().prefix(Self.mostAccounts)
    }

    private func warning(_ code: PolicyFinding.Code, _ message: String, at statement: PolicyStatement) -> PolicyFinding
    {
        PolicyFinding(
            code, message, severity: .warning, at: map.position(atOffset: statement.range.start))
    }

    /// Any role, to any service: without a test of `iam:PassedToService`.
    private func passRoleWarnings() -> [PolicyFinding] {
        guard let statement = statement(allowing: "iam:PassRole", on: "role/somebody-else", in: Self.anyAccount) else {
            return []
        }
        let message = "Any role can be passed to any service: name the roles, and test iam:PassedToService."
        return [warning(.passAnyRole, message, at: statement)]
    }

    private func escalationWarnings() -> [PolicyFinding] {
        EscalationPath.all.compactMap { path in
            for account in accounts {
                let allowing = path.steps.map { statement(allowing: $0.action, on: $0.resource, in: account) }
                guard let first = allowing.first ?? nil, !allowing.contains(where: { $0 == nil }) else { continue }
                let actions = path.steps.map(\.action).joined(separator: ", ")
                return warning(
                    .privilegeEscalation, "Gives more than it says: \(path.meaning) (\(actions)).", at: first)
            }
            return nil
        }
    }

    /// The statement that allows an action on something that nobody named, without a condition; `nil` when none does.
    private func statement(allowing action: String, on resource: String?, in account: String) -> PolicyStatement? {
        let user = ARN(partition: "aws", service: "iam", accountID: account, resource: "user/whoever-has-it")
        let target = resource.map {
            ARN(partition: "aws", service: "iam", accountID: account, resource: $0).description
        }
        let context = RequestContext(
            principal: .user(arn: user), action: action, resource: target ?? "*", resourceAccount: account)
        let decision = set.evaluate(context)
        return decision.isAllowed ? decision.matchedStatements.first?.statement : nil
    }
}

extension PolicyStatement {
    fileprivate var grantsEverything: Bool {
        effect == .allow && !isNotAction && !isNotResource && conditions.isEmpty && actions.contains("*")
            && resources.contains("*")
    }
}
