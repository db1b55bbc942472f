/// A policy and the name under which decisions mention it.
public struct AttachedPolicy: Hashable, Sendable {
    /// The name.
    public var name: String
    /// The policy.
    public var document: PolicyDocument

    /// Names a policy.
    public init(name: String, document: PolicyDocument) {
        self.name = name
        self.document = document
    }
}
