import Accounts
import Audit
import Encodings
public import Foundation
public import Sessions

extension SecurityTokenService {
    /// Gives a role to an authenticated caller: temporary credentials, recorded before they are returned.
    ///
    /// Throws `STSError` with AWS's code and text, and the cause for the audit, which is recorded as well.
    public func assumeRole(
        _ request: AssumeRoleRequest, caller: Caller, call: CallContext, at instant: Date
    ) async throws(STSError) -> AssumeRoleResult {
        let granted = try await give(for: AssumeRoleProof(request, caller: caller), call: call, at: instant).granted
        return AssumeRoleResult(
            credentials: granted.credentials, session: granted.session, packedPolicySize: granted.packedPolicySize,
            upstream: granted.upstream)
    }

    /// Whether the caller has shown a one-time password with the call, which is used up then.
    ///
    /// Throws `AccessDenied` for a wrong one, and for half of what is needed.
    func useMFA(
        serialNumber: String?, code: String?, by caller: Caller, at now: Timestamp,
        reservation: inout AuditReservation?
    ) async throws(STSError) -> Bool {
        guard serialNumber != nil || code != nil else { return false }
        guard let serialNumber, let code else {
            throw STSError(
                .accessDenied,
                "MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code.",
                cause: "SerialNumber and TokenCode go together")
        }
        reservation = try await reserveRecord()
        try await useMFA(serialNumber: serialNumber, code: code, by: caller, at: now)
        return true
    }
}
