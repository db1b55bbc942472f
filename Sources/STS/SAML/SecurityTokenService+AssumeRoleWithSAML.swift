import Accounts
import Encodings
public import Foundation
import SAML2
public import Sessions

extension SecurityTokenService {
    /// Gives a role to the subject of a SAML response: temporary credentials, recorded before they are returned.
    ///
    /// Throws `STSError` with AWS's code and text, and the cause for the audit, which is recorded as well.
    public func assumeRoleWithSAML(
        _ request: AssumeRoleWithSAMLRequest, call: CallContext, at instant: Date
    ) async throws(STSError) -> AssumeRoleWithSAMLResult {
        let (granted, proof) = try await give(
            for: SAMLProof(request, fallback: options.partition), call: call, at: instant)
        guard let assumption = proof.assumption else { throw .unavailable("credentials without an assertion") }
        return try AssumeRoleWithSAMLResult(granted, assumption, at: instant)
    }
}
