import Encodings

/// How closely a policy names the caller; later cases are closer.
enum PrincipalMatch: Int, Hashable, Sendable, Comparable {
    case none
    /// Through the caller's account: the account still has to permit it.
    case account
    /// Through whom the caller's session is of: its role, or the user who made it.
    case role
    /// Everyone is meant.
    case everyone
    /// The caller itself.
    case direct

    static func < (left: PrincipalMatch, right: PrincipalMatch) -> Bool {
        left.rawValue < right.rawValue
    }
}

/// One principal of a policy, compiled.
enum PrincipalMatcher: Hashable, Sendable {
    case everyone
    case everyFederated
    case everyService
    case account(id: String, partition: String?)
    case role(ARN)
    case entity(ARN)
    case federatedName(String)
    case provider(ARN)
    case service(String)
    case canonicalUser(String)
    /// Nothing that a caller can be, such as a pattern or the unique id of something deleted.
    case nothing

    init(type: PrincipalElement.PrincipalType?, value: String) {
        switch type {
        case nil, .aws: self = Self.aws(value)
        case .federated: self = Self.federated(value)
        case .service: self = value == "*" ? .everyService : .service(value)
        case .canonicalUser: self = .canonicalUser(value)
        }
    }

    private static func aws(_ value: String) -> PrincipalMatcher {
        if value == "*" { return .everyone }
        if Principal.isAccountID(value) { return .account(id: value, partition: nil) }
        guard let arn = ARN(value) else { return .nothing }
        switch Principal(parsing: value) {
        case .account(let id, let partition): return .account(id: id, partition: partition)
        case .role: return .role(arn)
        case .user, .assumedRole, .federatedUser: return .entity(arn)
        default: return .nothing
        }
    }

    private static func federated(_ value: String) -> PrincipalMatcher {
        if value == "*" { return .everyFederated }
        if let arn = ARN(value), arn.isIAMResource(ofType: "saml-provider") { return .provider(arn) }
        return .federatedName(value)
    }

    func match(_ principal: Principal) -> PrincipalMatch {
        switch (self, principal) {
        case (.everyone, _):
            return .everyone
        case (.everyFederated, .samlProvider), (.everyFederated, .webIdentityProvider), (.everyService, .service):
            return .everyone
        case (.account(let id, let partition), .account(let callerID, let callerPartition)):
            return Self.isSame(id, in: partition, as: callerID, in: callerPartition) ? .direct : .none
        case (.account(let id, let partition), .user(let arn)), (.account(let id, let partition), .role(let arn)),
            (.account(let id, let partition), .assumedRole(let arn, _)),
            (.account(let id, let partition), .federatedUser(let arn, _)):
            return Self.isSame(id, in: partition, as: arn.accountID, in: arn.partition) ? .account : .none
        case (.role(let role), .role(let arn)):
            return role == arn ? .role : .none
        case (.role(let role), .assumedRole(_, let callerRole?)):
            return role == callerRole ? .role : .none
        case (.role(let role), .assumedRole(let session, nil)):
            return Self.isRole(role, ofSession: session) ? .role : .none
        case (.entity(let entity), .user(let arn)), (.entity(let entity), .assumedRole(let arn, _)):
            return entity == arn ? .direct : .none
        case (.entity(let entity), .federatedUser(let arn, let user)):
            return entity == arn ? .direct : entity == user ? .role : .none
        case (.provider(let provider), .samlProvider(let arn)):
            return provider == arn ? .direct : .none
        case (.federatedName(let name), .webIdentityProvider(let caller)), (.service(let name), .service(let caller)),
            (.canonicalUser(let name), .canonicalUser(let caller)):
            return name.hasSameBytes(as: caller) ? .direct : .none
        default:
            return .none
        }
    }

    private static func isSame(
        _ id: String, in partition: String?, as callerID: String, in callerPartition: String
    ) -> Bool {
        id == callerID && (partition == nil || partition == callerPartition)
    }

    /// A session's ARN does not tell the path of its role, but names of roles are unique within an account without regard
    /// to case and path.
    private static func isRole(_ role: ARN, ofSession session: ARN) -> Bool {
        guard let callerRole = session.roleOfSession else { return false }
        return role.partition == callerRole.partition && role.accountID == callerRole.accountID
            && role.resourceName.asciiLowercased.hasSameBytes(as: callerRole.resourceName.asciiLowercased)
    }
}
