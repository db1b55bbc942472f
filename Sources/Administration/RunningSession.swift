package import Accounts
import Audit
package import Encodings
import SAML2
import Sessions

/// A session that was given, as its record tells it.
package struct RunningSession: Sendable, Hashable {
    /// `ASIA…`.
    package let id: String
    /// Its account.
    package let account: AccountID
    /// Of a role's session, a federated user, or whoever called.
    package let arn: String
    /// The name that an identity provider gives its user; nil for others.
    package let subject: String?
    /// By which a subject is revoked, with its name.
    package let nameQualifier: String?
    /// Address from which it was asked for.
    package let address: String?
    /// When it was given.
    package let issuedAt: Timestamp
    /// The first instant at which it is over.
    package internal(set) var end: Timestamp
    /// Whether a browser has it.
    package internal(set) var isInConsole: Bool

    private static let events: Set<String> = [
        "AssumeRoleWithSAML", "AssumeRoleWithWebIdentity", "AssumeRole", "GetSessionToken", "GetFederationToken",
    ]

    /// Nil for a record of anything else, of what was refused, and of what AWS gave, whose sessions nothing here ends.
    init?(_ event: AuditEvent) {
        guard event.errorCode == nil, event.errorMessage == nil, let found = Self.found(event) else { return nil }
        let user = event.responseElements["assumedRoleUser"] ?? event.responseElements["federatedUser"]
        (id, account, end, isInConsole) = found
        arn = user?["arn"]?.textValue ?? event.userIdentity["arn"] ?? id
        subject = event.responseElements["subject"]?.textValue
        nameQualifier = event.responseElements["nameQualifier"]?.textValue
        address = event.call.sourceIPAddress
        issuedAt = event.eventTime
    }

    private typealias Found = (id: String, account: AccountID, end: Timestamp, isInConsole: Bool)

    private static func found(_ event: AuditEvent) -> Found? {
        // Users of an account have no credentials before their console session.
        if event.eventName == "ConsoleLogin", event.userIdentity["type"] == "IAMUser" {
            guard let id = event.data["sessionAccessKeyId"]?.textValue, let account = event.recipientAccountID,
                let end = consoleEnd(event)
            else { return nil }
            return (id, account, end, true)
        }
        guard events.contains(event.eventName), event.data["upstream"] == nil,
            let credentials = event.responseElements["credentials"], let id = credentials["accessKeyId"]?.textValue,
            let account = AccessKeyID.account(of: id), let text = credentials["expiration"]?.textValue,
            let end = CivilTime(englishText: text)
        else { return nil }
        return (id, account, Timestamp(milliseconds: Int64(end.secondsSinceEpoch) * 1_000), false)
    }

    /// The session that goes on in a console, and until when; nil for a record of anything else.
    static func continued(_ event: AuditEvent) -> (id: String, end: Timestamp?)? {
        guard event.eventName == "ConsoleLogin", event.errorMessage == nil, let id = event.userIdentity["accessKeyId"]
        else { return nil }
        return (id, consoleEnd(event))
    }

    private static func consoleEnd(_ event: AuditEvent) -> Timestamp? {
        event.data["consoleSessionEnd"]?.textValue.flatMap(SAMLInstant.parse).map(Timestamp.init(roundingDown:))
    }
}

extension AuditEvent {
    /// What else is known.
    fileprivate var data: JSONValue { .object(additionalEventData) }
}

extension AuditIdentity {
    /// The text of a member.
    fileprivate subscript(name: String) -> String? { members.first { $0.name == name }?.value.textValue }
}
