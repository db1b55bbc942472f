package import Accounts
package import IAMPolicy
package import STS

/// A role among those that a sign-in gives, as it is offered to its subject.
package struct RoleOffer: Sendable {
    /// ARN of the role.
    package let roleARN: ARN
    /// ARN of the SAML provider.
    package let providerARN: ARN
    /// Name of the role.
    package let roleName: String
    /// A sentence for people.
    package let details: String?
    /// Its account, with the alias that it has now.
    package let account: Account
    /// Seconds that a console session would last.
    package let sessionSeconds: Int
    /// Why it would be refused now; nil when it would be given.
    package let refusal: STSError?
}
