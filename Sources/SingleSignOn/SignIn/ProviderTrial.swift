import Encodings

/// A sign-in that gives nothing: an administrator looks at what an identity provider says.
package struct ProviderTrial: Hashable, Sendable {
    /// ARN of the SAML provider.
    package let providerARN: String
    /// Access key id of the administrator's session, which alone gets to see what comes of it.
    package let sessionID: String

    /// Describes one.
    package init(providerARN: String, sessionID: String) {
        self.providerARN = providerARN
        self.sessionID = sessionID
    }

    func write(to writer: inout ByteWriter) {
        writer.write(providerARN)
        writer.write(sessionID)
    }

    init(reading reader: inout ByteReader) throws(MalformedBytes) {
        providerARN = try reader.readText()
        sessionID = try reader.readText()
    }
}
