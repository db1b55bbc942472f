import Accounts
import Encodings
internal import IAMPolicy
internal import SAML2
import Sessions

/// The question that a role's trust policy is asked before the role is given to a federated user.
struct TrustQuestion {
    let role: Role
    let provider: SAMLProvider
    let claims: RoleClaims
    let subject: SAMLSubject
    let call: Call

    private static let reference = "IAM User Guide, Policy evaluation logic"

    /// The actions that must be allowed, each one.
    var actions: [String] {
        STSAccess.assumeRoleWithSAML.actions(
            withTags: !claims.tags.isEmpty || !claims.transitiveTagKeys.isEmpty,
            withSourceIdentity: claims.sourceIdentity != nil)
    }

    /// Throws `AccessDenied` with the policy's explanation as cause when one of the actions is not allowed.
    func ask() throws(STSError) {
        var request = RequestContext(
            principal: .samlProvider(arn: provider.arn), action: "", resource: role.arnText,
            resourceAccount: role.account.id.description, keys: contextKeys)
        for action in actions {
            request.action = action
            let decision = role.trustPolicy.evaluateTrust(request)
            if decision.effect != .allowed { throw Self.refusal(action, role, decision) }
        }
    }

    private static func refusal(_ action: String, _ role: Role, _ decision: PolicyDecision) -> STSError {
        let verdict = decision.effect == .explicitlyDenied ? "explicitly denied" : "not allowed"
        let check = Check(
            name: "trust-policy", status: .failed, expected: "\(action) allowed by the trust policy of \(role.arnText)",
            actual: "\(verdict): \(decision.explanation.cut(to: 1_500))", reference: Self.reference,
            hint: "Compare the conditions of the trust policy with the context keys of the response")
        return .notAuthorized("\(action) \(verdict): \(decision.explanation.cut(to: 1_500))", failedChecks: [check])
    }

    /// The check that holds when the question was answered with yes.
    var passedCheck: Check {
        Check(
            name: "trust-policy", status: .passed,
            expected: "\(actions.joined(separator: ", ")) allowed by the trust policy of \(role.arnText)",
            actual: "allowed",
            reference: Self.reference, hint: nil)
    }

    var contextKeys: ContextKeys {
        TrustContext(claims: claims, provider: provider, subject: subject, call: call).keys
    }
}
