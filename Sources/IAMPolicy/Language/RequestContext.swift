/// One request, as policies see it.
public struct RequestContext: Hashable, Sendable {
    /// Who asks.
    public var principal: Principal
    /// What is to be done, such as `sts:AssumeRoleWithSAML`.
    public var action: String
    /// The ARN that it is to be done to, or `*` where an action has no resource.
    public var resource: String
    /// The account that owns the resource; when absent, the account in the resource's ARN, else the caller's own.
    public var resourceAccount: String?
    /// Values of condition keys.
    public var keys: ContextKeys
    /// Whether a resource that is entered through its own policy alone, as a role is, is taken to leave the decision to
    /// identity policies: for a simulation that was not given the resource's policy.
    package var assumesDelegation = false

    /// Describes a request.
    public init(
        principal: Principal, action: String, resource: String, resourceAccount: String? = nil, keys: ContextKeys = [:]
    ) {
        self.principal = principal
        self.action = action
        self.resource = resource
        self.resourceAccount = resourceAccount
        self.keys = keys
    }
}
