/// Credentials, and whose they are.
struct AssumedRole {
    /// Temporary credentials.
    struct Credentials {
        let accessKeyID: String
        let secretAccessKey: String
        let sessionToken: String
        let expiration: String

        /// As AWS's tools write them; a `credential_process` gives a version as well.
        func json(version: Int? = nil) -> JSONObject {
            [
                "Version": version, "AccessKeyId": accessKeyID, "SecretAccessKey": secretAccessKey,
                "SessionToken": sessionToken, "Expiration": expiration,
            ]
        }
    }

    let credentials: Credentials
    private let id: String
    let arn: String
    private let answer: QueryAnswer

    /// Nil when a part of the credentials is missing, or is none that a tool could use.
    init?(_ answer: QueryAnswer) {
        func word(_ path: String) -> String? {
            guard let text = answer[path], !text.isEmpty, text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
                return nil
            }
            return text
        }
        guard let accessKeyID = word("Credentials/AccessKeyId"), let secret = word("Credentials/SecretAccessKey"),
            let token = word("Credentials/SessionToken"), let expiration = word("Credentials/Expiration"),
            let id = answer["AssumedRoleUser/AssumedRoleId"], let arn = answer["AssumedRoleUser/Arn"]
        else { return nil }
        credentials = Credentials(
            accessKeyID: accessKeyID, secretAccessKey: secret, sessionToken: token, expiration: expiration)
        self.id = id
        self.arn = arn
        self.answer = answer
    }

    var subject: String? { answer["Subject"] }

    /// All of it in the shape that the AWS CLI prints.
    var json: JSONObject {
        [
            "Credentials": credentials.json(),
            "AssumedRoleUser": ["AssumedRoleId": id, "Arn": arn] as JSONObject,
            "PackedPolicySize": answer["PackedPolicySize"].flatMap { Int($0) },
            "Subject": subject, "SubjectType": answer["SubjectType"], "Issuer": answer["Issuer"],
            "Audience": answer["Audience"], "NameQualifier": answer["NameQualifier"],
            "SourceIdentity": answer["SourceIdentity"],
        ]
    }
}
