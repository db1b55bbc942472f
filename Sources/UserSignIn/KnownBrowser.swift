package import Accounts
package import Encodings
package import Keys

/// What a browser keeps of a user who has signed in with it: his account and name, for the next time, and an id by which it has an
/// allowance of attempts of its own.
///
/// It opens nothing.
package struct KnownBrowser: Hashable, Sendable {
    private static let version: UInt8 = 1
    private static let context = "browser of a user"
    private static let idCount = 16

    /// The account.
    package let accountID: AccountID
    /// The name, as it was when he signed in.
    package let userName: String
    let userID: String
    let id: String

    init(_ user: ConsoleUser, random: any RandomSource) {
        accountID = user.account.id
        userName = user.user.name
        userID = user.uniqueID
        id = Hexadecimal.text(random.bytes(Self.idCount))
    }

    /// The value of a cookie; nil when it can't be sealed.
    package func sealed(_ keyRing: KeyRing, random: any RandomSource) -> String? {
        var writer = ByteWriter(capacity: 128)
        writer.write(Self.version)
        writer.write(accountID.description)
        writer.write(userName)
        writer.write(userID)
        writer.write(id)
        let sealed = try? keyRing.sealForStorage(writer.bytes, context: Self.context, random: random)
        return sealed.map(Base64.url.encode)
    }

    /// Opens the value of a cookie; nil for anything that was not sealed here.
    package init?(_ cookie: String, _ keyRing: KeyRing) {
        guard cookie.utf8.count <= 1_024, let sealed = Base64.url.decode(cookie),
            let message = keyRing.openFromStorage(sealed, context: Self.context),
            let browser = try? Self(message: message)
        else { return nil }
        self = browser
    }

    private init(message: [UInt8]) throws(MalformedBytes) {
        var reader = ByteReader(message[...])
        guard try reader.readByte() == Self.version, let account = AccountID(try reader.readText()) else {
            throw MalformedBytes()
        }
        accountID = account
        userName = try reader.readText()
        userID = try reader.readText()
        id = try reader.readText()
        try reader.finish()
    }
}
