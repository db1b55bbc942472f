import Accounts
import Audit
import Encodings
import Foundation
import Sessions
import Testing

/// Records as the service keeps them, for whoever looks at what was recorded.
enum RecordedEvents {
    static let start = Timestamp(roundingDown: Site.now)

    static func account(_ digits: String = Site.account) throws -> AccountID { try #require(AccountID(digits)) }

    /// A role that was given to a user of the identity provider, until so many seconds later.
    static func given(
        _ number: UInt8, to subject: String = "alice", of account: AccountID, at seconds: Int64 = 0,
        lasting: Int64 = 3_600,
        channel: String = "api"
    ) -> AuditEvent {
        let now = start.advanced(bySeconds: seconds)
        var event = AuditEvent(
            eventID: "given-\(number)", eventTime: now, eventSource: "sts.amazonaws.com",
            eventName: "AssumeRoleWithSAML",
            call: CallContext(requestID: "request-\(number)", sourceIPAddress: "192.0.2.1"), partition: .aws,
            userIdentity: AuditIdentity([JSONMember("type", "SAMLUser"), JSONMember("userName", subject)]))
        event.recipientAccountID = account
        event.requestParameters = .object([JSONMember("principalArn", Site.provider("corp"))])
        event.responseElements = .object([
            JSONMember(
                "credentials",
                .object([
                    JSONMember("accessKeyId", id(number, account)),
                    JSONMember("expiration", now.advanced(bySeconds: lasting).civilTime.englishText),
                ])),
            JSONMember(
                "assumedRoleUser",
                .object([
                    JSONMember("arn", "arn:aws:sts::\(account):assumed-role/A/alice"),
                    JSONMember("assumedRoleId", "AROAEXAMPLE:alice"),
                ])),
            JSONMember("subject", subject), JSONMember("nameQualifier", "qualifier"),
        ])
        event.additionalEventData = [JSONMember("channel", channel)]
        return event
    }

    /// A session that goes on in a console until so many seconds after the start.
    static func continued(_ number: UInt8, of account: AccountID, until seconds: Int64) -> AuditEvent {
        var event = AuditEvent(
            eventID: "continued-\(number)", eventTime: start, eventSource: "signin.amazonaws.com",
            eventName: "ConsoleLogin", eventType: .consoleSignIn, call: CallContext(requestID: "continued-\(number)"),
            partition: .aws,
            userIdentity: AuditIdentity([
                JSONMember("type", "AssumedRole"), JSONMember("arn", "arn:aws:sts::\(account):assumed-role/A/alice"),
                JSONMember("accessKeyId", id(number, account)),
            ]))
        event.recipientAccountID = account
        event.additionalEventData = [JSONMember("consoleSessionEnd", start.advanced(bySeconds: seconds).iso8601)]
        return event
    }

    /// A refusal of nobody that was verified, which every account sees.
    static func refused(_ number: Int) -> AuditEvent {
        var event = AuditEvent(
            eventID: "refused-\(number)", eventTime: start, eventSource: "signin.amazonaws.com",
            eventName: "ConsoleLogin", call: CallContext(requestID: "refused-\(number)"), partition: .aws,
            userIdentity: .unknown)
        event.refuse(code: "InvalidIdentityToken", message: "no", cause: "a bad signature", isVerified: false)
        return event
    }

    static func id(_ number: UInt8, _ account: AccountID) -> String {
        AccessKeyID.temporary(account: account, entropy: [0, 0, 0, 0, number])
    }
}
