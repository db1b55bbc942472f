extension Session {
    /// Whether one of `revocations` reaches the session: its role, its subject, or itself, by the time of issue.
    ///
    /// What came of an assertion counts as issued when the credentials were; the assertion itself is asked when it is
    /// redeemed.
    func isRevoked(by revocations: RevocationList) -> Bool {
        guard revocations.count > 0 else { return false }
        return revocations.revokes(.role(uniqueID: roleUniqueID), issued: issuedAt)
            || revocations.revokes(
                .subject(nameQualifier: subject.nameQualifier, subject: subject.subject), issued: issuedAt)
            || revocations.revokes(.session(accessKeyID: accessKeyID), issued: issuedAt)
    }
}
