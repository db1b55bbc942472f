public import Encodings
public import IAMPolicy

/// A role that federated users may assume.
public struct Role: Sendable {
    /// The account that it belongs to.
    public let account: Account
    /// Its name, the last part of the ARN.
    public let name: String
    /// `/`, or a path with a slash at each end.
    public let path: String
    /// `AROA…`: what sessions are bound to.
    ///
    /// A role that is made anew under the same ARN has another one, unless both were configured.
    public let uniqueID: String
    /// Who may assume it.
    public let trustPolicy: PolicyDocument
    /// What its sessions may do, by policy name.
    public let permissionPolicies: [String: PolicyDocument]
    /// The same by name, with their index, kept for all requests of its sessions.
    let permissionList: PolicyList
    /// The longest life of credentials for it in seconds, 3,600 to 43,200.
    public let maxSessionDuration: Int
    /// Tags of the role (not of its sessions).
    public let tags: [SessionTag]
    /// A sentence for people.
    public let details: String?
    /// The ARN.
    public let arn: ARN

    /// What the paths of service-linked roles begin with, and no others.
    public static let serviceLinkedPath = "/aws-service-role/"

    /// The role as the issuer of sessions.
    package var issuer: SessionIssuer { SessionIssuer(kind: .role, arn: arn, uniqueID: uniqueID) }

    /// Makes a role; without `uniqueID` the id is derived from the ARN, so that it is the same after a restart.
    ///
    /// Throws `ConfigurationError` for a name, path, policy name, duration or id that IAM would not take.
    public init(
        account: Account, name: String, path: String = "/", uniqueID: String? = nil, trustPolicy: PolicyDocument,
        permissionPolicies: [String: PolicyDocument] = [:], maxSessionDuration: Int = 3_600, tags: [SessionTag] = [],
        details: String? = nil
    ) throws(ConfigurationError) {
        let arn = account.arn(.role, path: path, name: name)
        guard EntityName.isRoleName(name.utf8) else {
            throw ConfigurationError(arn.description, "the name of a role is 1 to 64 of [A-Za-z0-9_+=,.@-]")
        }
        guard EntityName.isPath(path) else {
            throw ConfigurationError(
                arn.description, "a path begins and ends with / and has at most 512 printable ASCII characters")
        }
        guard (3_600...43_200).contains(maxSessionDuration) else {
            throw ConfigurationError(arn.description, "maxSessionDuration is 3600 to 43200 seconds")
        }
        for policy in permissionPolicies.keys.sorted() {
            guard (1...128).contains(policy.utf8.count), policy.utf8.allSatisfy(EntityName.isNameByte) else {
                throw ConfigurationError(
                    arn.description,
                    "the name of the policy \(policy.cut(to: 128)) is not 1 to 128 of [A-Za-z0-9_+=,.@-]")
            }
        }
        let id = uniqueID ?? UniqueID.configuredRole(arn)
        guard id.hasPrefix("AROA"), (16...128).contains(id.utf8.count), id.utf8.allSatisfy(EntityName.isNameByte) else {
            throw ConfigurationError(arn.description, "the unique id of a role begins with AROA")
        }
        self.account = account
        self.name = name
        self.path = path
        self.uniqueID = id
        self.trustPolicy = trustPolicy
        self.permissionPolicies = permissionPolicies
        permissionList = PolicyList(
            permissionPolicies.sorted { $0.key < $1.key }.map { AttachedPolicy(name: $0.key, document: $0.value) })
        self.maxSessionDuration = maxSessionDuration
        self.tags = tags
        self.details = details
        self.arn = arn
    }
}
