/// Who makes a request.
public enum Principal: Hashable, Sendable {
    /// Nobody known: an unsigned request.
    case anonymous
    /// The root user of an account.
    case account(id: String, partition: String)
    /// An IAM user.
    case user(arn: ARN)
    /// An IAM role itself, not a session of it.
    case role(arn: ARN)
    /// A session of a role: the session's `sts` ARN and the ARN of the role; `nil` when it is not known, for the session's
    /// does not tell the path.
    case assumedRole(arn: ARN, role: ARN?)
    /// A session made by GetFederationToken, and the user whose credentials made it; `nil` when that is not known, or root.
    case federatedUser(arn: ARN, user: ARN? = nil)
    /// A SAML provider, the principal of AssumeRoleWithSAML.
    case samlProvider(arn: ARN)
    /// An OpenID Connect provider, the principal of AssumeRoleWithWebIdentity: a host name or the provider's ARN.
    case webIdentityProvider(String)
    /// A service, such as `lambda.amazonaws.com`.
    case service(String)
    /// A canonical user id, as Amazon S3 writes accounts.
    case canonicalUser(String)
}

extension Principal {
    /// The account that the principal belongs to; `nil` for anonymous callers, services, web identities and canonical users.
    public var accountID: String? { arn?.accountID }

    /// The partition of the principal's ARN, when it has one.
    public var partition: String? { arn?.partition }

    /// The principal's ARN; `nil` when it has none.
    public var arn: ARN? {
        switch self {
        case .account(let id, let partition):
            ARN(partition: partition, service: "iam", accountID: id, resource: "root")
        case .user(let arn), .role(let arn), .assumedRole(let arn, _), .federatedUser(let arn, _),
            .samlProvider(let arn):
            arn
        case .webIdentityProvider(let name): ARN(name)
        case .anonymous, .service, .canonicalUser: nil
        }
    }
}

extension Principal: CustomStringConvertible {
    /// The principal's ARN or name; `*` for an anonymous caller.
    public var description: String {
        switch self {
        case .anonymous: "*"
        case .webIdentityProvider(let name), .service(let name), .canonicalUser(let name): name
        default: arn?.description ?? ""
        }
    }
}
