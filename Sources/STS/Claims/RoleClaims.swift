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
    let origins: ClaimOrigins
    let contextKeys: AttributeContextKeys

    /// Reads the claims of `assertion` as AWS does in `partition`.
    ///
    /// Throws the `STSError` of the first claim that is missing or malformed, with every failed check in it.
    public convenience init(_ assertion: ValidatedAssertion, partition: Partition) throws(STSError) {
        try self.init(assertion, AttributeClaims(assertion.attributes, partition: partition))
    }

    /// Takes the claims of `assertion`, completed by rules, when nothing is wrong with them.
    init(_ assertion: ValidatedAssertion, _ claims: AttributeClaims) throws(STSError) {
        guard let sessionName = claims.roleSessionName, claims.faults.isEmpty else { throw Self.error(claims.faults) }
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

    private static func error(_ faults: [ClaimFault]) -> STSError {
        let ordered = ClaimRule.allCases.flatMap { rule in faults.filter { $0.rule == rule } }
        guard let first = ordered.first else {
            return STSError(.invalidIdentityToken, ClaimFault.sessionNameRequired, cause: "no RoleSessionName")
        }
        return STSError(
            first.code, first.message, cause: "\(first.rule.rawValue): \(first.actual.cut(to: 300))",
            failedChecks: ordered.map(\.check))
    }

    /// Attributes and values that no context key is made of because another came first.
    public var ignoredClaims: [String] { contextKeys.ignored }
}
