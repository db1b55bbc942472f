import Accounts
import Foundation
import IAMPolicy

/// Credentials that were given, as the audit tells it.
struct IssuedSession {
    let accessKeyID: String
    /// What they were given for: the ARN of a role's session, of a federated user, or of whoever called.
    let arn: String
    /// `AROA…` of the role.
    let roleID: String?
    let name: String?
    let subject: String?
    let nameQualifier: String?
    let providerARN: String?
    /// Marks of what was said of the user.
    let marks: Set<String>
    /// The credentials that they were asked for with.
    let caller: String?
    let issuedAt: String
    let end: Date?

    /// Nil when nothing was given, or by AWS, whose sessions no revocation here ends.
    init?(_ record: AuditRecord) {
        guard !record.isDenied, Self.events.contains(record.name), let response = record.root["responseElements"],
            let id = response["credentials"]?["accessKeyId"]?.string,
            record.root["additionalEventData"]?["upstream"] == nil
        else { return nil }
        let (parameters, identity) = (record.root["requestParameters"], record.root["userIdentity"])
        accessKeyID = id
        let user = response["assumedRoleUser"] ?? response["federatedUser"]
        arn = user?["arn"]?.string ?? identity?["arn"]?.string ?? "?"
        roleID = response["assumedRoleUser"]?["assumedRoleId"]?.string.map { String($0.prefix { $0 != ":" }) }
        name = parameters?["roleSessionName"]?.string ?? parameters?["name"]?.string
        // The provider of a web identity is not a parameter, and stands for the name qualifier as well.
        let isWebIdentity = record.name == "AssumeRoleWithWebIdentity"
        subject = response[isWebIdentity ? "subjectFromWebIdentityToken" : "subject"]?.string
        providerARN = isWebIdentity ? identity?["identityProvider"]?.string : parameters?["principalArn"]?.string
        nameQualifier = isWebIdentity ? providerARN : response["nameQualifier"]?.string
        marks = Set((record.root["additionalEventData"]?["claimMarks"]?.elements ?? []).compactMap(\.string))
        caller = identity?["accessKeyId"]?.string
        issuedAt = record.time
        end = response["credentials"]?["expiration"]?.string.flatMap(Self.dates.date)
    }

    /// Events that give credentials.
    static let events: Set<String> = [
        "AssumeRoleWithSAML", "AssumeRoleWithWebIdentity", "AssumeRole", "GetSessionToken", "GetFederationToken",
    ]

    private static let dates: DateFormatter = {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(identifier: "UTC")
        formatter.dateFormat = "MMM d, yyyy h:mm:ss a"
        return formatter
    }()

    /// Whether a revocation of `target` reaches it by what its own record says.
    func isReached(by target: RevocationTarget) -> Bool {
        guard target.isAbout(providerARN) else { return false }
        return switch target {
        case .role(let id): roleID == id
        case .subject(let qualifier, let name): subject == name && nameQualifier == qualifier
        case .session(let id): accessKeyID == id
        // Credentials stay.
        case .consoleSessions: false
        case .sessionName(let wanted, _): name == wanted
        case .attribute: target.marks.contains { marks.contains($0.hexadecimal) }
        }
    }
}
