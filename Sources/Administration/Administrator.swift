package import Accounts
package import Encodings
import Foundation
import IAMPolicy
package import STS
package import Sessions

/// Somebody who is signed in, and what his policies let him do here.
package struct Administrator: Sendable {
    /// Who it is.
    package let caller: Caller
    /// What is allowed.
    package let actions: Set<AdministratorAction>

    /// The account that he sees.
    package var account: Account { caller.account }
}

extension SecurityTokenService {
    /// What a console session may do on administrators' pages.
    ///
    /// Throws `STSError` when the session does not stand any more, or the store fails.
    package func administrator(
        _ console: ConsoleSession, call: CallContext, at now: Timestamp
    ) async throws(STSError) -> Administrator {
        let caller = try await caller(of: console)
        let policies = try await policies(of: caller)
        let keys = RequestKeys(caller, call, at: now).keys
        let allowed = AdministratorAction.allCases.filter { action in
            policies.evaluate(
                RequestContext(
                    principal: caller.principal, action: action.rawValue, resource: "*",
                    resourceAccount: caller.account.id.description, keys: keys)
            ).isAllowed
        }
        return Administrator(caller: caller, actions: Set(allowed))
    }
}
