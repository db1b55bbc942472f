import Accounts
package import Encodings

/// What the user of a portal session allows a program, such as the AWS CLI: a session of its own, for what his gives.
///
/// Until the program takes it, whoever keeps it keeps it sealed.
package struct ProgramPermission: Sendable {
    /// The id of the session whose user has allowed it, which ends what comes of it.
    let parent: [UInt8]
    /// That session, as it was.
    let session: PortalSession

    /// Of the session with this key.
    package init(of session: PortalSession, key: PortalKey) {
        parent = key.id
        self.session = session
    }

    /// The name that the identity provider gives its user.
    package var userName: String { session.userName }

    /// What is kept under a seal.
    package var message: [UInt8] {
        var writer = ByteWriter(capacity: 8_192)
        writer.write(raw: parent)
        writer.write(raw: session.message)
        return writer.bytes
    }

    /// Reads what was kept.
    package init(message: ArraySlice<UInt8>) throws(MalformedBytes) {
        var reader = ByteReader(message)
        parent = Array(try reader.read(count: KeptPortalSession.digestLength))
        session = try PortalSession(message: Array(try reader.read(count: reader.remaining)))
    }
}
