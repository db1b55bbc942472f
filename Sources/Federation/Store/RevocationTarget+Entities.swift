extension RevocationTarget {
    /// The targets that stand for one federated user: one for each identity provider of a SAML provider.
    public static func subjects(named subject: String, of provider: SAMLProvider) -> [RevocationTarget] {
        provider.entityIDs.map { issuer in
            .subject(
                nameQualifier: SAMLSubject.nameQualifier(issuer: issuer, document: provider.document), subject: subject)
        }
    }
}

extension SecurityTokenService {
    /// The target that stands for every session of the role or user with this ARN; nil when there is none.
    ///
    /// Throws `STSError` when the store fails.
    public func revocationTarget(arn: String) async throws(STSError) -> RevocationTarget? {
        try await entities.uniqueID(arn: arn).map { .role(uniqueID: $0) }
    }

    /// The targets that stand for one federated user of the SAML provider with this ARN; nil when there is none.
    ///
    /// Throws `STSError` when the store fails.
    public func revocationTargets(
        subject: String, providerARN: String
    ) async throws(STSError) -> [RevocationTarget]? {
        try await entities.provider(arn: providerARN).map { RevocationTarget.subjects(named: subject, of: $0) }
    }
}
