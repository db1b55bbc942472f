import AWSQuery

/// The permissions that an operation of STS asks for: what is enforced, and what documentation says of it.
package struct STSAccess: Sendable {
    /// The action; nil when no permission is needed.
    package let action: String?
    /// What the permission is needed for: `*`, or a resource by the parameter that names it.
    package let resource: String
    /// Condition keys beside those that every request has.
    package let keys: [String]
    /// When `tagAction` is needed as well; nil for never.
    package let tagging: String?
    private let tagAction: String
    /// When `sts:SetSourceIdentity` is needed as well; nil for never.
    package let sourceIdentity: String?

    init(
        _ action: String?, _ resource: String, keys: [String] = [], tagging: String? = nil,
        sourceIdentity: String? = nil,
        tagAction: String = "sts:TagSession"
    ) {
        self.action = action
        self.resource = resource
        self.keys = keys
        self.tagging = tagging
        self.tagAction = tagAction
        self.sourceIdentity = sourceIdentity
    }

    private static let sourceIdentityAction = "sts:SetSourceIdentity"

    /// Further actions that are needed in some cases: the case and the action.
    package var further: [(when: String, action: String)] {
        [(tagging, tagAction), (sourceIdentity, Self.sourceIdentityAction)].compactMap { when, action in
            when.map { ($0, action) }
        }
    }

    /// The actions that must be allowed for a call, each one.
    func actions(withTags: Bool = false, withSourceIdentity: Bool = false) -> [String] {
        var actions = [action].compactMap(\.self)
        if withTags { actions.append(tagAction) }
        if withSourceIdentity { actions.append(Self.sourceIdentityAction) }
        return actions
    }
}

extension STSAccess {
    /// Needs nothing but credentials.
    static let none = STSAccess(nil, "")
}
