public import Accounts
package import Audit
public import IAMPolicy
package import SAML2

/// A response that was posted to the sign-in page, and the roles among which its subject may choose.
///
/// Showing the choice uses nothing up: an assertion is used when a role is taken.
public struct SAMLSignIn: Sendable {
    /// A role that may be chosen.
    public struct Choice: Hashable, Sendable {
        /// ARN of the role.
        public let roleARN: ARN
        /// ARN of the SAML provider.
        public let providerARN: ARN
        /// Name of the role.
        public let roleName: String
        /// Its account.
        public let account: Account

        /// `Account: alias (id)`, or `Account: id`.
        public var accountText: String { SAMLSignIn.text(of: account) }
    }

    /// An account as AWS's page names it, where clients look for it.
    package static func text(of account: Account) -> String {
        account.alias.map { "Account: \($0) (\(account.id))" } ?? "Account: \(account.id)"
    }

    /// A choice, and what was decided of it.
    struct Offer: Sendable {
        let choice: Choice
        let evidence: SAMLEvidence
    }

    /// At least one, in the order of the assertion.
    let offers: [Offer]
    /// Who says so.
    package let assertion: ValidatedAssertion
    /// ARNs of the providers under whose rules it was validated; nil means all of them.
    package let providers: Set<String>?

    /// At least one choice, in the order of the assertion.
    public var choices: [Choice] { offers.map(\.choice) }

    /// Who it is, for the audit.
    package var identity: AuditIdentity { .samlUser(assertion) }

    /// The name that the identity provider gives the subject.
    package var userName: String { assertion.subject.value }

    /// The request for the role with this ARN; nil when it is not among the choices.
    ///
    /// With several providers for one role, the first counts. What was decided for the choice is not decided again at the
    /// same instant.
    public func request(roleARN: String) -> AssumeRoleWithSAMLRequest? {
        offers.first { $0.choice.roleARN.description == roleARN }.map(Self.request)
    }

    /// The request for the only choice; nil when there are several.
    public var onlyRequest: AssumeRoleWithSAMLRequest? {
        offers.count == 1 ? offers.first.map(Self.request) : nil
    }

    private static func request(_ offer: Offer) -> AssumeRoleWithSAMLRequest {
        AssumeRoleWithSAMLRequest(
            roleARN: offer.choice.roleARN.description, principalARN: offer.choice.providerARN.description,
            evidence: offer.evidence, channel: .browser)
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
