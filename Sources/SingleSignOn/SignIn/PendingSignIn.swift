import Encodings
import FoundationEssentials
package import SAML2

/// A sign-in that began here: the request that was sent, and what its user wants.
///
/// The browser keeps it, sealed; nothing of it is kept here.
package struct PendingSignIn: Hashable, Sendable {
    /// The request.
    package let request: SentRequest
    /// What is wanted.
    package let wish: SignInWish
    /// ID of the assertion that answered; nil while none has.
    package internal(set) var answer: String?

    private static let version: UInt8 = 1
    /// With what is tried.
    private static let trialVersion: UInt8 = 2

    package init(request: SentRequest, wish: SignInWish, answer: String? = nil) {
        self.request = request
        self.wish = wish
        self.answer = answer
    }

    /// What is sealed.
    var message: [UInt8] {
        var writer = ByteWriter(capacity: 256)
        writer.write(wish.trial == nil ? Self.version : Self.trialVersion)
        writer.write(request.id)
        writer.write(request.identityProvider)
        writer.write(Timestamp(roundingDown: request.expiresAt))
        wish.write(to: &writer)
        wish.trial?.write(to: &writer)
        writer.write(answer)
        return writer.bytes
    }

    init(message: [UInt8]) throws(MalformedBytes) {
        var reader = ByteReader(message[...])
        let version = try reader.readByte()
        guard version == Self.version || version == Self.trialVersion else { throw MalformedBytes() }
        let (id, identityProvider) = (try reader.readText(), try reader.readText())
        let expiresAt = try reader.readTimestamp().date
        request = SentRequest(
            id: id, identityProvider: identityProvider, sentAt: expiresAt.addingTimeInterval(-SignInRequests.lifetime),
            expiresAt: expiresAt)
        var wish = try SignInWish(reading: &reader)
        if version == Self.trialVersion { wish.trial = try ProviderTrial(reading: &reader) }
        self.wish = wish
        answer = try reader.readOptionalText()
        try reader.finish()
    }
}
