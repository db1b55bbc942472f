package import Accounts
package import Encodings

/// What a sign-in token says: a session with the end of the console session, and how the token may be used.
package struct SigninToken {
    /// Seconds for which a sign-in URL works.
    package static let lifetime: Int64 = 900

    /// The session; it ends when the console session ends.
    package let session: Session
    /// The first instant at which the token is no longer good.
    package let expiresAt: Timestamp
    /// Hash of the nonce of the browser that it is for.
    package let nonceDigest: [UInt8]?
    /// Whether it works once.
    package let worksOnce: Bool

    private static let version: UInt8 = 1

    package var message: [UInt8] {
        var writer = ByteWriter(capacity: 768)
        writer.write(Self.version)
        writer.write(expiresAt)
        writer.write(worksOnce ? 1 : 0 as UInt8)
        writer.write(UInt8(nonceDigest == nil ? 0 : 1))
        if let nonceDigest { writer.write(raw: nonceDigest) }
        session.write(to: &writer)
        return writer.bytes
    }

    package init(session: Session, expiresAt: Timestamp, nonceDigest: [UInt8]?, worksOnce: Bool) {
        self.session = session
        self.expiresAt = expiresAt
        self.nonceDigest = nonceDigest
        self.worksOnce = worksOnce
    }

    package init(message: [UInt8], partition: Partition) throws(MalformedBytes) {
        var reader = ByteReader(message[...])
        guard try reader.readByte() == Self.version else { throw MalformedBytes() }
        self.expiresAt = try reader.readTimestamp()
        self.worksOnce = try reader.readByte() != 0
        self.nonceDigest = try reader.readByte() == 0 ? nil : Array(try reader.read(count: 32))
        self.session = try Session(reading: &reader, partition: partition)
        try reader.finish()
    }
}
