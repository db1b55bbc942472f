import Accounts
import Encodings
import Keys

/// A sign-in that has shown its password, and has something more to show: what the browser's next form carries, sealed.
///
/// It gives nothing by itself, and is good for five minutes, as long as the password stays what it is.
package struct UserSignInStep: Hashable, Sendable {
    /// Why another password is needed.
    package enum Reason: UInt8, Hashable, Sendable {
        /// An administrator wants it.
        case required = 1
        /// It is too old.
        case expired = 2
    }

    /// Seconds for which it is good.
    package static let lifetime: Int64 = 300
    private static let version: UInt8 = 1
    private static let context = "step of a user's sign-in"

    let accountID: AccountID
    let userID: String
    /// When the password was set that was shown.
    let passwordDate: Timestamp
    /// When a one-time password was shown; nil when none was.
    var mfaAt: Timestamp?
    let expiresAt: Timestamp

    /// The value of the form; nil when it can't be sealed.
    func sealed(_ keyRing: KeyRing, random: any RandomSource) -> String? {
        var writer = ByteWriter(capacity: 128)
        writer.write(Self.version)
        writer.write(accountID.description)
        writer.write(userID)
        writer.write(passwordDate)
        writer.write(mfaAt)
        writer.write(expiresAt)
        let sealed = try? keyRing.sealForStorage(writer.bytes, context: Self.context, random: random)
        return sealed.map(Base64.url.encode)
    }

    /// Opens the value of a form; nil for anything that was not sealed here.
    init?(_ text: String, _ keyRing: KeyRing) {
        guard text.utf8.count <= 1_024, let sealed = Base64.url.decode(text),
            let message = keyRing.openFromStorage(sealed, context: Self.context),
            let step = try? Self(message: message)
        else { return nil }
        self = step
    }

    private init(message: [UInt8]) throws(MalformedBytes) {
        var reader = ByteReader(message[...])
        guard try reader.readByte() == Self.version, let account = AccountID(try reader.readText()) else {
            throw MalformedBytes()
        }
        accountID = account
        userID = try reader.readText()
        passwordDate = try reader.readTimestamp()
        mfaAt = try reader.readOptionalTimestamp()
        expiresAt = try reader.readTimestamp()
        try reader.finish()
    }

    init(_ user: ConsoleUser, passwordFrom date: Timestamp, at instant: Timestamp) {
        accountID = user.account.id
        userID = user.uniqueID
        passwordDate = date
        expiresAt = instant.advanced(bySeconds: Self.lifetime)
    }
}
