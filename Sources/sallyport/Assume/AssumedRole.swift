/// Credentials, and whose they are; as JSON in the shape that the AWS CLI prints.
struct AssumedRole: Encodable {
    /// Temporary credentials.
    struct Credentials: Encodable {
        let accessKeyID: String
        let secretAccessKey: String
        let sessionToken: String
        let expiration: String

        enum CodingKeys: String, CodingKey {
            case accessKeyID = "AccessKeyId"
            case secretAccessKey = "SecretAccessKey"
            case sessionToken = "SessionToken"
            case expiration = "Expiration"
        }
    }

    /// The session of the role.
    struct AssumedRoleUser: Encodable {
        let id: String
        let arn: String

        enum CodingKeys: String, CodingKey {
            case id = "AssumedRoleId"
            case arn = "Arn"
        }
    }

    let credentials: Credentials
    let assumedRoleUser: AssumedRoleUser
    let packedPolicySize: Int?
    let subject: String?
    let subjectType: String?
    let issuer: String?
    let audience: String?
    let nameQualifier: String?
    let sourceIdentity: String?

    enum CodingKeys: String, CodingKey {
        case credentials = "Credentials"
        case assumedRoleUser = "AssumedRoleUser"
        case packedPolicySize = "PackedPolicySize"
        case subject = "Subject"
        case subjectType = "SubjectType"
        case issuer = "Issuer"
        case audience = "Audience"
        case nameQualifier = "NameQualifier"
        case sourceIdentity = "SourceIdentity"
    }

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
        assumedRoleUser = AssumedRoleUser(id: id, arn: arn)
        packedPolicySize = answer["PackedPolicySize"].flatMap { Int($0) }
        subject = answer["Subject"]
        subjectType = answer["SubjectType"]
        issuer = answer["Issuer"]
        audience = answer["Audience"]
        nameQualifier = answer["NameQualifier"]
        sourceIdentity = answer["SourceIdentity"]
    }
}
