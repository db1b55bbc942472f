import Encodings

extension PolicyValidator {
    /// Whom `NotPrincipal` with `Deny` lists and yet does not exempt.
    func exemptionWarnings(_ element: PrincipalElement) -> [PolicyFinding] {
        let listed = ListedPrincipals(element)
        return element.entries.compactMap { entry in
            guard entry.type == .aws, let needed = listed.needed(besides: entry.value) else { return nil }
            let message = "The Deny meets \(entry.value) as well: to exempt it, NotPrincipal must also list \(needed)."
            return warning(.notPrincipalDeny, message, at: entry.offset)
        }
    }
}

/// The principals of a `NotPrincipal`, to look up who stands above and below one of them; a list may be long.
private struct ListedPrincipals {
    private let matchers: Set<PrincipalMatcher>
    /// Roles, without path and case, as sessions name them.
    private let roles: Set<ARN>
    private let rolesOfSessions: Set<ARN>

    init(_ element: PrincipalElement) {
        matchers = Set(element.entries.map(\.matcher))
        let principals = element.entries.filter { $0.type == .aws }.compactMap { Principal(parsing: $0.value) }
        roles = Set(principals.compactMap { if case .role(let arn) = $0 { arn.roleWithoutPath } else { nil } })
        rolesOfSessions = Set(
            principals.compactMap { if case .assumedRole(let arn, _) = $0 { Self.role(arn) } else { nil } })
    }

    private static func role(_ session: ARN) -> ARN? { session.roleOfSession?.roleWithoutPath }

    /// What must stand beside a principal for it to be exempt; `nil` when it is, or when nothing is needed.
    func needed(besides text: String) -> String? {
        guard !matchers.contains(.everyone), let principal = Principal(parsing: text), let arn = principal.arn else {
            return nil
        }
        switch principal {
        case .user, .federatedUser:
            return hasAccount(of: arn) ? nil : "its account"
        case .assumedRole:
            let hasRole = Self.role(arn).map(roles.contains) ?? false
            return hasAccount(of: arn) && hasRole ? nil : "its account and its role"
        case .role:
            return hasAccount(of: arn) && rolesOfSessions.contains(arn.roleWithoutPath)
                ? nil : "its account and its session"
        default:
            return nil
        }
    }

    private func hasAccount(of arn: ARN) -> Bool {
        [nil, arn.partition].contains { matchers.contains(.account(id: arn.accountID, partition: $0)) }
    }
}

extension ARN {
    fileprivate var roleWithoutPath: ARN {
        ARN(
            partition: partition, service: service, region: region, accountID: accountID,
            resource: "role/\(resourceName.asciiLowercased)")
    }
}
