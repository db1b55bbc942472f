import Encodings
import IAMPolicy
import SAML2
import STS
import SallyportConfiguration
import Sessions

/// The session that AWS is asked for: what every call says of it, and what has to come back.
struct RequestedSession: Sendable {
    /// As it was decided here.
    let session: Session
    /// The role there.
    let role: ARN
    /// How long the credentials shall live.
    let seconds: Int

    // MARK: Asking

    /// The form of a call; `own` is what this operation says and others don't.
    func form(_ operation: RoleOperation, _ own: [(name: String, value: String)]) -> QueryForm {
        let common = [
            (name: "RoleArn", value: role.description), (name: "RoleSessionName", value: session.name),
            (name: "DurationSeconds", value: String(seconds)),
        ]
        return QueryForm(operation.rawValue, parameters: common + own + policies)
    }

    private var policies: [(name: String, value: String)] {
        var fields: [(name: String, value: String)] = []
        if let policy = session.sessionPolicy { fields.append(("Policy", policy)) }
        for (index, arn) in session.sessionPolicyARNs.enumerated() {
            fields.append(("PolicyArns.member.\(index + 1).arn", arn))
        }
        return fields
    }

    // MARK: Reading

    /// The credentials in a result.
    ///
    /// Throws `UpstreamFault` for credentials that can't be ones, and for those of another session.
    func credentials(
        in result: QueryAnswer, of answer: UpstreamAnswer, from endpoint: String, at now: Timestamp
    ) throws(UpstreamFault) -> IssuedCredentials {
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
