import Accounts
import Encodings
public import Foundation
public import Sessions

extension SecurityTokenService {
    /// Gives a role to whoever brings a token of an OpenID Connect provider: temporary credentials, recorded before they
    /// are returned.
    ///
    /// Throws `STSError` with AWS's code and text, and the cause for the audit, which is recorded as well.
    public func assumeRoleWithWebIdentity(
        _ request: WebIdentityRequest, call: CallContext, at instant: Date
    ) async throws(STSError) -> WebIdentityResult {
        let (granted, proof) = try await give(
            for: WebIdentityProof(request, fallback: options.partition), call: call, at: instant)
        guard let token = proof.token else { throw .unavailable("credentials without a token") }
        return WebIdentityResult(granted, token)
    }
}
