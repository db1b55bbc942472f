package import Accounts
import Audit
package import Encodings
import SAML2
import STS
import Sessions

/// A session that was given, as its records tell it.
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
    /// Unique id of its role; nil for a session of no role.
    private let roleID: String?
    /// Address from which it was asked for.
    package let address: String?
    /// When it was given.
    package let issuedAt: Timestamp
    /// The first instant at which it is over.
    package private(set) var end: Timestamp
    /// Until when it may go on in a console: from then on it is over whatever comes.
    private(set) var latestEnd: Timestamp
    /// The broker that gave it; the one that keeps it in a console where nothing else is known.
    package let broker: String
    /// Whether it is told by the record that gave it: that of a console which goes on with it tells less.
    private let isGiven: Bool

    private static let events: Set<String> = [
        "AssumeRoleWithSAML", "AssumeRoleWithWebIdentity", "AssumeRole", "GetSessionToken", "GetFederationToken",
    ]
    /// Seconds that a console session lasts at most.
    private static let longestConsole: Int64 = 43_200

    /// Nil for a record of anything else, of what was refused, and of what AWS gave, whose sessions nothing here ends.
    init?(_ event: AuditEvent, broker: String) {
        guard !event.isRefused, let found = Self.given(event) ?? Self.continued(event) else { return nil }
        let user = event.responseElements["assumedRoleUser"] ?? event.responseElements["federatedUser"]
        (id, account, end, isGiven) = (found.id, found.account, found.end, found.isGiven)
        issuedAt = found.issuedAt ?? event.eventTime
        let mayGoOn = event.data["channel"]?.textValue == Channel.browser.rawValue
        latestEnd = mayGoOn ? max(end, issuedAt.advanced(bySeconds: Self.longestConsole)) : end
        arn = user?["arn"]?.textValue ?? event.userIdentity["arn"] ?? id
        subject = event.responseElements["subject"]?.textValue
        nameQualifier = event.responseElements["nameQualifier"]?.textValue
        let principal = user?["assumedRoleId"]?.textValue ?? (isGiven ? nil : event.userIdentity["principalId"])
        roleID = principal.flatMap { $0.hasPrefix("AROA") ? String($0.prefix { $0 != ":" }) : nil }
        address = event.call.sourceIPAddress
        self.broker = broker
    }

    private typealias Found = (id: String, account: AccountID, issuedAt: Timestamp?, end: Timestamp, isGiven: Bool)

    private static func given(_ event: AuditEvent) -> Found? {
        // Users of an account have no credentials before their console session.
        if event.eventName == "ConsoleLogin", let id = event.data["sessionAccessKeyId"]?.textValue {
            guard let account = event.recipientAccountID, let end = consoleEnd(event) else { return nil }
            return (id, account, nil, end, true)
        }
        guard events.contains(event.eventName), event.data["upstream"] == nil,
            let credentials = event.responseElements["credentials"], let id = credentials["accessKeyId"]?.textValue,
            let account = AccessKeyID.account(of: id), let text = credentials["expiration"]?.textValue,
            let end = CivilTime(englishText: text)
        else { return nil }
        return (id, account, nil, Timestamp(milliseconds: Int64(end.secondsSinceEpoch) * 1_000), true)
    }

    /// A session that goes on in a console; maybe of another broker, or of one before a restart.
    private static func continued(_ event: AuditEvent) -> Found? {
        guard event.eventName == "ConsoleLogin", let id = event.userIdentity["accessKeyId"],
            let account = AccessKeyID.account(of: id), let end = consoleEnd(event)
        else { return nil }
        let context = event.userIdentity.members.first { $0.name == "sessionContext" }?.value
        return (id, account, instant(context?["attributes"]?["creationDate"]), end, false)
    }

    private static func consoleEnd(_ event: AuditEvent) -> Timestamp? { instant(event.data["consoleSessionEnd"]) }

    private static func instant(_ value: JSONValue?) -> Timestamp? {
        value?.textValue.flatMap(SAMLInstant.parse).map(Timestamp.init(roundingDown:))
    }

    /// The session of which two records tell: as it was given, until the later end.
    func merged(with other: RunningSession) -> RunningSession {
        var session = isGiven ? self : other
        session.end = max(end, other.end)
        session.latestEnd = max(latestEnd, other.latestEnd)
        return session
    }
}

extension RunningSession {
    /// Whether somebody has ended it: by itself, with all of its user, or with all of its role.
    func isRevoked(by revocations: RevocationList) -> Bool {
        if revocations.revokes(.session(accessKeyID: id), issued: issuedAt) { return true }
        if let roleID, revocations.revokes(.role(uniqueID: roleID), issued: issuedAt) { return true }
        guard let subject, let nameQualifier else { return false }
        return revocations.revokes(.subject(nameQualifier: nameQualifier, subject: subject), issued: issuedAt)
    }
}

extension RunningSession {
    /// What others read again.
    func write(to writer: inout ByteWriter) {
        writer.write(isGiven ? 1 : 0 as UInt8)
        writer.write(id)
        writer.write(account.description)
        writer.write(arn)
        writer.write(subject)
        writer.write(nameQualifier)
        writer.write(roleID)
        writer.write(address)
        writer.write(issuedAt)
        writer.write(end)
    }

    init(from reader: inout ByteReader, broker: String) throws(MalformedBytes) {
        switch try reader.readByte() {
        case 0: isGiven = false
        case 1: isGiven = true
        default: throw MalformedBytes()
        }
        id = try reader.readText()
        guard let account = AccountID(try reader.readText()) else { throw MalformedBytes() }
        self.account = account
        arn = try reader.readText()
        subject = try reader.readOptionalText()
        nameQualifier = try reader.readOptionalText()
        roleID = try reader.readOptionalText()
        address = try reader.readOptionalText()
        issuedAt = try reader.readTimestamp()
        end = try reader.readTimestamp()
        latestEnd = end
        self.broker = broker
    }
}

extension AuditEvent {
    /// What else is known.
    fileprivate var data: JSONValue { .object(additionalEventData) }
}
