import AWSSigV4
import CommandIO

/// Credentials, and whose they are as far as the service tells: not everybody tells as much as AWS.
struct AssumedRole {
    /// Temporary credentials.
    struct Credentials {
        let accessKeyID: String
        let secretAccessKey: String
        let sessionToken: String
        /// Nil when the service does not tell.
        let expiration: String?

        /// To sign with.
        var credential: Credential {
            Credential(
                accessKeyID: accessKeyID, secretAccessKey: SecretAccessKey(secretAccessKey), sessionToken: sessionToken)
        }

        /// As AWS's tools write them; a `credential_process` gives a version as well.
        func json(version: Int? = nil) -> JSONObject {
            [
                "Version": version, "AccessKeyId": accessKeyID, "SecretAccessKey": secretAccessKey,
                "SessionToken": sessionToken, "Expiration": expiration,
            ]
        }
    }

    let credentials: Credentials
    private let answer: QueryAnswer

    /// Nil when a part of the credentials is missing, or is none that a tool could use.
    init?(_ answer: QueryAnswer) {
        guard let accessKeyID = answer.word("Credentials/AccessKeyId"),
            let secret = answer.word("Credentials/SecretAccessKey"), let token = answer.word("Credentials/SessionToken")
        else { return nil }
        credentials = Credentials(
            accessKeyID: accessKeyID, secretAccessKey: secret, sessionToken: token,
            expiration: answer.word("Credentials/Expiration"))
        self.answer = answer
    }

    var arn: String? { answer["AssumedRoleUser/Arn"] }

    /// What the session is called, by the end of its ARN.
    var sessionName: String? {
        arn.flatMap { arn in arn.lastIndex(of: "/").map { String(arn[arn.index(after: $0)...]) } }
    }

    var subject: String? { answer["Subject"] ?? answer["SubjectFromWebIdentityToken"] }

    /// All of it in the shape that the AWS CLI prints.
    var json: JSONObject {
        let id = answer["AssumedRoleUser/AssumedRoleId"]
        let user: JSONObject? = id == nil && arn == nil ? nil : ["AssumedRoleId": id, "Arn": arn]
        return [
            "Credentials": credentials.json(), "AssumedRoleUser": user,
            "PackedPolicySize": answer["PackedPolicySize"].flatMap { Int($0) },
            "Subject": answer["Subject"], "SubjectType": answer["SubjectType"], "Issuer": answer["Issuer"],
            "SubjectFromWebIdentityToken": answer["SubjectFromWebIdentityToken"], "Provider": answer["Provider"],
            "Audience": answer["Audience"], "NameQualifier": answer["NameQualifier"],
            "SourceIdentity": answer["SourceIdentity"],
        ]
    }
}
