import Accounts
import IAMPolicy

/// Quotas of accounts and entities (user guide, "IAM and STS limits").
enum Quotas {
    // MARK: Of an account

    static let users = 5_000
    static let groups = 300
    /// Without service-linked ones.
    static let roles = 1_000
    /// Managed policies.
    static let policies = 1_500
    static let instanceProfiles = 1_000
    static let samlProviders = 100
    /// OpenID Connect providers.
    static let oidcProviders = 100
    /// Virtual ones.
    static let mfaDevices = 5_000

    static let serverCertificates = 20
    /// Reports of accesses that can be read.
    static let accessReports = 1_000

    // MARK: Of an entity

    /// Managed policies that are attached to a user, group or role.
    static let attachedPolicies = 10
    static let groupsPerUser = 10
    /// Of a user or of root.
    static let mfaDevicesPerUser = 8
    static let versionsPerPolicy = 5
    static let sshPublicKeysPerUser = 5
    static let signingCertificatesPerUser = 2
    /// Of a user for one service.
    static let serviceCredentialsPerService = 2
    static let privateKeysPerProvider = 2

    /// Quotas in a summary, by key; those of things that are not here as AWS has them.
    static let summary: [String: Int] = [
        "AccessKeysPerUserQuota": AccessKeys.maximum, "AssumeRolePolicySizeQuota": PolicyKind.trust.sizeLimit,
        "AttachedPoliciesPerGroupQuota": attachedPolicies, "AttachedPoliciesPerRoleQuota": attachedPolicies,
        "AttachedPoliciesPerUserQuota": attachedPolicies, "GroupPolicySizeQuota": PolicyKind.inlineGroup.sizeLimit,
        "GroupsPerUserQuota": groupsPerUser, "GroupsQuota": groups, "InstanceProfilesQuota": instanceProfiles,
        "PoliciesQuota": policies, "PolicySizeQuota": PolicyKind.managed.sizeLimit, "PolicyVersionsInUseQuota": 10_000,
        "RolePolicySizeQuota": PolicyKind.inlineRole.sizeLimit, "RolesQuota": roles,
        "ServerCertificatesQuota": serverCertificates,
        "SigningCertificatesPerUserQuota": signingCertificatesPerUser,
        "UserPolicySizeQuota": PolicyKind.inlineUser.sizeLimit,
        "UsersQuota": users, "VersionsPerPolicyQuota": versionsPerPolicy,
    ]
}
