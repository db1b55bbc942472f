import Accounts
import Encodings
public import Foundation
public import IAMPolicy
public import Sessions

extension SecurityTokenService {
    /// The caller of a request that says to be signed with these credentials, and the secret to verify the signature
    /// with.
    ///
    /// Throws `InvalidClientTokenId` for a key or token that is unknown, inactive, gone or revoked, `ExpiredToken` when
    /// a session is over.
    public func authenticate(
        accessKeyID: String, sessionToken: String?, at instant: Date
    ) async throws(STSError) -> AuthenticatedCaller {
        if let sessionToken {
            return try await sessionCaller(accessKeyID: accessKeyID, sessionToken: sessionToken, at: instant)
        }
        return try await longTermCaller(accessKeyID)
    }

    private func longTermCaller(_ accessKeyID: String) async throws(STSError) -> AuthenticatedCaller {
        // An id that names no account of ours needs no look-up.
        guard let id = AccessKeyID.account(of: accessKeyID), let account = directory.accounts[id],
            let key = try await entities.accessKey(accessKeyID)
        else { throw .invalidSessionToken("no access key \(accessKeyID.cut(to: 128))") }
        guard key.entity.record.isActive else { throw .invalidSessionToken("\(accessKeyID) is inactive") }
        guard let secret = key.secretAccessKey else {
            throw .unavailable("the secret of \(accessKeyID) does not open: was the key ring replaced?")
        }
        let identity: Caller.Identity
        if key.entity.owner == nil {
            identity = .root
        } else if let user = key.user {
            identity = .user(user)
        } else {
            throw .invalidSessionToken("the user of \(accessKeyID) is gone")
        }
        return AuthenticatedCaller(
            caller: Caller(
                account: account, identity: identity, accessKeyID: accessKeyID,
                issuerTags: key.user?.record.tags ?? []),
            secretAccessKey: secret)
    }

    /// The policies that have a say in what a caller may do, beside the resource's.
    ///
    /// Throws `InvalidClientTokenId` when the caller's user or role is gone.
    public func policies(of caller: Caller) async throws(STSError) -> PolicySet {
        guard let permissions = try await entities.permissions(of: caller.issuer) else {
            throw .invalidSessionToken("\(caller.issuer.uniqueID) is gone")
        }
        var policies = PolicySet(
            identity: permissions.list, boundaries: permissions.boundaries,
            serviceControl: caller.account.serviceControl)
        guard let session = caller.session else { return policies }
        if let text = session.sessionPolicy {
            do {
                policies.session = [
                    AttachedPolicy(name: "session policy", document: try entities.sessionPolicies.policy(text))
                ]
            } catch {
                throw .unavailable("a session policy that was accepted does not parse: \(error)")
            }
        }
        if !session.sessionPolicyARNs.isEmpty {
            policies.session += try await entities.managedPolicies(session.sessionPolicyARNs)
            // Policies that are gone allow nothing any more.
            if policies.session.isEmpty { policies.session = [.nothing] }
        }
        // A federated user has what the passed policies and the user's own allow, so nothing without passed ones, neither by
        // those of the user nor by what is granted to the user elsewhere.
        if session.kind == .federationToken, policies.session.isEmpty { policies.session = [.silent] }
        return policies
    }
}

/// A caller whose credentials are known, and the secret that its request must be signed with.
public struct AuthenticatedCaller: Sendable, CustomStringConvertible, CustomReflectable {
    /// The caller.
    public let caller: Caller
    /// The secret access key, for verifying a signature.
    public let secretAccessKey: String

    /// The caller's ARN alone.
    public var description: String { "AuthenticatedCaller(\(caller.arn))" }

    /// The caller alone: `dump` shows no secret either.
    public var customMirror: Mirror { Mirror(self, children: ["caller": caller.arn]) }
}
