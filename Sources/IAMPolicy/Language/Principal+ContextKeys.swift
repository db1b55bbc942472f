extension Principal {
    /// The keys that a principal itself puts in every request: `aws:PrincipalArn`, `aws:PrincipalAccount`,
    /// `aws:PrincipalType`, and `aws:username` for IAM users.
    ///
    /// For a session of a role, `aws:PrincipalArn` is the role's ARN, as in AWS; without a path when the role is not known.
    public var contextKeys: ContextKeys {
        var keys = ContextKeys()
        switch self {
        case .account(let id, _):
            keys["aws:PrincipalType"] = ["Account"]
            keys["aws:userid"] = [id]
        case .user(let arn):
            keys["aws:PrincipalType"] = ["User"]
            keys["aws:username"] = [arn.resourceName]
        case .role, .assumedRole:
            keys["aws:PrincipalType"] = ["AssumedRole"]
        case .federatedUser(let arn, _):
            keys["aws:PrincipalType"] = ["FederatedUser"]
            keys["aws:userid"] = ["\(arn.accountID):\(arn.resourceName)"]
        case .anonymous:
            keys["aws:PrincipalType"] = ["Anonymous"]
        case .service(let name):
            keys["aws:PrincipalServiceName"] = [name]
            keys["aws:PrincipalIsAWSService"] = ["true"]
        case .samlProvider, .webIdentityProvider, .canonicalUser:
            break
        }
        if case .assumedRole(let arn, let role) = self {
            keys["aws:PrincipalArn"] = [(role ?? arn.roleOfSession ?? arn).description]
        } else if let arn, isAuthenticated {
            keys["aws:PrincipalArn"] = [arn.description]
        }
        if let accountID, isAuthenticated {
            keys["aws:PrincipalAccount"] = [accountID]
        }
        return keys
    }

    private var isAuthenticated: Bool {
        switch self {
        case .samlProvider, .webIdentityProvider: false
        default: true
        }
    }
}
