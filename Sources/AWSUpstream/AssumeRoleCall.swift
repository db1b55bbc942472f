import AWSSigV4
import Accounts
import Encodings
import Foundation
import STS
import SallyportConfiguration
import Sessions

/// AssumeRole for a session, signed with the broker's own credentials.
struct AssumeRoleCall: RoleCall {
    let requested: RequestedSession
    let externalID: String?
    let credential: Credential
    /// The region of the signature.
    let region: String

    // MARK: Asking

    func request(to endpoint: URL, at now: Timestamp) throws(UpstreamFault) -> UpstreamRequest {
        let form = requested.form(.assumeRole, parameters)
        var request = UpstreamRequest(method: "POST", url: endpoint)
        request.form = form.body
        let signer = Signer(credential: credential, region: region, service: "sts")
        do throws(SignatureError) {
            request.headers = try form.signature(for: endpoint, by: signer, at: now.date)
        } catch {
            throw UpstreamFault.ofEnvironment("the call can't be signed: \(error.message)")
        }
        return request
    }

    private var parameters: [(name: String, value: String)] {
        let session = requested.session
        var parameters: [(name: String, value: String)] = []
        for (index, tag) in session.tags.enumerated() {
            parameters.append(("Tags.member.\(index + 1).Key", tag.key))
            parameters.append(("Tags.member.\(index + 1).Value", tag.value))
        }
        for (index, key) in session.transitiveTagKeys.enumerated() {
            parameters.append(("TransitiveTagKeys.member.\(index + 1)", key))
        }
        if let identity = session.sourceIdentity { parameters.append(("SourceIdentity", identity)) }
        if let externalID { parameters.append(("ExternalId", externalID)) }
        return parameters
    }

    // MARK: Reading

    func read(
        _ answer: UpstreamAnswer, from endpoint: String, at now: Timestamp
    ) throws(UpstreamFault) -> IssuedCredentials {
        let result = try QueryAnswer(.assumeRole, answer, from: endpoint)
        return try requested.credentials(in: result, of: answer, from: endpoint, at: now)
    }

    func meaning(of fault: UpstreamFault) -> String? {
        switch fault.code {
        case "AccessDenied":
            return "the role there must trust the broker's identity in AWS (sts:AssumeRole; sts:TagSession and "
                + "sts:SetSourceIdentity where they are needed; its sts:ExternalId), and that identity must be allowed to "
                + "assume it; a role that does not exist is answered in the same way"
        case "SignatureDoesNotMatch":
            return
                "the broker's secret access key is another one, aws.region is not the region of the endpoint, or this "
                + "clock is off by more than five minutes"
        case "ValidationError" where fault.text.contains("role chaining"):
            return
                "the broker's credentials are those of a role, and sessions that come from one last an hour at most: "
                + "say aws.maxSessionDuration: 3600, or give the broker keys of a user"
        default:
            return fault.isOfOwnCredentials
                ? "the broker's own credentials for AWS are not valid, or not any more" : nil
        }
    }
}
