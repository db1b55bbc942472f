/// Kinds of entities that a store keeps.
///
/// `portalSession` was one, and no other will have its name: portal sessions have a table of their own.
public enum EntityKind: String, Hashable, Sendable, CaseIterable {
    /// IAM role; unique ids begin with `AROA`.
    case role
    /// IAM user; `AIDA`.
    case user
    /// IAM group; `AGPA`.
    case group
    /// Managed policy of an account; `ANPA`.
    case policy
    /// SAML provider; `ASPA`.
    case samlProvider
    /// OpenID Connect provider; `AOPA`, which nobody is shown.
    case oidcProvider
    /// Long-term access key; its unique id is the access key id, `AKIA`.
    case accessKey
    /// Virtual MFA device; its unique id is its serial number, an ARN.
    case mfaDevice
    /// The alias of an account; its unique id is the alias itself, since no two accounts share one.
    case accountAlias
    /// The deletion of a service-linked role; its unique id is the task's id.
    case deletionTask
    /// Instance profile; `AIPA`.
    case instanceProfile
    /// Certificate of a server; `ASCA`.
    case serverCertificate
    /// Public key for SSH of a user; `APKA`.
    case sshPublicKey
    /// Certificate by which a user signs; its unique id is random.
    case signingCertificate
    /// Credential of a user for one service; `ACCA`.
    case serviceCredential
    /// The credential report of an account; its unique id is made of the account's.
    case credentialReport
    /// A report of what was accessed when; its unique id is the job's id.
    case accessReport
    /// The password of a user; its unique id is made of the user's.
    case loginProfile
    /// What an account asks of passwords; its unique id is made of the account's.
    case passwordPolicy
    /// What an account asks of session tokens; its unique id is made of the account's.
    case tokenPreferences
    /// The issuer of an account's web identity tokens; its unique id is made of the account's.
    case outboundIssuer
    /// What a program asks a user of a portal session for; its unique id is a digest of the code that the program has.
    case clientGrant
    /// How many attempts of somebody count; its unique id is a digest of who it is.
    case attemptCount
    /// What a broker tells the others of sessions and records; its unique id is random.
    case recordSegment

    /// The kind in words, such as `SAML provider`.
    var words: String {
        switch self {
        case .role, .user, .group, .policy: rawValue
        case .samlProvider: "SAML provider"
        case .oidcProvider: "OIDC provider"
        case .accessKey: "access key"
        case .mfaDevice: "MFA device"
        case .accountAlias: "account alias"
        case .deletionTask: "deletion task"
        case .instanceProfile: "instance profile"
        case .serverCertificate: "server certificate"
        case .sshPublicKey: "SSH public key"
        case .signingCertificate: "signing certificate"
        case .serviceCredential: "service-specific credential"
        case .credentialReport: "credential report"
        case .accessReport: "report of accesses"
        case .loginProfile: "login profile"
        case .passwordPolicy: "password policy"
        case .tokenPreferences: "preferences for session tokens"
        case .outboundIssuer: "issuer of web identity tokens"
        case .clientGrant: "client grant"
        case .attemptCount: "count of attempts"
        case .recordSegment: "segment of records"
        }
    }

    /// What the resource parts of its ARNs begin with.
    package var resourceType: String {
        switch self {
        case .samlProvider: "saml-provider"
        case .oidcProvider: "oidc-provider"
        case .mfaDevice: "mfa"
        case .instanceProfile: "instance-profile"
        case .serverCertificate: "server-certificate"
        default: rawValue
        }
    }

    /// The resource part of an entity's ARN.
    package func resource(path: String, name: String) -> String { "\(resourceType)\(path)\(name)" }
}

/// How one entity refers to another.
public enum EntityRelation: String, Hashable, Sendable, CaseIterable {
    /// From a user, group or role to the ARN of a managed policy that is attached to it.
    case attachedPolicy
    /// From a user or role to the ARN of the managed policy that is its permissions boundary.
    case permissionsBoundary
    /// From a user to the unique id of a group.
    case membership
    /// From an instance profile to the unique id of its role.
    case instanceRole
    /// From a SAML provider to an entityID in its metadata.
    case issuer
    /// From a client grant to the digest of the code that its user types.
    case userCode
}
