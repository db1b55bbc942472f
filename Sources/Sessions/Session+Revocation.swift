package import Accounts
import IAMPolicy

extension Session {
    /// Whether one of `revocations` ends console sessions that were made of the session, by their time of issue.
    package func isSignedOut(by revocations: RevocationList) -> Bool {
        guard let saml else { return false }
        return revocations.endsConsole(
            nameQualifier: saml.subject.nameQualifier, subject: saml.subject.subject, marks: saml.claims.all,
            issued: chain.first?.issuedAt ?? issuedAt)
    }

    /// Whether one of `revocations` reaches the session: its issuer, its name, its subject, what was said of that, or
    /// itself, or temporary credentials that it was reached through, by their time of issue.
    ///
    /// What came of an assertion counts as issued when the credentials were; the assertion itself is asked when it is
    /// redeemed.
    package func isRevoked(by revocations: RevocationList) -> Bool {
        // Nobody but the service may say what its role does (user guide, "Revoking IAM Role Temporary Credentials").
        guard revocations.count > 0, !issuer.isServiceLinkedRole else { return false }
        if let saml {
            let (subject, first) = (saml.subject, chain.first?.issuedAt ?? issuedAt)
            if revocations.revokes(
                .subject(nameQualifier: subject.nameQualifier, subject: subject.subject), issued: first)
                || revocations.revokes(saml.claims.all, through: saml.providerARN.description, issued: first)
            {
                return true
            }
        }
        if let webIdentity,
            revocations.revokes(webIdentity.revocationTarget, issued: chain.first?.issuedAt ?? issuedAt)
        {
            return true
        }
        let provider = saml?.providerARN ?? webIdentity?.providerARN
        return ([link] + chain).contains { link in
            revocations.revokes(.role(uniqueID: link.issuerID), issued: link.issuedAt)
                || revocations.revokes(.session(accessKeyID: link.accessKeyID), issued: link.issuedAt)
                || revocations.revokes([link.name], through: provider?.description, issued: link.issuedAt)
        }
    }
}
