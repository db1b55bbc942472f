/// A `Principal` or `NotPrincipal` element.
public struct PrincipalElement: Hashable, Sendable {
    /// The name in front of a principal.
    public enum PrincipalType: String, Hashable, Sendable, CaseIterable {
        /// Accounts, users, roles and sessions.
        case aws = "AWS"
        /// SAML and OpenID Connect providers.
        case federated = "Federated"
        /// Services.
        case service = "Service"
        /// Canonical user ids of Amazon S3.
        case canonicalUser = "CanonicalUser"
    }

    /// One principal.
    public struct Entry: Hashable, Sendable {
        /// The name in front; `nil` when the element is the bare text `*`.
        public let type: PrincipalType?
        /// The principal as written.
        public let value: String
        /// Where it stands, in UTF-8 bytes from the beginning of the document.
        package let offset: Int
        let matcher: PrincipalMatcher

        init(type: PrincipalType?, value: String, offset: Int) {
            self.type = type
            self.value = value
            self.offset = offset
            matcher = PrincipalMatcher(type: type, value: value)
        }
    }

    /// Whether the element is `NotPrincipal`.
    public let isNegated: Bool
    /// The principals.
    public let entries: [Entry]
    /// Where the element stands.
    package let offset: Int
}
