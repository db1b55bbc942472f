public import AWSQuery

/// An operation of IAM: its parameters, who may call it, and what it does.
public struct IAMOperation: Sendable {
    /// What an operation does within a transaction.
    typealias Body = @Sendable (OperationContext) async throws -> QueryResult

    /// Name, as calls carry it in `Action`.
    public let name: String
    /// Parameters with their constraints.
    public let parameters: [Parameter]
    /// The permission that a caller needs.
    public let access: AccessRule
    /// Whether it is there to change entities.
    public let isWrite: Bool
    let body: Body
    /// Whether it may need the first keys of the account's issuer.
    var makesIssuer = false
    /// What it makes of many entities before its transaction, in one that reads; nothing when it needs nothing.
    var report: (@Sendable (OperationContext) async throws -> String?)?
    /// Whether the password policy of an account can leave it to users, without a policy that allows it.
    var isLeftToUsers = false

    /// An operation that reads; one that has to change something now and then says so with
    /// `OperationContext.requireWriting` first.
    static func reading(
        _ name: String, parameters: [Parameter], access: AccessRule, _ body: @escaping Body
    ) -> IAMOperation {
        IAMOperation(name: name, parameters: parameters, access: access, isWrite: false, body: body)
    }

    /// An operation that changes entities.
    static func writing(
        _ name: String, parameters: [Parameter], access: AccessRule, _ body: @escaping Body
    ) -> IAMOperation {
        IAMOperation(name: name, parameters: parameters, access: access, isWrite: true, body: body)
    }
}
