/// The way an assertion came: a browser may post it to the sign-in page, and a tool may redeem it through the API as
/// well, once each.
public enum Channel: String, Hashable, Sendable, CaseIterable {
    /// `POST /saml`.
    case browser
    /// `AssumeRoleWithSAML`.
    case api
}
