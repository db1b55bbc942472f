import AWSQuery

/// The parameters of IAM and what they look like, as the service model says.
extension ParameterName {
    static let accessKeyID = ParameterName("AccessKeyId", .text(TextShape(16, 128, .identifier)))
    static let accountAlias = ParameterName("AccountAlias", .text(TextShape(3, 63, .accountAlias)))
    static let actionNames = ParameterName("ActionNames", .list(.text(TextShape(3, 128)), maximum: nil))
    /// PEM.
    static let addPrivateKey = ParameterName(
        "AddPrivateKey", .text(TextShape(1, 16_384, .policyDocument, isSensitive: true)))
    /// Of a user, group, role or policy.
    static let arn = ParameterName("Arn", .arn)
    static let assertionEncryptionMode = ParameterName("AssertionEncryptionMode", .word(["Required", "Allowed"]))
    static let assignmentStatus = ParameterName("AssignmentStatus", .word(["Assigned", "Unassigned", "Any"]))
    static let assumeRolePolicyDocument = ParameterName("AssumeRolePolicyDocument", .policyDocument)
    static let authenticationCode1 = ParameterName(
        "AuthenticationCode1", .text(TextShape(6, 6, .digits, isSensitive: true)))
    static let authenticationCode2 = ParameterName("AuthenticationCode2", authenticationCode1.shape)
    static let allowUsersToChangePassword = ParameterName("AllowUsersToChangePassword", .boolean)
    static let awsServiceName = ParameterName("AWSServiceName", .text(TextShape(1, 128, .name)))
    static let callerARN = ParameterName("CallerArn", .text(TextShape(1, 2_048)))
    static let certificateBody = ParameterName("CertificateBody", .pem)
    static let certificateChain = ParameterName(
        "CertificateChain", .text(TextShape(1, 2_097_152, .policyDocument)))
    static let certificateID = ParameterName("CertificateId", .text(TextShape(24, 128, .identifier)))
    static let clientID = ParameterName("ClientID", .text(TextShape(1, 255)))
    static let clientIDList = ParameterName("ClientIDList", .list(clientID.shape, maximum: nil))
    static let contextEntries = ParameterName(
        "ContextEntries",
        .structures(
            [.optional(.contextKeyName), .optional(.contextKeyValues), .optional(.contextKeyType)], maximum: nil))
    static let contextKeyName = ParameterName("ContextKeyName", .text(TextShape(5, 256)))
    static let contextKeyType = ParameterName(
        "ContextKeyType",
        .word([
            "string", "stringList", "numeric", "numericList", "boolean", "booleanList", "ip", "ipList", "binary",
            "binaryList", "date", "dateList",
        ]))
    static let contextKeyValues = ParameterName("ContextKeyValues", .list(.text(TextShape(0, nil)), maximum: nil))
    static let customSuffix = ParameterName("CustomSuffix", .text(TextShape(1, 64, .name)))
    static let deletionTaskID = ParameterName("DeletionTaskId", .text(TextShape(1, 1_000)))
    /// Of a role; that of a managed policy has another shape.
    static let description = ParameterName("Description", .text(TextShape(0, 1_000, .roleDescription)))
    static let encoding = ParameterName("Encoding", .word(["SSH", "PEM"]))
    static let entityFilter = ParameterName(
        "EntityFilter", .word(["User", "Role", "Group", "LocalManagedPolicy", "AWSManagedPolicy"]))
    static let filter = ParameterName("Filter", .list(entityFilter.shape, maximum: nil))
    static let globalEndpointTokenVersion = ParameterName(
        "GlobalEndpointTokenVersion", .word(["v1Token", "v2Token"]))
    static let granularity = ParameterName("Granularity", .word(["SERVICE_LEVEL", "ACTION_LEVEL"]))
    static let groupName = ParameterName("GroupName", .text(TextShape(1, 128, .name)))
    static let instanceProfileName = ParameterName("InstanceProfileName", .text(TextShape(1, 128, .name)))
    /// Of a report.
    static let jobID = ParameterName("JobId", .text(TextShape(36, 36)))
    static let key = ParameterName("Key", .text(TextShape(1, 128, .tagKey)))
    static let marker = ParameterName("Marker", .text(TextShape(1, 320, .marker)))
    static let maxItems = ParameterName("MaxItems", .integer(1...1_000))
    static let maxSessionDuration = ParameterName("MaxSessionDuration", .integer(3_600...43_200))
    /// Of a SAML provider.
    static let name = ParameterName("Name", .text(TextShape(1, 128, .providerName)))
    static let newGroupName = ParameterName("NewGroupName", groupName.shape)
    static let newPath = ParameterName("NewPath", .path)
    static let newServerCertificateName = ParameterName("NewServerCertificateName", serverCertificateName.shape)
    static let newUserName = ParameterName("NewUserName", .newUserName)
    static let onlyAttached = ParameterName("OnlyAttached", .boolean)
    static let openIDConnectProviderARN = ParameterName("OpenIDConnectProviderArn", .arn)
    static let hardExpiry = ParameterName("HardExpiry", .boolean)
    static let maxPasswordAge = ParameterName("MaxPasswordAge", .integer(1...1_095))
    static let minimumPasswordLength = ParameterName("MinimumPasswordLength", .integer(6...128))
    static let newPassword = ParameterName("NewPassword", .password)
    static let oldPassword = ParameterName("OldPassword", .password)
    static let password = ParameterName("Password", .password)
    static let passwordResetRequired = ParameterName("PasswordResetRequired", .boolean)
    static let passwordReusePrevention = ParameterName("PasswordReusePrevention", .integer(1...24))
    static let requireLowercaseCharacters = ParameterName("RequireLowercaseCharacters", .boolean)
    static let requireNumbers = ParameterName("RequireNumbers", .boolean)
    static let requireSymbols = ParameterName("RequireSymbols", .boolean)
    static let requireUppercaseCharacters = ParameterName("RequireUppercaseCharacters", .boolean)
    /// ARN or account of whoever asked for permissions.
    static let ownerID = ParameterName("OwnerId", .text(TextShape(20, 2_048, .ownerID)))
    static let path = ParameterName("Path", .path)
    static let pathPrefix = ParameterName("PathPrefix", .text(TextShape(1, 512, .pathPrefix)))
    static let permissionsBoundary = ParameterName("PermissionsBoundary", .arn)
    static let permissionsBoundaryPolicyInputList = ParameterName("PermissionsBoundaryPolicyInputList", .policyInputs)
    static let policyARN = ParameterName("PolicyArn", .arn)
    static let policyDocument = ParameterName("PolicyDocument", .policyDocument)
    static let policyInputList = ParameterName("PolicyInputList", .policyInputs)
    static let policyName = ParameterName("PolicyName", .text(TextShape(1, 128, .name)))
    static let policySourceARN = ParameterName("PolicySourceArn", .arn)
    static let policyUsageFilter = ParameterName(
        "PolicyUsageFilter", .word(["PermissionsPolicy", "PermissionsBoundary"]))
    static let privateKey = ParameterName(
        "PrivateKey", .text(TextShape(1, 16_384, .policyDocument, isSensitive: true)))
    static let removePrivateKey = ParameterName("RemovePrivateKey", .text(TextShape(22, 64, .privateKeyID)))
    static let resourceARNs = ParameterName("ResourceArns", .list(.text(TextShape(1, 2_048)), maximum: nil))
    static let resourceHandlingOption = ParameterName("ResourceHandlingOption", .text(TextShape(1, 64)))
    static let resourceOwner = ParameterName("ResourceOwner", .text(TextShape(1, 2_048)))
    static let resourcePolicy = ParameterName("ResourcePolicy", .policyDocument)
    static let roleName = ParameterName("RoleName", .text(TextShape(1, 64, .name)))
    static let samlMetadataDocument = ParameterName("SAMLMetadataDocument", .text(TextShape(1_000, 10_000_000)))
    static let samlProviderARN = ParameterName("SAMLProviderArn", .arn)
    static let scope = ParameterName("Scope", .word(["All", "AWS", "Local"]))
    static let serialNumber = ParameterName("SerialNumber", .text(TextShape(9, 256, .serialNumber)))
    static let serverCertificateName = ParameterName("ServerCertificateName", .text(TextShape(1, 128, .name)))
    static let serviceCredentialID = ParameterName(
        "ServiceSpecificCredentialId", .text(TextShape(20, 128, .identifier)))
    static let serviceName = ParameterName("ServiceName", .text(TextShape(0, nil)))
    static let serviceNamespace = ParameterName("ServiceNamespace", .text(TextShape(1, 64, .serviceNamespace)))
    static let serviceNamespaces = ParameterName("ServiceNamespaces", .list(serviceNamespace.shape, maximum: 200))
    static let setAsDefault = ParameterName("SetAsDefault", .boolean)
    static let sshPublicKeyBody = ParameterName("SSHPublicKeyBody", .pem)
    static let sshPublicKeyID = ParameterName("SSHPublicKeyId", .text(TextShape(20, 128, .identifier)))
    static let status = ParameterName("Status", .word(["Active", "Inactive", "Expired"]))
    static let tagKeys = ParameterName("TagKeys", .list(key.shape, maximum: 50))
    static let tags = ParameterName("Tags", .structures([.required(.key), .required(.value)], maximum: 50))
    static let thumbprintList = ParameterName("ThumbprintList", .list(.text(TextShape(40, 40)), maximum: nil))
    /// Of an OpenID Connect provider.
    static let url = ParameterName("Url", .text(TextShape(1, 255)))
    /// Of a user that is there; some operations take `ParameterShape.newUserName` alone.
    static let userName = ParameterName("UserName", .text(TextShape(1, 128, .name)))
    static let value = ParameterName("Value", .text(TextShape(0, 256, .tagValue)))
    static let versionID = ParameterName("VersionId", .text(TextShape(0, nil, .versionID)))
    static let virtualMFADeviceName = ParameterName("VirtualMFADeviceName", .text(TextShape(1, nil, .name)))
}

/// Shapes that several parameters share, or that a parameter has in some operations.
extension ParameterShape {
    /// Name of a user that is to be made.
    static let newUserName = text(TextShape(1, 64, .name))
    /// Path of an entity.
    static let path = text(TextShape(1, 512, .path))
    /// Path of a managed policy.
    static let policyPath = text(TextShape(1, 512, .policyPath))
    fileprivate static let pem = text(TextShape(1, 16_384, .policyDocument))
    fileprivate static let password = text(TextShape(1, 128, .policyDocument, isSensitive: true))
    fileprivate static let arn = text(TextShape(20, 2_048))
    fileprivate static let policyDocument = text(TextShape(1, 131_072, .policyDocument))
    fileprivate static let policyInputs = list(policyDocument, maximum: nil)
}

extension [Parameter] {
    /// `Marker` and `MaxItems`.
    static let page: [Parameter] = [.optional(.marker), .optional(.maxItems)]
}
