public import IAMPolicy

/// Whose permissions a session has: the `sessionIssuer` of an audit record.
public struct SessionIssuer: Hashable, Sendable {
    /// Kinds of issuers.
    public enum Kind: UInt8, Hashable, Sendable {
        /// A role.
        case role = 1
        /// A user.
        case user = 2
        /// The root of an account.
        case root = 3
    }

    /// Kind.
    public let kind: Kind
    /// `arn:<partition>:iam::<account>:role/…`, `…:user/…` or `…:root`.
    public let arn: ARN
    /// Unique id of the role or user; for root the account's digits.
    public let uniqueID: String

    /// Makes an issuer.
    public init(kind: Kind, arn: ARN, uniqueID: String) {
        self.kind = kind
        self.arn = arn
        self.uniqueID = uniqueID
    }

    /// Whether it is a role that is linked to a service.
    package var isServiceLinkedRole: Bool {
        kind == .role && arn.resource.hasPrefix("role" + Role.serviceLinkedPath)
    }

    /// Name of the role or user, the last part of its ARN; `root` for root.
    public var name: String { arn.resourceName }
}
