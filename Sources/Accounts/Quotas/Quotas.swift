import IAMPolicy

/// Quotas of accounts and entities (user guide, "IAM and STS limits").
package enum Quotas {
    // MARK: Of an account

    /// Users.
    package static let users = 5_000
    /// Groups.
    package static let groups = 300
    /// Without service-linked ones.
    package static let roles = 1_000
    /// Managed policies.
    package static let policies = 1_500
    /// Instance profiles.
    package static let instanceProfiles = 1_000
    /// SAML providers.
    package static let samlProviders = 100
    /// OpenID Connect providers.
    package static let oidcProviders = 100
    /// Virtual ones.
    package static let mfaDevices = 5_000

    /// Server certificates.
    package static let serverCertificates = 20
    /// Reports of accesses that can be read.
    package static let accessReports = 1_000

    // MARK: Of an entity

    /// Managed policies that are attached to a user, group or role.
    package static let attachedPolicies = 10
    /// Groups that a user is in.
    package static let groupsPerUser = 10
    /// Of a user or of root.
    package static let mfaDevicesPerUser = 8
    /// Versions of a managed policy.
    package static let versionsPerPolicy = 5
    /// SSH public keys of a user.
    package static let sshPublicKeysPerUser = 5
    /// Signing certificates of a user.
    package static let signingCertificatesPerUser = 2
    /// Of a user for one service.
    package static let serviceCredentialsPerService = 2
    /// Private keys of a SAML provider.
    package static let privateKeysPerProvider = 2

    /// Quotas in a summary, by key; those of things that are not here as AWS has them.
    package static let summary: [String: Int] = [
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
