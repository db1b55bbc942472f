import Accounts
package import Encodings
import Foundation
import IAMPolicy
import SAML2
package import Sessions

/// The portal session of a federated user: a sign-in that is kept, and when that ends.
package struct PortalSession: Sendable {
    /// What its user showed when he signed in.
    package let signIn: KeptSignIn
    /// The first instant at which it is over.
    package let expiresAt: Timestamp

    /// Seconds that are left at `now`; 0 when it is over.
    package func secondsLeft(at now: Timestamp) -> Int {
        Int(max(expiresAt.milliseconds - now.milliseconds, 0) / 1_000)
    }

    /// Whether two sessions are of one user: what one identity provider names alike.
    package func isOfSameUser(as other: PortalSession) -> Bool {
        PortalSubject(signIn.assertion) == PortalSubject(other.signIn.assertion)
    }

    /// Whether a session of a role is of the same user.
    package func isOfUser(of session: Session) -> Bool {
        guard let saml = session.saml else { return false }
        let document = "\(saml.providerARN.accountID)/\(saml.providerARN.resourceName)"
        return saml.subject.subject.utf8.elementsEqual(userName.utf8)
            && saml.subject.nameQualifier == SAMLSubject.nameQualifier(issuer: issuer, document: document)
    }

    /// The name that the identity provider gives its user.
    package var userName: String { signIn.assertion.subject.value }
    /// The entityID of the identity provider.
    package var issuer: String { signIn.assertion.issuer }
}

extension PortalSession {
    private static let version: UInt8 = 1

    /// What is kept under a seal.
    var message: [UInt8] {
        var writer = ByteWriter(capacity: 8_192)
        writer.write(Self.version)
        writer.write(expiresAt)
        writer.write(signIn.issuedAt)
        writer.write(signIn.id)
        writer.write(signIn.providers == nil ? 0 : 1 as UInt8)
        if let providers = signIn.providers { writer.write(providers.sorted()) }
        signIn.assertion.write(to: &writer)
        return writer.bytes
    }

    init(message: [UInt8]) throws(MalformedBytes) {
        var reader = ByteReader(message[...])
        guard try reader.readByte() == Self.version else { throw MalformedBytes() }
        expiresAt = try reader.readTimestamp()
        let issuedAt = try reader.readTimestamp()
        let id = try reader.readText()
        let providers = try reader.readByte() == 0 ? nil : Set(try reader.readTexts())
        signIn = KeptSignIn(
            assertion: try ValidatedAssertion(keptIn: &reader), providers: providers, id: id, issuedAt: issuedAt)
        try reader.finish()
    }
}
