import Accounts
import Encodings
package import IAMPolicy
import SAML2

/// The question that a role's trust policy alone answers, before the role is given to somebody without policies of its own.
package struct TrustQuestion: Sendable {
    let role: Role
    /// Who wants the role.
    package let principal: Principal
    /// The actions that must be allowed, each one.
    package let actions: [String]
    /// Every context key that the policy may ask about.
    package let keys: ContextKeys
    /// Another name under which the policy may speak of the same principal: what it denies to either is denied.
    var alias: Principal?
    /// The action that a refusal names, whichever of them is not allowed.
    var refusedAction = "sts:AssumeRoleWithSAML"

    private static let reference = "IAM User Guide, Policy evaluation logic"

    /// Throws `AccessDenied` with the policy's explanation as cause when one of the actions is not allowed.
    package func ask() throws(STSError) {
        for action in actions {
            var decision = decide(action, for: principal)
            if let alias, decision.effect != .explicitlyDenied {
                let other = decide(action, for: alias)
                if other.effect == .explicitlyDenied || decision.effect != .allowed { decision = other }
            }
            if decision.effect != .allowed { throw refusal(action, decision) }
        }
    }

    private func decide(_ action: String, for principal: Principal) -> PolicyDecision {
        role.trustPolicy.evaluateTrust(
            RequestContext(
                principal: principal, action: action, resource: role.arn.description,
                resourceAccount: role.account.id.description, keys: keys))
    }

    private func refusal(_ action: String, _ decision: PolicyDecision) -> STSError {
        let verdict = decision.effect == .explicitlyDenied ? "explicitly denied" : "not allowed"
        let check = Check(
            name: "trust-policy", status: .failed, expected: "\(action) allowed by the trust policy of \(role.arn)",
            actual: "\(verdict): \(decision.explanation.cut(to: 1_500))", reference: Self.reference,
            hint: "Compare the conditions of the trust policy with the context keys of the response")
        return .notAuthorized(
            "\(action) \(verdict): \(decision.explanation.cut(to: 1_500))", failedChecks: [check], to: refusedAction)
    }

    /// The check that holds when the question was answered with yes.
    var passedCheck: Check {
        Check(
            name: "trust-policy", status: .passed,
            expected: "\(actions.joined(separator: ", ")) allowed by the trust policy of \(role.arn)",
            actual: "allowed",
            reference: Self.reference, hint: nil)
    }
}
