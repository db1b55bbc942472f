package import Accounts
import Sessions

/// What a proof would give, and what has to hold before it is given.
package struct Grant: Sendable {
    /// Whose policies are asked.
    package enum Permission: Sendable {
        /// Nobody's: the proof is enough.
        case unasked
        /// The role's trust policy.
        case trustPolicy(TrustQuestion)
        /// The caller's policies, and the trust policy of the role with them.
        case policies(PermissionQuestion)
    }

    /// Something that works once.
    struct SingleUse: Sendable {
        let use: OneTimeUse
        let channel: Channel
    }

    /// The role; nil for credentials without one, and for one that is not there.
    var role: Role?
    let permission: Permission
    /// Why it is not given although policies allow it: told after they were asked, so that nobody learns what is there.
    var hindrance: STSError?
    /// The account of the session.
    let account: Account
    /// Policies that are passed with the call.
    var policies = SessionPolicies(policy: nil, arns: [])
    /// What is used up.
    var singleUse: SingleUse?
}

extension Grant {
    /// A role that is given once its trust policy allows it, and uses nothing up.
    package init(role: Role, asking question: TrustQuestion) {
        self.init(role: role, permission: .trustPolicy(question), account: role.account)
    }
}

/// Credentials that were given, and the session that they stand for.
package struct Granted: Sendable {
    let issued: IssuedCredentials
    let session: Session

    var credentials: SessionCredentials { issued.credentials }
    /// Percentage of the room for session policies and tags that is taken; nil when there are none.
    var packedPolicySize: Int? { issued.packedPolicySize }
    /// What AWS says of the session; nil for one of the broker's own.
    var upstream: UpstreamSession? { issued.upstream }
}
