import Accounts
import ActionCatalogue
import IAMPolicy
package import STS
package import Sessions

extension SecurityTokenService {
    /// The services of which a console session's policies grant anything, as policies name them; what else denies it is not asked.
    ///
    /// Throws `STSError` when the session does not stand any more, or the store fails.
    package func grantedServices(_ console: ConsoleSession) async throws(STSError) -> [String] {
        let policies = try await policies(of: caller(of: console))
        // What is passed with a session limits it to what both grant.
        let passed = GrantedServices(policies.session.map(\.document))
        let granted = GrantedServices(policies.identity.map(\.document)).namespaces
        return policies.session.isEmpty ? granted : granted.filter { passed.grants($0) }
    }
}
