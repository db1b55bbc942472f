import AWSSigV4
import Accounts
import Encodings
import Foundation
import IAMPolicy
import SAML2
import STS
import SallyportConfiguration
import Sessions

/// AssumeRole for a session: the call, and what is made of its answer.
struct AssumeRoleCall: Sendable {
    private let session: Session
    private let role: ARN
    private let seconds: Int
    private let externalID: String?

    init(_ session: Session, role: ARN, seconds: Int, externalID: String?) {
        self.session = session
        self.role = role
        self.seconds = seconds
        self.externalID = externalID
    }

    // MARK: Asking

    /// The call, signed.
    func request(
        to endpoint: URL, region: String, credential: Credential, at now: Timestamp
    ) throws(UpstreamFault) -> UpstreamRequest {
        let form = QueryForm("AssumeRole", parameters: parameters)
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
        var parameters: [(name: String, value: String)] = [
            ("RoleArn", role.description), ("RoleSessionName", session.name), ("DurationSeconds", String(seconds)),
        ]
        for (index, tag) in session.tags.enumerated() {
            parameters.append(("Tags.member.\(index + 1).Key", tag.key))
            parameters.append(("Tags.member.\(index + 1).Value", tag.value))
        }
        for (index, key) in session.transitiveTagKeys.enumerated() {
            parameters.append(("TransitiveTagKeys.member.\(index + 1)", key))
        }
        if let identity = session.sourceIdentity { parameters.append(("SourceIdentity", identity)) }
        if let externalID { parameters.append(("ExternalId", externalID)) }
        if let policy = session.sessionPolicy { parameters.append(("Policy", policy)) }
        for (index, arn) in session.sessionPolicyARNs.enumerated() {
            parameters.append(("PolicyArns.member.\(index + 1).arn", arn))
        }
        return parameters
    }

    // MARK: Reading

    /// The credentials in an answer.
    ///
    /// Throws `UpstreamFault` with what AWS says in place of them, and for credentials that can't be ones.
    func read(
        _ answer: UpstreamAnswer, from endpoint: String, at now: Timestamp
    ) throws(UpstreamFault) -> IssuedCredentials {
        let result = try QueryAnswer(assumeRole: answer, from: endpoint)
        guard let id = result["Credentials/AccessKeyId"], CredentialText.isAccessKeyID(id),
            let secret = result["Credentials/SecretAccessKey"], CredentialText.isSecret(secret),
            let token = result["Credentials/SessionToken"], CredentialText.isToken(token),
            let end = result["Credentials/Expiration"].flatMap(SAMLInstant.parse).map(Timestamp.init(roundingDown:)),
            now < end,
            let arn = result["AssumedRoleUser/Arn"].flatMap(ARN.init), isOfThisSession(arn),
            let userID = result["AssumedRoleUser/AssumedRoleId"], userID.hasSuffix(":\(session.name)"),
            userID.utf8.count <= 193
        else { throw UpstreamFault.unreadable(answer, requestID: result["RequestId"], endpoint: endpoint) }
        return IssuedCredentials(
            SessionCredentials(accessKeyID: id, secretAccessKey: secret, sessionToken: token, expiration: end),
            packedPolicySize: result["PackedPolicySize"].flatMap(Int.init),
            upstream: UpstreamSession(
                roleARN: role, assumedRoleARN: arn, assumedRoleID: userID, endpoint: endpoint,
                requestID: result["RequestId"] ?? "unknown"))
    }

    /// Whether the session that came is the one that was asked for.
    private func isOfThisSession(_ arn: ARN) -> Bool {
        let name = role.resource.split(separator: "/").last ?? ""
        return arn.service == "sts" && arn.partition == role.partition && arn.accountID == role.accountID
            && arn.resource == "assumed-role/\(name)/\(session.name)"
    }
}
