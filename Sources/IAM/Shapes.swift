import AWSQuery

/// Shapes that operations share, by their names in the service model.
extension ParameterShape {
    /// Name of a role.
    static let roleName = text(TextShape(1, 64, .name))
    /// Name of a user that is there.
    static let existingUserName = text(TextShape(1, 128, .name))
    /// Name of a user that is to be made.
    static let userName = text(TextShape(1, 64, .name))
    /// Name of a group.
    static let groupName = text(TextShape(1, 128, .name))
    /// Name of a policy, managed or embedded.
    static let policyName = text(TextShape(1, 128, .name))
    /// Name of a SAML provider.
    static let providerName = text(TextShape(1, 128, .providerName))
    /// Path of an entity.
    static let path = text(TextShape(1, 512, .path))
    /// Path of a managed policy.
    static let policyPath = text(TextShape(1, 512, .policyPath))
    /// Beginning of a path.
    static let pathPrefix = text(TextShape(1, 512, .pathPrefix))
    /// ARN.
    static let arn = text(TextShape(20, 2_048))
    /// Text of a policy.
    static let policyDocument = text(TextShape(1, 131_072, .policyDocument))
    /// Description of a role.
    static let roleDescription = text(TextShape(0, 1_000, .roleDescription))
    /// Description of a managed policy.
    static let policyDescription = text(TextShape(0, 1_000))
    /// Longest life of a role's credentials.
    static let maxSessionDuration = integer(3_600...43_200)
    /// Marker of a page.
    static let marker = text(TextShape(1, 320, .marker))
    /// Entities in a page.
    static let maxItems = integer(1...1_000)
    /// Tags.
    static let tags = structures(
        [
            .required("Key", .text(TextShape(1, 128, .tagKey))),
            .required("Value", .text(TextShape(0, 256, .tagValue))),
        ], maximum: 50)
    /// Keys of tags.
    static let tagKeys = list(.text(TextShape(1, 128, .tagKey)), maximum: 50)
    /// Access key id.
    static let accessKeyID = text(TextShape(16, 128, .identifier))
    /// Name of a virtual MFA device.
    static let mfaDeviceName = text(TextShape(1, nil, .name))
    /// Serial number of an MFA device.
    static let serialNumber = text(TextShape(9, 256, .serialNumber))
    /// One-time password.
    static let authenticationCode = text(TextShape(6, 6, .digits, isSensitive: true))
    /// Id of a policy's version.
    static let versionID = text(TextShape(0, nil, .versionID))
    /// Metadata of a SAML provider.
    static let metadataDocument = text(TextShape(1_000, 10_000_000))
    /// Whether assertions have to be encrypted.
    static let encryptionMode = word(["Required", "Allowed"])
    /// Private key of a SAML provider, PEM.
    static let privateKey = text(TextShape(1, 16_384, .policyDocument, isSensitive: true))
    /// Id of such a key.
    static let privateKeyID = text(TextShape(22, 64, .privateKeyID))
    /// Suffix of a service-linked role's name.
    static let customSuffix = text(TextShape(1, 64, .name))
    /// Name of a service.
    static let serviceName = text(TextShape(1, 128, .name))
    /// Id of a deletion task.
    static let deletionTaskID = text(TextShape(1, 1_000))
    /// Alias of an account.
    static let accountAlias = text(TextShape(3, 63, .accountAlias))
    /// Status of a key.
    static let status = word(["Active", "Inactive", "Expired"])
}

extension [Parameter] {
    /// `Marker` and `MaxItems`.
    static let page: [Parameter] = [.optional("Marker", .marker), .optional("MaxItems", .maxItems)]
}
