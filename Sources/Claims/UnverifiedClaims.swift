public import Accounts
public import SAML2

/// What the attributes of an assertion that nobody has verified would say to AWS: for showing, and for nothing else.
///
/// No operation takes a value of this type; `RoleClaims` are made of a `ValidatedAssertion` alone.
public struct UnverifiedClaims: Sendable {
    /// Pairs of the Role attribute that are well formed.
    public let roles: [RoleClaim]
    /// RoleSessionName, when it is well formed.
    public let roleSessionName: String?
    /// SessionDuration in seconds, when it is well formed.
    public let sessionDuration: Int?
    /// Session tags.
    public let tags: [SessionTag]
    /// Keys of the tags that pass on to further roles.
    public let transitiveTagKeys: [String]
    /// SourceIdentity, when it is well formed.
    public let sourceIdentity: String?
    /// Context keys that come from attributes, in lower case.
    public let attributeContextKeys: [String: [String]]
    /// The checks on claims, in the order in which they decide.
    public let checks: [Check]
    /// By which rules there is what the attributes do not say themselves.
    package let origins: ClaimOrigins

    /// Reads attributes as AWS would in `partition`.
    public init(attributes: [SAMLAttribute], partition: Partition) {
        self.init(attributes: attributes, partition: partition, completedBy: nil)
    }

    /// Reads attributes, completed by what rules make of them for a session with `roleARN`.
    package init(
        attributes: [SAMLAttribute], partition: Partition, completedBy mapped: MappedClaims?, for roleARN: String? = nil
    ) {
        let claims = AttributeClaims(attributes, partition: partition, completedBy: mapped, for: roleARN)
        let keys = AttributeContextKeys(attributes)
        self.roles = claims.roles
        self.roleSessionName = claims.roleSessionName
        self.sessionDuration = claims.sessionDuration
        self.tags = claims.tags
        self.transitiveTagKeys = claims.transitiveTagKeys
        self.sourceIdentity = claims.sourceIdentity
        self.attributeContextKeys = Dictionary(
            keys.entries.map { ($0.key, $0.values) }, uniquingKeysWith: { first, _ in first })
        self.origins = claims.origins
        self.checks = ClaimChecks.all(claims, keys)
    }
}
