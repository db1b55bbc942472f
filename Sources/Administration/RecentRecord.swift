import Accounts
import Audit
package import Encodings
import IAMPolicy
import Sessions

/// A record of the audit as administrators are shown it.
package struct RecentRecord: Sendable, Hashable {
    /// Id of the record in the audit.
    package let id: String
    /// When it was decided.
    package let time: Timestamp
    /// The operation.
    package let name: String
    /// Who it was, as far as that is known.
    package let who: String
    /// What the caller was told, and why; nil when nothing was refused.
    package let refusal: String?
    /// The number that the caller was given.
    package let requestID: String
    /// The accounts whose administrators see it; nil for all, since nobody knows whose it would have been.
    let accounts: [AccountID]?
    /// The broker that kept it in its audit.
    package let broker: String

    /// Nil for a record that is no account's to see.
    init?(_ event: AuditEvent, broker: String) {
        switch event.audience {
        case .nobody: return nil
        case .everybody: accounts = nil
        case .accounts(let own): accounts = own
        }
        id = event.eventID
        time = event.eventTime
        name = event.eventName.cut(to: 128)
        who = event.who.cut(to: 512)
        refusal = event.refusalText?.cut(to: 1_000)
        requestID = event.call.requestID.cut(to: 128)
        self.broker = broker
    }

    /// Whether administrators of an account see it.
    func concerns(_ account: AccountID) -> Bool { accounts?.contains(account) ?? true }
}

extension RecentRecord {
    /// What others read again.
    func write(to writer: inout ByteWriter) {
        writer.write(id)
        writer.write(time)
        writer.write(name)
        writer.write(who)
        writer.write(refusal)
        writer.write(requestID)
        writer.write(accounts == nil ? 0 : 1 as UInt8)
        if let accounts { writer.write(accounts.map(\.description)) }
    }

    init(from reader: inout ByteReader, broker: String) throws(MalformedBytes) {
        id = try reader.readText()
        time = try reader.readTimestamp()
        name = try reader.readText()
        who = try reader.readText()
        refusal = try reader.readOptionalText()
        requestID = try reader.readText()
        switch try reader.readByte() {
        case 0: accounts = nil
        case 1:
            var own: [AccountID] = []
            for text in try reader.readTexts() {
                guard let account = AccountID(text) else { throw MalformedBytes() }
                own.append(account)
            }
            accounts = own
        default: throw MalformedBytes()
        }
        self.broker = broker
    }
}

/// Whose administrators may see a record.
private enum Audience {
    case nobody
    case everybody
    case accounts([AccountID])
}

extension AuditEvent {
    /// Accounts of which one record can tell at most: a response may name as many roles as it likes.
    private static let mostAccounts = 64

    fileprivate var audience: Audience {
        if let recipientAccountID { return .accounts([recipientAccountID]) }
        if let owner = userIdentity["accountId"] { return AccountID(owner).map { .accounts([$0]) } ?? .nobody }
        let named = ["roleArn", "principalArn"].flatMap { name in
            [requestParameters[name]].compactMap(\.?.textValue) + (requestParameters[name + "s"]?.textValues ?? [])
        }
        let texts = Set(named.compactMap { ARN($0)?.accountID })
        if texts.isEmpty { return userIdentity == .unknown ? .everybody : .nobody }
        return .accounts(Array(texts.sorted().compactMap(AccountID.init(_:)).prefix(Self.mostAccounts)))
    }

    /// An ARN, a name, or what kind of caller.
    fileprivate var who: String { ["arn", "userName", "type"].lazy.compactMap { self.userIdentity[$0] }.first ?? "" }

    /// With the cause, and the names of the checks that failed.
    fileprivate var refusalText: String? {
        guard isRefused else { return nil }
        let data = JSONValue.object(additionalEventData)
        var checks: [String] = []
        if case .array(let failed)? = data["failedChecks"] { checks = failed.compactMap { $0["name"]?.textValue } }
        let told = [errorCode, errorMessage].compactMap(\.self).joined(separator: ": ")
        let reasons = [data["cause"]?.textValue].compactMap(\.self) + checks
        return reasons.isEmpty ? told : "\(told) (\(reasons.joined(separator: "; ")))"
    }

    /// Whether it tells of something that was not let be done.
    var isRefused: Bool { errorCode != nil || errorMessage != nil }
}

extension AuditIdentity {
    /// The text of a member.
    subscript(name: String) -> String? { members.first { $0.name == name }?.value.textValue }
}

extension JSONValue {
    /// The member of an object; nil when there is none.
    subscript(name: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }

    /// A text; nil for anything else.
    var textValue: String? { if case .string(let text) = self { text } else { nil } }

    /// The texts of an array.
    var textValues: [String] { if case .array(let values) = self { values.compactMap(\.textValue) } else { [] } }
}
