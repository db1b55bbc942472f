import AWSQuery
import Accounts
import Claims
import Encodings

/// The parameters of STS and what they look like: the one place where their constraints are said.
extension ParameterName {
    static let accessKeyID = ParameterName("AccessKeyId", .text(TextShape(16, 128, .optionalIdentifier)))
    /// Whom a web identity token is for.
    static let audience = ParameterName("Audience", .list(audienceMember.shape, maximum: 10))
    /// One of `Audience`.
    static let audienceMember = ParameterName("member", .text(TextShape(1, 1_000)))
    /// By the life of a role's credentials; see `longTermDuration`.
    static let durationSeconds = ParameterName("DurationSeconds", .integer(DurationRule.minimum...DurationRule.maximum))
    static let encodedMessage = ParameterName("EncodedMessage", .text(TextShape(1, 10_240)))
    static let externalID = ParameterName("ExternalId", .text(TextShape(2, 1_224, .externalID)))
    /// Key of a session tag.
    static let key = ParameterName("Key", .text(TextShape(1, 128, .tagKey)))
    /// Name of a federated user.
    static let name = ParameterName("Name", .text(TextShape(2, 32, .sessionName)))
    /// Session policy.
    static let policy = ParameterName("Policy", .text(TextShape(1, 2_048, .policyDocument)))
    /// ARN of a managed policy in `PolicyArns`.
    static let policyARN = ParameterName("arn", .stsARN)
    static let policyARNs = ParameterName("PolicyArns", .structures([.optional(.policyARN)], maximum: 10))
    static let principalARN = ParameterName("PrincipalArn", .stsARN)
    /// Not offered.
    static let providedContexts = ParameterName("ProvidedContexts", .structures([], maximum: nil))
    /// Of an OAuth 2.0 provider, whose access tokens are not taken.
    static let providerID = ParameterName("ProviderId", .text(TextShape(4, 2_048)))
    static let roleARN = ParameterName("RoleArn", .stsARN)
    static let roleSessionName = ParameterName("RoleSessionName", .sessionName)
    static let samlAssertion = ParameterName("SAMLAssertion", .text(TextShape(4, 100_000, isSensitive: true)))
    static let serialNumber = ParameterName("SerialNumber", .text(TextShape(9, 256, .optionalSerialNumber)))
    /// Of a web identity token.
    static let signingAlgorithm = ParameterName("SigningAlgorithm", .word(OutboundIssuerRecord.algorithms))
    static let sourceIdentity = ParameterName("SourceIdentity", .sessionName)
    static let tags = ParameterName(
        "Tags", .structures([.required(.key), .required(.value)], maximum: SessionTagRules.maximumCount))
    static let tokenCode = ParameterName("TokenCode", .text(TextShape(6, 6, .optionalDigits, isSensitive: true)))
    static let transitiveTagKeys = ParameterName(
        "TransitiveTagKeys", .list(key.shape, maximum: SessionTagRules.maximumCount))
    /// Value of a session tag.
    static let value = ParameterName("Value", .text(TextShape(0, 256, .tagValue)))
    static let webIdentityToken = ParameterName("WebIdentityToken", .text(TextShape(4, 20_000, isSensitive: true)))
}

extension ParameterShape {
    /// Life of credentials that are made of long-term keys.
    static let longTermDuration = integer(DurationRule.longTermRange)
    /// Life of a web identity token.
    static let webIdentityTokenDuration = integer(60...3_600)
    fileprivate static let stsARN = text(TextShape(20, 2_048, .arn))
    fileprivate static let sessionName = text(TextShape(2, 64, .sessionName))
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
    var policyARNs: [String] { structures(.policyARNs).compactMap { $0.text(.policyARN) } }

    /// Tags in `Tags`.
    var sessionTags: [SessionTag] { structures(.tags).map { SessionTag(key: $0[.key], value: $0[.value]) } }
}
