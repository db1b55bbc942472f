public import Foundation
public import Sessions

extension SecurityTokenService {
    /// Gives a service the role that is linked to it: temporary credentials, recorded before they are returned.
    ///
    /// There is no call of the network for it: whoever builds a service on the library vouches for `service`, its name
    /// as a principal such as `mediatailor.amazonaws.com`. When the session ends is kept with the role, so that the role
    /// cannot be deleted under it.
    ///
    /// Throws `STSError`: `AccessDenied` unless the role is linked to the service and trusts it, `ValidationError` for a
    /// session name or duration (900 seconds to an hour) that AWS would not take. A refusal is recorded as well.
    public func assumeServiceLinkedRole(
        _ roleARN: String, service: String, sessionName: String, durationSeconds: Int = DurationRule.standard,
        call: CallContext, at instant: Date
    ) async throws(STSError) -> (credentials: SessionCredentials, session: Session) {
        let proof = LinkedRoleProof(roleARN, service: service, sessionName: sessionName, duration: durationSeconds)
        let granted = try await give(for: proof, call: call, at: instant).granted
        return (granted.credentials, granted.session)
    }
}
