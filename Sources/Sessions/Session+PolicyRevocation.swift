package import Accounts
package import Encodings
import IAMPolicy

extension Session {
    /// What a session asks for at the sign-in page, as an action that policies can deny.
    private static let signInAction = "signin:ConsoleLogin"

    /// Whether the policies of its role or user deny it the console because it was issued too early: they would not deny it
    /// to a session that is issued at `instant`.
    ///
    /// AWS's console revokes sessions so, by a policy with `DateLessThan` on `aws:TokenIssueTime`. A denial for other
    /// reasons is none of the sign-in's: whoever may do nothing may see a console that shows nothing.
    package func isRevoked(by permissions: PrincipalPermissions, at instant: Timestamp) -> Bool {
        let policies = PolicySet(identity: permissions.identity)
        func isDenied(issuedAt: Timestamp) -> Bool {
            var keys = contextKeys(at: instant)
            keys["aws:CurrentTime"] = [instant.iso8601]
            keys["aws:EpochTime"] = [String(instant.epochSeconds)]
            keys["aws:TokenIssueTime"] = [issuedAt.iso8601]
            let request = RequestContext(
                principal: principal, action: Self.signInAction, resource: "*", resourceAccount: accountID.description,
                keys: keys)
            return policies.evaluate(request).effect == .explicitlyDenied
        }
        return isDenied(issuedAt: issuedAt) && !isDenied(issuedAt: max(issuedAt, instant))
    }
}
