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
        switch self {
        case .everyone: return .everyone
        case .everyFederated:
            switch principal {
            case .samlProvider, .webIdentityProvider: return .everyone
            default: return .none
            }
        case .account(let id, let partition): return Self.match(account: id, partition, principal)
        case .role(let role): return Self.match(role: role, principal)
        case .entity(let entity): return Self.match(entity: entity, principal)
        case .provider(let provider):
            if case .samlProvider(let arn) = principal, provider == arn { return .direct }
        case .federatedName(let name):
            if case .webIdentityProvider(let caller) = principal, name.hasSameBytes(as: caller) { return .direct }
        case .everyService:
            if case .service = principal { return .everyone }
        case .service(let name):
            if case .service(let caller) = principal, name.hasSameBytes(as: caller) { return .direct }
        case .canonicalUser(let name):
            if case .canonicalUser(let caller) = principal, name.hasSameBytes(as: caller) { return .direct }
        case .nothing: break
        }
        return .none
    }

    private static func match(account id: String, _ partition: String?, _ principal: Principal) -> PrincipalMatch {
        switch principal {
        case .account(let callerID, let callerPartition):
            isSame(id, in: partition, as: callerID, in: callerPartition) ? .direct : .none
        case .user(let arn), .role(let arn), .assumedRole(let arn, _), .federatedUser(let arn, _):
            isSame(id, in: partition, as: arn.accountID, in: arn.partition) ? .account : .none
        default: .none
        }
    }

    private static func match(role: ARN, _ principal: Principal) -> PrincipalMatch {
        switch principal {
        case .role(let arn), .assumedRole(_, let arn?): role == arn ? .role : .none
        case .assumedRole(let session, nil): isRole(role, ofSession: session) ? .role : .none
        default: .none
        }
    }

    private static func match(entity: ARN, _ principal: Principal) -> PrincipalMatch {
        switch principal {
        case .user(let arn), .assumedRole(let arn, _): entity == arn ? .direct : .none
        case .federatedUser(let arn, let user): entity == arn ? .direct : entity == user ? .role : .none
        default: .none
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
