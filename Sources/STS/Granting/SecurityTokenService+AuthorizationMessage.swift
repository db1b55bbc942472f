import Accounts
public import Encodings
public import Foundation
public import IAMPolicy
import Keys
public import Sessions

extension SecurityTokenService {
    /// Seconds for which a message can be decoded.
    private static let messageLifetime: Int64 = 3_600

    /// The encoded authorization message for a caller who was refused: opaque, and for the caller's account alone.
    ///
    /// nil when it is too long or cannot be sealed, which must not stand in the way of the refusal.
    public func authorizationMessage(
        for decision: PolicyDecision, caller: Caller, at instant: Timestamp
    ) -> String? {
        guard let json = AuthorizationMessage(decision, caller: caller).json else { return nil }
        var writer = ByteWriter(capacity: json.count + 16)
        writer.write(instant.advanced(bySeconds: Self.messageLifetime))
        writer.write(caller.account.id.number, width: 5)
        writer.write(raw: json)
        return seal(writer.bytes, .authorizationMessage, partition: caller.account.partition)
    }

    /// DecodeAuthorizationMessage: the JSON of a message that a caller of the same account was given with a refusal.
    ///
    /// Needs `sts:DecodeAuthorizationMessage`. Throws `InvalidAuthorizationMessageException` for everything else and for
    /// messages of more than an hour ago. It is not recorded, as in AWS.
    public func decodeAuthorizationMessage(
        _ message: String, caller: Caller, call: CallContext, at instant: Date
    ) async throws(STSError) -> String {
        try await authorize(STSAccess.decodeAuthorizationMessage, caller: caller, call: call, at: instant)
        let now = Timestamp(roundingDown: instant)
        guard let opened = sealer.open(message, .authorizationMessage, at: now),
            opened.partition == caller.account.partition,
            let json = try? Self.json(in: opened.message, for: caller.account.id, at: now)
        else {
            throw STSError(
                .invalidAuthorizationMessage, "The authorization message is invalid or has expired.",
                cause: "the message does not open, is of another account, or has expired")
        }
        return json
    }

    private static func json(
        in bytes: [UInt8], for account: AccountID, at now: Timestamp
    ) throws(MalformedBytes) -> String {
        var reader = ByteReader(bytes[...])
        let end = try reader.readTimestamp()
        guard now < end, try reader.readNumber(width: 5) == account.number else { throw MalformedBytes() }
        return String(decoding: try reader.read(count: reader.remaining), as: UTF8.self)
    }
}
