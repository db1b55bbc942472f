import Accounts
import Encodings
import Keys
import Portal
import Sessions

/// The refresh token of `aws login`: for one role, and for whoever has its key.
struct LoginToken: Sendable {
    /// By which the session is found.
    let key: PortalKey
    /// ARN of the role.
    let roleARN: String
    /// Digest of the key that proofs are made with.
    let thumbprint: String
    /// The first instant at which it counts no more.
    let expiresAt: Timestamp

    /// Others of the same purpose begin otherwise.
    private static let version: UInt8 = 2

    init(key: PortalKey, roleARN: String, thumbprint: String, expiresAt: Timestamp) {
        self.key = key
        self.roleARN = roleARN
        self.thumbprint = thumbprint
        self.expiresAt = expiresAt
    }

    var message: [UInt8] {
        var writer = ByteWriter(capacity: 256)
        writer.write(Self.version)
        writer.write(key.cookieValue)
        writer.write(roleARN)
        writer.write(thumbprint)
        writer.write(expiresAt)
        return writer.bytes
    }

    init(message: [UInt8]) throws(MalformedBytes) {
        var reader = ByteReader(message[...])
        guard try reader.readByte() == Self.version, let key = PortalKey(cookieValue: try reader.readText()) else {
            throw MalformedBytes()
        }
        self.init(
            key: key, roleARN: try reader.readText(), thumbprint: try reader.readText(),
            expiresAt: try reader.readTimestamp())
        try reader.finish()
    }
}

extension ProgramTokens {
    /// Seals one.
    ///
    /// Throws `internalServer` when that can't be done.
    func seal(_ token: LoginToken) throws(ServiceFault) -> String { try seal(message: token.message) }

    /// Opens one; nil for what was not sealed here, is of another kind, or is over.
    func openLogin(_ text: String, at now: Timestamp) -> LoginToken? {
        guard let message = open(message: text, at: now), let token = try? LoginToken(message: message),
            now < token.expiresAt
        else { return nil }
        return token
    }
}
