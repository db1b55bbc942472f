/// Names, references and hints of the checks on claims, and the error that each one's failure becomes.
package enum ClaimRule: String, CaseIterable {
    case role = "claims.role"
    case roleSessionName = "claims.role-session-name"
    case sessionDuration = "claims.session-duration"
    case principalTags = "claims.principal-tags"
    case transitiveTagKeys = "claims.transitive-tag-keys"
    case sourceIdentity = "claims.source-identity"
    case contextKeys = "claims.context-keys"

    private static let guide = "IAM User Guide, Configure SAML assertions for the authentication response"
    private static let tags = "IAM User Guide, Passing session tags in AWS STS"

    package var reference: String {
        switch self {
        case .role, .roleSessionName, .sessionDuration, .contextKeys: Self.guide
        case .principalTags, .transitiveTagKeys: Self.tags
        case .sourceIdentity: "IAM User Guide, Monitor and control actions taken with assumed roles"
        }
    }

    package var expected: String {
        switch self {
        case .role: "at least one pair of role ARN and SAML provider ARN, each of one account and partition"
        case .roleSessionName: "one value that matches [a-zA-Z_0-9+=,.@-]{2,64}"
        case .sessionDuration: "absent, or one whole number from 900 to 43200"
        case .principalTags:
            "at most 50 tags with keys of 1 to 128 and values of 0 to 256 characters, keys different without regard to case"
        case .transitiveTagKeys: "each one the key of a PrincipalTag"
        case .sourceIdentity: "absent, or one value that matches [a-zA-Z_0-9+=,.@-]{2,64} and does not begin with aws:"
        case .contextKeys: "at most one attribute for each context key"
        }
    }

    /// What to change at the identity provider.
    package var hint: String {
        switch self {
        case .role:
            "Send the attribute https://aws.amazon.com/SAML/Attributes/Role with one value a role: "
                + "arn:aws:iam::<account>:role/<name>,arn:aws:iam::<account>:saml-provider/<name>"
        case .roleSessionName:
            "Send the attribute https://aws.amazon.com/SAML/Attributes/RoleSessionName once, with a user id or mail address "
                + "rather than a display name"
        case .sessionDuration:
            "Send https://aws.amazon.com/SAML/Attributes/SessionDuration as seconds without a unit, or leave it out"
        case .principalTags:
            "Send one attribute https://aws.amazon.com/SAML/Attributes/PrincipalTag:<key> a tag, with one value of letters, "
                + "digits, spaces and _.:/=+-@"
        case .transitiveTagKeys:
            "List in https://aws.amazon.com/SAML/Attributes/TransitiveTagKeys only keys that are sent as PrincipalTag"
        case .sourceIdentity:
            "Send https://aws.amazon.com/SAML/Attributes/SourceIdentity once, with a stable user id"
        case .contextKeys:
            "Send one attribute for each context key; the first in the document counts"
        }
    }
}
