/// Quotas of accounts and entities (user guide, "IAM and STS limits"), for what the summary of an account says.
enum Quotas {
    /// SAML providers of an account.
    static let samlProviders = 100
    /// Private keys of a SAML provider.
    static let privateKeysPerProvider = 2

    /// Quotas in a summary, by key; those of things that are not here as AWS has them.
    static let summary: [String: Int] = [
        "AccessKeysPerUserQuota": 2, "AssumeRolePolicySizeQuota": 2_048, "AttachedPoliciesPerGroupQuota": 10,
        "AttachedPoliciesPerRoleQuota": 10, "AttachedPoliciesPerUserQuota": 10, "GroupPolicySizeQuota": 5_120,
        "GroupsPerUserQuota": 10, "GroupsQuota": 300, "InstanceProfilesQuota": 1_000, "PoliciesQuota": 1_500,
        "PolicySizeQuota": 6_144, "PolicyVersionsInUseQuota": 10_000, "RolePolicySizeQuota": 10_240,
        "RolesQuota": IAMService.roleQuota, "ServerCertificatesQuota": 20, "SigningCertificatesPerUserQuota": 2,
        "UserPolicySizeQuota": 2_048, "UsersQuota": 5_000, "VersionsPerPolicyQuota": 5,
    ]
}
