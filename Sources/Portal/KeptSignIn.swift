import Accounts
package import Encodings
package import Foundation
package import SAML2
package import STS

/// A sign-in whose validated assertion is kept, so that its subject may take further roles while a portal session lasts.
///
/// Nothing is given because it is kept: each role is asked for anew, of its trust policy, the revocations and the providers as they are
/// then.
package struct KeptSignIn: Sendable {
    /// The assertion, as it was validated when its subject signed in.
    package let assertion: ValidatedAssertion
    /// ARNs of the providers under whose rules it was validated; nil means all of them.
    package let providers: Set<String>?
    /// `ASIA…`: by this id the portal session stands in records, and is revoked as a session, with all that came of it.
    package let id: String
    /// When it is said to have been issued: what is revoked up to then is revoked with it.
    package let issuedAt: Timestamp

    /// Makes a sign-in as it was kept.
    package init(assertion: ValidatedAssertion, providers: Set<String>?, id: String, issuedAt: Timestamp) {
        self.assertion = assertion
        self.providers = providers
        self.id = id
        self.issuedAt = issuedAt
    }

    /// Keeps a sign-in of `instant`; nil when its identity provider allows no other use than the one that is made of it now (SAML core,
    /// 2.5.1.5).
    ///
    /// An identity provider whose clock goes ahead gives no sign-in that revocations of now would miss.
    package init?(_ signIn: SAMLSignIn, random: any RandomSource, at instant: Date) {
        guard !signIn.assertion.oneTimeUse, let account = signIn.choices.first?.account.id else { return nil }
        self.init(
            assertion: signIn.assertion, providers: signIn.providers,
            id: AccessKeyID.temporary(account: account, entropy: random.bytes(AccessKeyID.entropyCount)),
            issuedAt: Timestamp(roundingDown: min(instant, signIn.assertion.issueInstant)))
    }
}
