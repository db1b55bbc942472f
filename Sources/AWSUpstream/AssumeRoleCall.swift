import AWSSigV4
import Accounts
import Encodings
import Foundation
import IAMPolicy
import SAML2
import STS
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
        let path = URLComponents(url: endpoint, resolvingAgainstBaseURL: false)?.percentEncodedPath ?? ""
        var request = UpstreamRequest(method: "POST", url: endpoint)
        request.form = Array(form.utf8)
        let unsigned = SignableRequest(
            method: request.method, path: path,
            headers: [("Host", Self.host(of: endpoint)), ("Content-Type", UpstreamRequest.formType)],
            payload: Payload(request.form))
        let signer = Signer(credential: credential, region: region, service: "sts")
        do throws(SignatureError) {
            let signed = try signer.sign(unsigned, at: now.date)
            // The client writes Host itself, and Content-Type comes with the body.
            request.headers = signed.headers.dropFirst(2).map { (name: $0.name, value: $0.value) }
        } catch {
            throw UpstreamFault.ofEnvironment("the call can't be signed: \(error.message)")
        }
        return request
    }

    private static func host(of endpoint: URL) -> String {
        let host = endpoint.host ?? ""
        let name = host.contains(":") && !host.hasPrefix("[") ? "[\(host)]" : host
        let usual = endpoint.scheme == "https" ? 443 : 80
        guard let port = endpoint.port, port != usual else { return name }
        return "\(name):\(port)"
    }

    private var form: String {
        fields.map { "\($0.name)=\(PercentEncoding.encode($0.value))" }.joined(separator: "&")
    }

    private var fields: [(name: String, value: String)] {
        var fields: [(name: String, value: String)] = [
            ("Action", "AssumeRole"), ("Version", "2011-06-15"), ("RoleArn", role.description),
            ("RoleSessionName", session.name), ("DurationSeconds", String(seconds)),
        ]
        for (index, tag) in session.tags.enumerated() {
            fields.append(("Tags.member.\(index + 1).Key", tag.key))
            fields.append(("Tags.member.\(index + 1).Value", tag.value))
        }
        for (index, key) in session.transitiveTagKeys.enumerated() {
            fields.append(("TransitiveTagKeys.member.\(index + 1)", key))
        }
        if let identity = session.sourceIdentity { fields.append(("SourceIdentity", identity)) }
        if let externalID { fields.append(("ExternalId", externalID)) }
        if let policy = session.sessionPolicy { fields.append(("Policy", policy)) }
        for (index, arn) in session.sessionPolicyARNs.enumerated() {
            fields.append(("PolicyArns.member.\(index + 1).arn", arn))
        }
        return fields
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
