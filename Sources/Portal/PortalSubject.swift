import Accounts
import Encodings
import SAML2

/// Digests by which portal sessions are found without what their browsers have: of whom they are, and of which session at the identity
/// provider.
struct PortalSubject: Hashable {
    /// Of issuer and NameID.
    let digest: [UInt8]

    init(issuer: String, name: String) {
        digest = OneTimeKey(purpose: "portal subject", fields: [issuer, name]).bytes
    }

    init(_ assertion: ValidatedAssertion) { self.init(issuer: assertion.issuer, name: assertion.subject.value) }

    /// Of a SessionIndex of this subject.
    func digest(ofSessionIndex index: String) -> [UInt8] {
        OneTimeKey(purpose: "portal session index", fields: [Hexadecimal.text(digest), index]).bytes
    }
}
