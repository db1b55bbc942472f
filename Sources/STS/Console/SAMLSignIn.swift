public import Accounts
package import Audit
import SAML2

/// A response that was posted to the sign-in page, and the roles among which its subject may choose.
///
/// Showing the choice uses nothing up: an assertion is used when a role is taken.
public struct SAMLSignIn: Sendable {
    /// A role that may be chosen.
    public struct Choice: Hashable, Sendable {
        /// ARN of the role.
        public let roleARN: String
        /// ARN of the SAML provider.
        public let providerARN: String
        /// Name of the role.
        public let roleName: String
        /// Its account.
        public let account: Account

        /// `Account: alias (id)`, or `Account: id`.
        public var accountText: String {
            account.alias.map { "Account: \($0) (\(account.id))" } ?? "Account: \(account.id)"
        }
    }

    /// At least one choice, in the order of the assertion.
    public let choices: [Choice]
    let claims: RoleClaims
    let partition: Partition
    let response: ResponseValidation

    /// Who it is, for the audit.
    package var identity: AuditIdentity { .samlUser(claims.assertion) }

    /// The request for the role with this ARN; nil when it is not among the choices.
    ///
    /// With several providers for one role, the first counts.
    public func request(roleARN: String) -> AssumeRoleWithSAMLRequest? {
        choices.first { $0.roleARN == roleARN }.map(request)
    }

    /// The request for the only choice; nil when there are several.
    public var onlyRequest: AssumeRoleWithSAMLRequest? {
        choices.count == 1 ? choices.first.map(request) : nil
    }

    private func request(_ choice: Choice) -> AssumeRoleWithSAMLRequest {
        var request = AssumeRoleWithSAMLRequest(
            roleARN: choice.roleARN, principalARN: choice.providerARN, response: response, channel: .browser)
        request.claims = (claims, partition)
        return request
    }

    /// Choices grouped by account, accounts and roles in the order of the assertion.
    public var choicesByAccount: [(account: Account, choices: [Choice])] {
        var groups: [(account: Account, choices: [Choice])] = []
        for choice in choices {
            if let index = groups.firstIndex(where: { $0.account.id == choice.account.id }) {
                groups[index].choices.append(choice)
            } else {
                groups.append((choice.account, [choice]))
            }
        }
        return groups
    }
}
