"""The operations that the broker offers, by service; every other one of AWS answers NotImplemented."""

IAM = frozenset("""
    CreateSAMLProvider GetSAMLProvider ListSAMLProviders UpdateSAMLProvider DeleteSAMLProvider
    TagSAMLProvider UntagSAMLProvider ListSAMLProviderTags
    CreateOpenIDConnectProvider GetOpenIDConnectProvider ListOpenIDConnectProviders DeleteOpenIDConnectProvider
    AddClientIDToOpenIDConnectProvider RemoveClientIDFromOpenIDConnectProvider UpdateOpenIDConnectProviderThumbprint
    TagOpenIDConnectProvider UntagOpenIDConnectProvider ListOpenIDConnectProviderTags

    EnableOutboundWebIdentityFederation DisableOutboundWebIdentityFederation GetOutboundWebIdentityFederationInfo

    CreateRole GetRole ListRoles UpdateRole UpdateRoleDescription UpdateAssumeRolePolicy DeleteRole
    TagRole UntagRole ListRoleTags PutRolePermissionsBoundary DeleteRolePermissionsBoundary
    ListInstanceProfilesForRole
    CreateServiceLinkedRole DeleteServiceLinkedRole GetServiceLinkedRoleDeletionStatus

    CreateUser GetUser ListUsers UpdateUser DeleteUser TagUser UntagUser ListUserTags
    PutUserPermissionsBoundary DeleteUserPermissionsBoundary
    CreateGroup GetGroup ListGroups UpdateGroup DeleteGroup
    AddUserToGroup RemoveUserFromGroup ListGroupsForUser
    CreateAccessKey ListAccessKeys UpdateAccessKey DeleteAccessKey GetAccessKeyLastUsed
    CreateVirtualMFADevice EnableMFADevice DeactivateMFADevice ResyncMFADevice DeleteVirtualMFADevice
    ListMFADevices ListVirtualMFADevices GetMFADevice TagMFADevice UntagMFADevice ListMFADeviceTags

    PutRolePolicy GetRolePolicy DeleteRolePolicy ListRolePolicies
    PutUserPolicy GetUserPolicy DeleteUserPolicy ListUserPolicies
    PutGroupPolicy GetGroupPolicy DeleteGroupPolicy ListGroupPolicies
    CreatePolicy GetPolicy ListPolicies DeletePolicy TagPolicy UntagPolicy ListPolicyTags
    CreatePolicyVersion GetPolicyVersion ListPolicyVersions SetDefaultPolicyVersion DeletePolicyVersion
    AttachRolePolicy DetachRolePolicy ListAttachedRolePolicies
    AttachUserPolicy DetachUserPolicy ListAttachedUserPolicies
    AttachGroupPolicy DetachGroupPolicy ListAttachedGroupPolicies
    ListEntitiesForPolicy

    CreateLoginProfile GetLoginProfile UpdateLoginProfile DeleteLoginProfile ChangePassword
    GetAccountPasswordPolicy UpdateAccountPasswordPolicy DeleteAccountPasswordPolicy
    CreateInstanceProfile GetInstanceProfile ListInstanceProfiles DeleteInstanceProfile
    AddRoleToInstanceProfile RemoveRoleFromInstanceProfile
    TagInstanceProfile UntagInstanceProfile ListInstanceProfileTags
    UploadSSHPublicKey GetSSHPublicKey ListSSHPublicKeys UpdateSSHPublicKey DeleteSSHPublicKey
    UploadSigningCertificate ListSigningCertificates UpdateSigningCertificate DeleteSigningCertificate
    CreateServiceSpecificCredential ListServiceSpecificCredentials UpdateServiceSpecificCredential
    ResetServiceSpecificCredential DeleteServiceSpecificCredential
    UploadServerCertificate GetServerCertificate ListServerCertificates UpdateServerCertificate
    DeleteServerCertificate TagServerCertificate UntagServerCertificate ListServerCertificateTags
    GenerateCredentialReport GetCredentialReport
    GenerateServiceLastAccessedDetails GetServiceLastAccessedDetails GetServiceLastAccessedDetailsWithEntities
    ListPoliciesGrantingServiceAccess
    ListOrganizationsFeatures GetOrganizationsAccessReport ListDelegationRequests

    CreateAccountAlias DeleteAccountAlias ListAccountAliases GetAccountSummary GetAccountAuthorizationDetails
    SetSecurityTokenServicePreferences
    SimulateCustomPolicy SimulatePrincipalPolicy
    GetContextKeysForCustomPolicy GetContextKeysForPrincipalPolicy
""".split())

STS = frozenset("""
    AssumeRole AssumeRoleWithSAML AssumeRoleWithWebIdentity DecodeAuthorizationMessage GetAccessKeyInfo GetCallerIdentity
    GetFederationToken GetSessionToken GetWebIdentityToken
""".split())

#: Those of IAM that only ever say that there is none.
NONE_HERE = frozenset("""
    ListOrganizationsFeatures GetOrganizationsAccessReport
""".split())

OFFERED = {"iam": IAM, "sts": STS}
