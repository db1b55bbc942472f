import Accounts
public import Foundation
public import Sessions

/// GetSessionToken and GetFederationToken: temporary credentials for whoever has long-term keys.
extension SecurityTokenService {
    /// Gives temporary credentials to a user or root, with the caller's permissions.
    ///
    /// No permission is needed, and what was given is recorded before it is returned.
    ///
    /// Throws `STSError`: `AccessDenied` for temporary credentials, and for a wrong one-time password.
    public func getSessionToken(
        _ request: SessionTokenRequest, caller: Caller, call: CallContext, at instant: Date
    ) async throws(STSError) -> SessionTokenResult {
        let granted = try await give(for: SessionTokenProof(request, caller: caller), call: call, at: instant).granted
        return SessionTokenResult(credentials: granted.credentials, session: granted.session)
    }

    /// Gives temporary credentials for a federated user, with what both the caller and the passed policies allow.
    ///
    /// The caller needs `sts:GetFederationToken`, for tags `sts:TagSession` as well; what was given is recorded before it
    /// is returned.
    ///
    /// Throws `STSError`: `AccessDenied` for temporary credentials, and without the permission.
    public func getFederationToken(
        _ request: FederationTokenRequest, caller: Caller, call: CallContext, at instant: Date
    ) async throws(STSError) -> FederationTokenResult {
        let granted = try await give(for: FederationTokenProof(request, caller: caller), call: call, at: instant)
            .granted
        return FederationTokenResult(
            credentials: granted.credentials, session: granted.session, packedPolicySize: granted.packedPolicySize ?? 0)
    }
}
