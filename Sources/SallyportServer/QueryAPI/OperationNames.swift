/// The operations that AWS has in these services, by name.
///
/// One that is not built is answered with NotImplemented rather than as an unknown action: the caller has made no
/// mistake.
enum OperationNames {
    /// STS, version 2011-06-15.
    static let sts: [String] = [
        "AssumeRole", "AssumeRoleWithSAML", "AssumeRoleWithWebIdentity", "AssumeRoot", "DecodeAuthorizationMessage",
        "GetAccessKeyInfo", "GetCallerIdentity", "GetDelegatedAccessToken", "GetFederationToken",
        "GetScopedCredentials", "GetSessionToken", "GetWebIdentityToken",
    ]

    /// IAM, version 2010-05-08.
    static let iam: [String] = [
        "AcceptDelegationRequest", "AcquireRole", "AddClientIDToOpenIDConnectProvider", "AddRoleToInstanceProfile",
        "AddUserToGroup", "AssociateDelegationRequest", "AttachGroupPolicy", "AttachRolePolicy", "AttachUserPolicy",
        "ChangePassword", "CreateAccessKey", "CreateAccountAlias", "CreateDelegationRequest", "CreateGroup",
        "CreateInstanceProfile", "CreateLoginProfile", "CreateOpenIDConnectProvider", "CreatePolicy",
        "CreatePolicyVersion", "CreateRole", "CreateSAMLProvider", "CreateServiceLinkedRole",
        "CreateServiceSpecificCredential", "CreateUser", "CreateVirtualMFADevice", "DeactivateMFADevice",
        "DeleteAccessKey", "DeleteAccountAlias", "DeleteAccountPasswordPolicy", "DeleteGroup", "DeleteGroupPolicy",
        "DeleteInstanceProfile", "DeleteLoginProfile", "DeleteOpenIDConnectProvider", "DeletePolicy",
        "DeletePolicyVersion", "DeleteRole", "DeleteRolePermissionsBoundary", "DeleteRolePolicy", "DeleteSAMLProvider",
        "DeleteSSHPublicKey", "DeleteServerCertificate", "DeleteServiceLinkedRole", "DeleteServiceSpecificCredential",
        "DeleteSigningCertificate", "DeleteUser", "DeleteUserPermissionsBoundary", "DeleteUserPolicy",
        "DeleteVirtualMFADevice", "DetachGroupPolicy", "DetachRolePolicy", "DetachUserPolicy",
        "DisableOrganizationsRootCredentialsManagement", "DisableOrganizationsRootSessions",
        "DisableOutboundWebIdentityFederation", "EnableMFADevice", "EnableOrganizationsRootCredentialsManagement",
        "EnableOrganizationsRootSessions", "EnableOutboundWebIdentityFederation", "GenerateCredentialReport",
        "GenerateOrganizationsAccessReport", "GenerateServiceLastAccessedDetails", "GetAccessKeyLastUsed",
        "GetAccountAuthorizationDetails", "GetAccountPasswordPolicy", "GetAccountProperties", "GetAccountSummary",
        "GetContextKeysForCustomPolicy", "GetContextKeysForPrincipalPolicy", "GetCredentialReport",
        "GetDelegationRequest", "GetGroup", "GetGroupPolicy", "GetHumanReadableSummary", "GetInstanceProfile",
        "GetLoginProfile", "GetMFADevice", "GetOpenIDConnectProvider", "GetOrganizationsAccessReport",
        "GetOutboundWebIdentityFederationInfo", "GetPolicy", "GetPolicyVersion", "GetRole", "GetRolePolicy",
        "GetRoleTemplateVersion", "GetSAMLProvider", "GetSSHPublicKey", "GetServerCertificate",
        "GetServiceLastAccessedDetails", "GetServiceLastAccessedDetailsWithEntities",
        "GetServiceLinkedRoleDeletionStatus", "GetUser", "GetUserPolicy", "ListAccessKeys", "ListAccountAliases",
        "ListAttachedGroupPolicies", "ListAttachedRolePolicies", "ListAttachedUserPolicies", "ListDelegationRequests",
        "ListEntitiesForPolicy", "ListGroupPolicies", "ListGroups", "ListGroupsForUser", "ListInstanceProfileTags",
        "ListInstanceProfiles", "ListInstanceProfilesForRole", "ListMFADeviceTags", "ListMFADevices",
        "ListOpenIDConnectProviderTags", "ListOpenIDConnectProviders", "ListOrganizationsFeatures", "ListPolicies",
        "ListPoliciesGrantingServiceAccess", "ListPolicyTags", "ListPolicyVersions", "ListRolePolicies", "ListRoleTags",
        "ListRoles", "ListSAMLProviderTags", "ListSAMLProviders", "ListSSHPublicKeys", "ListServerCertificateTags",
        "ListServerCertificates", "ListServiceSpecificCredentials", "ListSigningCertificates", "ListUserPolicies",
        "ListUserTags", "ListUsers", "ListVirtualMFADevices", "PutAccountProperties", "PutGroupPolicy",
        "PutRolePermissionsBoundary", "PutRolePolicy", "PutUserPermissionsBoundary", "PutUserPolicy",
        "RejectDelegationRequest", "RemoveClientIDFromOpenIDConnectProvider", "RemoveRoleFromInstanceProfile",
        "RemoveUserFromGroup", "ResetServiceSpecificCredential", "ResyncMFADevice", "SendDelegationToken",
        "SetDefaultPolicyVersion", "SetSecurityTokenServicePreferences", "SimulateCustomPolicy",
        "SimulatePrincipalPolicy", "TagInstanceProfile", "TagMFADevice", "TagOpenIDConnectProvider", "TagPolicy",
        "TagRole", "TagSAMLProvider", "TagServerCertificate", "TagUser", "UntagInstanceProfile", "UntagMFADevice",
        "UntagOpenIDConnectProvider", "UntagPolicy", "UntagRole", "UntagSAMLProvider", "UntagServerCertificate",
        "UntagUser", "UpdateAccessKey", "UpdateAccountPasswordPolicy", "UpdateAssumeRolePolicy",
        "UpdateDelegationRequest", "UpdateGroup", "UpdateLoginProfile", "UpdateOpenIDConnectProvider",
        "UpdateOpenIDConnectProviderThumbprint", "UpdateRole", "UpdateRoleDescription",
        "UpdateSAMLProvider", "UpdateSSHPublicKey", "UpdateServerCertificate",
        "UpdateServiceSpecificCredential", "UpdateSigningCertificate", "UpdateUser", "UploadSSHPublicKey",
        "UploadServerCertificate", "UploadSigningCertificate",
    ]
}

extension OperationNames {
    /// Operations of AWS that are not built, and why.
    struct NotOffered {
        let names: [String]
        /// Whose they are, or what does the same.
        let reason: String
    }

    /// All that are not built, each once.
    static let notOffered = [
        NotOffered(
            names: [
                "AssumeRoot", "DisableOrganizationsRootCredentialsManagement", "DisableOrganizationsRootSessions",
                "EnableOrganizationsRootCredentialsManagement", "EnableOrganizationsRootSessions",
                "GenerateOrganizationsAccessReport",
            ],
            reason: """
                belong to AWS Organizations: root sessions and credentials of member accounts, and the report of their \
                accesses. An account here is in no organization of AWS; `organization` of the configuration limits accounts
                """),
        NotOffered(
            names: [
                "AcceptDelegationRequest", "AssociateDelegationRequest", "CreateDelegationRequest",
                "GetDelegatedAccessToken", "GetDelegationRequest", "GetHumanReadableSummary", "RejectDelegationRequest",
                "SendDelegationToken", "UpdateDelegationRequest",
            ],
            reason: """
                products of AWS's partners ask for permissions for a time, AWS's console has them approved and a model of \
                AWS's summarises them: no partner asks a broker
                """),
        NotOffered(
            names: ["AcquireRole", "GetRoleTemplateVersion"],
            reason: """
                make roles of templates that services of AWS publish; `sallyport role template` writes trust policies
                """),
        NotOffered(
            names: ["GetAccountProperties", "PutAccountProperties"],
            reason: "AWS's own switches of an account, such as that of Role Manager; the broker's are in its file"),
        NotOffered(
            names: ["GetScopedCredentials"],
            reason: "scopes that services of AWS define; a session policy limits a session here"),
        NotOffered(
            names: ["UpdateOpenIDConnectProvider"],
            reason: """
                audiences and thumbprints are changed by `AddClientIDToOpenIDConnectProvider`, \
                `RemoveClientIDFromOpenIDConnectProvider` and `UpdateOpenIDConnectProviderThumbprint`
                """),
    ]
}
