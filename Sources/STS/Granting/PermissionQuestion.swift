import Accounts
import Encodings
public import Foundation
import IAMPolicy
public import Sessions

/// Something that a caller wants to do with the security token service.
package struct PermissionQuestion: Sendable {
    let caller: Caller
    /// The actions that must be allowed, each one.
    let actions: [String]
    let resource: String
    let resourceAccount: AccountID
    let keys: ContextKeys
    /// The role that the resource names, when it is there.
    var role: Role?
    /// Whether a refusal says which kind of policy is missing, as AWS does where callers ask about their own account alone.
    var namesReason = true

    func decide(_ action: String, _ policies: PolicySet) -> PolicyDecision {
        var (policies, keys) = (policies, keys)
        if let role {
            policies.resource = AttachedPolicy(name: "trust policy", document: role.trustPolicy)
            for tag in role.tags {
                keys["aws:ResourceTag/\(tag.key)"] = [tag.value]
                keys["iam:ResourceTag/\(tag.key)"] = [tag.value]
            }
        }
        return policies.evaluate(
            RequestContext(
                principal: caller.principal, action: action, resource: resource,
                resourceAccount: resourceAccount.description, keys: keys))
    }

    /// The decision as the caller may see it: what another account's policies and tags say is not the caller's to know,
    /// nor whether a role is there.
    func explanation(_ action: String, _ policies: PolicySet) -> PolicyDecision {
        var question = self
        if resourceAccount != caller.account.id { question.role = nil }
        return question.decide(action, policies)
    }
}

extension SecurityTokenService {
    /// Whether the caller's policies allow an action of STS that has no resource, such as `sts:GetAccessKeyInfo`.
    ///
    /// Throws `AccessDenied`; credentials of GetFederationToken and GetSessionToken are never allowed to.
    public func authorize(
        _ action: String, caller: Caller, call: CallContext, at instant: Date
    ) async throws(STSError) {
        let now = Timestamp(roundingDown: instant)
        switch caller.credentialSource {
        case .longTerm, .assumedRole: break
        case .federationToken, .sessionToken: throw Self.denial(caller, action, "*", cause: "temporary credentials")
        }
        let question = PermissionQuestion(
            caller: caller, actions: [action], resource: "*", resourceAccount: caller.account.id,
            keys: RequestKeys(caller, call, at: now).keys)
        try check(question, try await policies(of: caller), at: now)
    }

    /// The same for the actions that an operation asks for.
    func authorize(
        _ access: STSAccess, caller: Caller, call: CallContext, at instant: Date
    ) async throws(STSError) {
        for action in access.actions() { try await authorize(action, caller: caller, call: call, at: instant) }
    }

    /// Throws `AccessDenied` for the first action that the policies do not allow.
    func check(_ question: PermissionQuestion, _ policies: PolicySet, at now: Timestamp) throws(STSError) {
        for action in question.actions {
            let decision = question.decide(action, policies)
            guard decision.isAllowed else {
                var error = Self.denial(
                    question.caller, action, question.resource, naming: question.namesReason ? decision : nil,
                    cause: decision.explanation)
                error.authorizationMessage = authorizationMessage(
                    for: question.explanation(action, policies), caller: question.caller, at: now)
                throw error
            }
        }
    }

    /// `AccessDenied` as AWS words it.
    static func denial(
        _ caller: Caller, _ action: String, _ resource: String, naming decision: PolicyDecision? = nil, cause: String
    ) -> STSError {
        STSError(
            .accessDenied, caller.refusal(of: action, on: resource, naming: decision), cause: cause.cut(to: 1_500))
    }
}
