import Encodings
import FoundationEssentials
package import SAML2

/// A logout that began here: the request that was sent to the identity provider, and where its user goes afterwards.
package struct PendingLogout: Hashable, Sendable {
    /// The request.
    package let request: SentRequest
    /// The URL to go to; nil for our own page.
    package let destination: String?

    /// Another one than that of sign-ins, which are sealed for the same purpose.
    private static let version: UInt8 = 2

    package init(request: SentRequest, destination: String?) {
        self.request = request
        self.destination = destination
    }

    var message: [UInt8] {
        var writer = ByteWriter(capacity: 256)
        writer.write(Self.version)
        writer.write(request.id)
        writer.write(request.identityProvider)
        writer.write(Timestamp(roundingDown: request.expiresAt))
        writer.write(destination)
        return writer.bytes
    }

    init(message: [UInt8]) throws(MalformedBytes) {
        var reader = ByteReader(message[...])
        guard try reader.readByte() == Self.version else { throw MalformedBytes() }
        let (id, identityProvider) = (try reader.readText(), try reader.readText())
        let expiresAt = try reader.readTimestamp().date
        request = SentRequest(
            id: id, identityProvider: identityProvider, sentAt: expiresAt.addingTimeInterval(-LogoutTokens.lifetime),
            expiresAt: expiresAt)
        destination = try reader.readOptionalText()
        try reader.finish()
    }
}
