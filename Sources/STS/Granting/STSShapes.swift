import AWSQuery
import Accounts
import Encodings

/// What the parameters of STS look like: the one place where their constraints are said.
extension ParameterShape {
    /// ARN.
    static let stsARN = text(TextShape(20, 2_048, .arn))
    /// ARNs of managed policies.
    static let policyARNs = structures([.optional("arn", .stsARN)], maximum: 10)
    /// Session policy.
    static let sessionPolicy = text(TextShape(1, 2_048, .policyDocument))
    /// Life of a role's credentials.
    static let roleDuration = integer(DurationRule.minimum...DurationRule.maximum)
    /// Life of credentials that are made of long-term keys.
    static let longTermDuration = integer(DurationRule.longTermRange)
    /// Session name, source identity.
    static let sessionName = text(TextShape(2, 64, .sessionName))
    /// Name of a federated user.
    static let federatedUserName = text(TextShape(2, 32, .sessionName))
    /// What the owner of a role has asked the caller to name.
    static let externalID = text(TextShape(2, 1_224, .externalID))
    /// Session tags.
    static let sessionTags = structures(
        [.required("Key", .sessionTagKey), .required("Value", .sessionTagValue)],
        maximum: SessionTagRules.maximumCount)
    /// Key of a session tag.
    static let sessionTagKey = text(TextShape(1, 128, .tagKey))
    /// Value of a session tag.
    static let sessionTagValue = text(TextShape(0, 256, .tagValue))
    /// Keys of session tags.
    static let sessionTagKeys = list(.sessionTagKey, maximum: SessionTagRules.maximumCount)
    /// Serial number of an MFA device.
    static let mfaSerialNumber = text(TextShape(9, 256, .optionalSerialNumber))
    /// One-time password.
    static let mfaCode = text(TextShape(6, 6, .optionalDigits, isSensitive: true))
}

extension ParameterValidation {
    /// Throws `ValidationError` with all that is wrong.
    func end() throws(STSError) {
        guard let fault else { return }
        throw STSError(.validationError, fault.message, cause: fault.message.cut(to: 600))
    }
}

extension QueryParameters {
    /// ARNs of the managed policies in `PolicyArns`.
    var policyARNs: [String] { structures("PolicyArns").compactMap { $0.text("arn") } }

    /// Tags in `Tags`.
    var sessionTags: [SessionTag] { structures("Tags").map { SessionTag(key: $0["Key"], value: $0["Value"]) } }
}
