public import Accounts
import Encodings
public import SAML2

/// What a validated assertion grants: roles, session name, duration, tags and source identity, all well formed.
///
/// Made of a `ValidatedAssertion`, and of the claim rules of the provider that vouches for it.
public final class RoleClaims: Sendable {
    /// The assertion that says it.
    public let assertion: ValidatedAssertion
    /// Pairs of the Role attribute in document order, at least one, none twice.
    public let roles: [RoleClaim]
    /// RoleSessionName: 2 to 64 of `[a-zA-Z_0-9+=,.@-]`.
    public let roleSessionName: String
    /// SessionDuration in seconds, 900 to 43,200.
    public let sessionDuration: Int?
    /// Session tags, at most 50, with keys that differ regardless of case.
    public let tags: [SessionTag]
    /// Keys of tags that pass on to further roles.
    public let transitiveTagKeys: [String]
    /// SourceIdentity: 2 to 64 of `[a-zA-Z_0-9+=,.@-]`.
    public let sourceIdentity: String?
    /// By which rules there is what the assertion does not say itself.
    package let origins: ClaimOrigins
    package let contextKeys: AttributeContextKeys

    /// Takes the claims of `assertion`, completed by rules, when nothing is wrong with them.
    ///
    /// Throws every fault, in the order of `ClaimRule`; none but that there is no session name, when the list is empty.
    package init(_ assertion: ValidatedAssertion, wellFormed claims: AttributeClaims) throws(Malformed) {
        guard let sessionName = claims.roleSessionName, claims.faults.isEmpty else {
            throw Malformed(
                faults: ClaimRule.allCases.flatMap { rule in claims.faults.filter { $0.rule == rule } })
        }
        self.assertion = assertion
        self.roles = claims.roles
        self.roleSessionName = sessionName
        self.sessionDuration = claims.sessionDuration
        self.tags = claims.tags
        self.transitiveTagKeys = claims.transitiveTagKeys
        self.sourceIdentity = claims.sourceIdentity
        self.origins = claims.origins
        self.contextKeys = AttributeContextKeys(assertion.attributes)
    }

    /// Claims that are missing or malformed.
    package struct Malformed: Error {
        package let faults: [ClaimFault]
    }

    /// Attributes and values that no context key is made of because another came first.
    public var ignoredClaims: [String] { contextKeys.ignored }
}
