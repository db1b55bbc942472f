import Encodings
import IAMPolicy

/// The session tags that a token brings in the claim `https://aws.amazon.com/tags` (IAM User Guide, "Passing session tags in
/// AWS STS"): `{"principal_tags": {"team": ["blue"]}, "transitive_tag_keys": ["team"]}`.
package struct TokenTags: Hashable, Sendable {
    /// A tag.
    package struct Tag: Hashable, Sendable {
        /// Its key.
        package let key: String
        /// Its value.
        package let value: String
    }

    /// The tags, in the order of the token.
    package let tags: [Tag]
    /// Keys of those that pass on to further roles.
    package let transitiveKeys: [String]

    static let claim = "https://aws.amazon.com/tags"
    static let none = TokenTags(tags: [], transitiveKeys: [])

    private init(tags: [Tag], transitiveKeys: [String]) {
        self.tags = tags
        self.transitiveKeys = transitiveKeys
    }

    /// Reads the claim; throws what is not of its form.
    init(_ node: JSONNode) throws(WebIdentityError) {
        guard node.members != nil else { throw WebIdentityError("\(Self.claim) is \(node.kind), not an object") }
        var tags: [Tag] = []
        if let principal = node.member("principal_tags") {
            guard let members = principal.members else {
                throw WebIdentityError("principal_tags is \(principal.kind), not an object")
            }
            for member in members {
                guard let values = member.node.oneOrMoreTexts, values.count == 1 else {
                    throw WebIdentityError("the tag \(member.key.quoted) does not have exactly one text as value")
                }
                tags.append(Tag(key: member.key, value: values[0]))
            }
        }
        self.tags = tags
        guard let keys = node.member("transitive_tag_keys") else {
            transitiveKeys = []
            return
        }
        let texts = keys.elements?.compactMap(\.string)
        guard let texts, texts.count == keys.elements?.count else {
            throw WebIdentityError("transitive_tag_keys is not a list of texts")
        }
        transitiveKeys = texts
    }
}
