import Accounts
public import Encodings
internal import Foundation
public import Sessions

extension SecurityTokenService {
    /// Uses a one-time password of the caller's own MFA device up.
    ///
    /// When it returns, the use is recorded, and the same password proves nothing again. Throws `AccessDenied` for a
    /// device that is not the caller's, and for a password that is wrong, used, or one of too many.
    public func useMFA(
        serialNumber: String, code: String, by caller: Caller, at instant: Timestamp
    ) async throws(STSError) {
        let owner: MFADevices.Owner
        switch caller.issuer.kind {
        case .user: owner = .user(caller.issuer.uniqueID)
        case .root: owner = .root(caller.account.id)
        case .role: throw STSError(.notAssociated, caller)
        }
        let keyRing = keyRing
        let refusal: MFADevices.Refusal?
        do {
            refusal = try await store.writeEntities { writer in
                try await MFADevices.judge(serialNumber, code: code, by: owner, keyRing: keyRing, writer, at: instant)
            }
        } catch {
            throw .unavailable("entities: \(error)")
        }
        if let refusal { throw STSError(refusal, caller) }
    }
}

extension STSError {
    fileprivate init(_ refusal: MFADevices.Refusal, _ caller: Caller) {
        let prefix = "MultiFactorAuthentication failed"
        switch refusal {
        case .notAssociated:
            self.init(
                .accessDenied,
                "\(prefix), unable to validate MFA code.  Please verify your MFA serial number is valid and associated "
                    + "with this user.", cause: "no such MFA device is enabled for \(caller.arn)")
        case .invalidCode:
            self.init(
                .accessDenied, "\(prefix) with invalid MFA one time pass code.",
                cause: "a one-time password of \(caller.arn) is wrong or was used")
        case .tooManyAttempts:
            self.init(
                .accessDenied,
                "\(prefix) with invalid MFA one time pass code. There were too many of them: please wait.",
                cause: "too many wrong one-time passwords of \(caller.arn)")
        case .unreadable:
            self = .unavailable("the seed of an MFA device of \(caller.arn) does not open: was the key ring replaced?")
        }
    }
}
