import AWSQuery

/// The permissions that an operation of STS asks for: what is enforced, and what documentation says of it.
package struct STSAccess: Sendable {
    /// The action; nil when no permission is needed.
    package let action: String?
    /// What the permission is needed for: `*`, or a resource by the parameter that names it.
    package let resource: String
    /// Condition keys beside those that every request has.
    package let keys: [String]
    /// When `sts:TagSession` is needed as well; nil for never.
    package let tagging: String?
    /// When `sts:SetSourceIdentity` is needed as well; nil for never.
    package let sourceIdentity: String?

    private init(
        _ action: String?, _ resource: String, keys: [String] = [], tagging: String? = nil,
        sourceIdentity: String? = nil
    ) {
        self.action = action
        self.resource = resource
        self.keys = keys
        self.tagging = tagging
        self.sourceIdentity = sourceIdentity
    }

    private static let tagAction = "sts:TagSession"
    private static let sourceIdentityAction = "sts:SetSourceIdentity"

    /// Further actions that are needed in some cases: the case and the action.
    package var further: [(when: String, action: String)] {
        [(tagging, Self.tagAction), (sourceIdentity, Self.sourceIdentityAction)].compactMap { when, action in
            when.map { ($0, action) }
        }
    }

    /// The actions that must be allowed for a call, each one.
    func actions(withTags: Bool = false, withSourceIdentity: Bool = false) -> [String] {
        var actions = [action].compactMap(\.self)
        if withTags { actions.append(Self.tagAction) }
        if withSourceIdentity { actions.append(Self.sourceIdentityAction) }
        return actions
    }
}

extension STSAccess {
    /// Needs nothing but credentials.
    static let none = STSAccess(nil, "")

    static let assumeRole = STSAccess(
        "sts:AssumeRole", "{\(ParameterName.roleARN)}, by its trust policy as well",
        keys: [
            "sts:RoleSessionName", "sts:ExternalId", "sts:SourceIdentity", "sts:TransitiveTagKeys",
            "aws:RequestTag/*", "aws:TagKeys", "iam:ResourceTag/*", "aws:ResourceTag/*",
            "aws:MultiFactorAuthPresent", "aws:MultiFactorAuthAge",
        ],
        tagging: "\(ParameterName.tags), \(ParameterName.transitiveTagKeys), or tags that a calling session passes on",
        sourceIdentity: "\(ParameterName.sourceIdentity), or that of the calling session")

    static let assumeRoleWithSAML = STSAccess(
        "sts:AssumeRoleWithSAML", "{\(ParameterName.roleARN)}, by its trust policy alone",
        keys: [
            "saml:*", "sts:RoleSessionName", "sts:SourceIdentity", "sts:TransitiveTagKeys", "aws:RequestTag/*",
            "aws:TagKeys", "aws:FederatedProvider",
        ],
        tagging: "PrincipalTag attributes", sourceIdentity: "a SourceIdentity attribute")

    static let getFederationToken = STSAccess(
        "sts:GetFederationToken", "federated-user/{\(ParameterName.name)}", keys: ["aws:RequestTag/*", "aws:TagKeys"],
        tagging: "\(ParameterName.tags)")

    static let getAccessKeyInfo = STSAccess("sts:GetAccessKeyInfo", "*")

    static let decodeAuthorizationMessage = STSAccess("sts:DecodeAuthorizationMessage", "*")
}
