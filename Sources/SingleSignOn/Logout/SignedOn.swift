import Encodings
package import SAML2

/// Whom a browser is signed in as at an identity provider: what a request to sign out there has to say.
///
/// The browser keeps it, sealed, beside its console session.
package struct SignedOn: Hashable, Sendable {
    /// The entityID of the identity provider.
    package let identityProvider: String
    /// ARN of the SAML provider.
    package let providerARN: String
    /// The user.
    package let subject: NameID
    /// The session there.
    package let sessionIndex: String?

    private static let version: UInt8 = 1

    package init(_ assertion: ValidatedAssertion, providerARN: String) {
        identityProvider = assertion.issuer
        self.providerARN = providerARN
        subject = assertion.subject
        sessionIndex = assertion.sessionIndex
    }

    var message: [UInt8] {
        var writer = ByteWriter(capacity: 256)
        writer.write(Self.version)
        writer.write(identityProvider)
        writer.write(providerARN)
        writer.write(subject.value)
        for text in [subject.format, subject.nameQualifier, subject.spNameQualifier, sessionIndex] {
            writer.write(text)
        }
        return writer.bytes
    }

    init(message: [UInt8]) throws(MalformedBytes) {
        var reader = ByteReader(message[...])
        guard try reader.readByte() == Self.version else { throw MalformedBytes() }
        identityProvider = try reader.readText()
        providerARN = try reader.readText()
        let value = try reader.readText()
        subject = NameID(
            value: value, format: try reader.readOptionalText(), nameQualifier: try reader.readOptionalText(),
            spNameQualifier: try reader.readOptionalText())
        sessionIndex = try reader.readOptionalText()
        try reader.finish()
    }
}
