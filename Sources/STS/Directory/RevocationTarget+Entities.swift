public import Accounts
public import IAMPolicy
import Sessions

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

    /// The ARN of the role or user with this unique id; nil when it is gone.
    ///
    /// Throws `STSError` when the store fails.
    public func arn(uniqueID: String) async throws(STSError) -> ARN? {
        if let role = try await entities.role(uniqueID: uniqueID) { return role.arn }
        guard let user = try await entities.user(uniqueID: uniqueID), let account = entities.account(user.account)
        else {
            return nil
        }
        return user.arn(in: account.partition)
    }

    /// The ARNs of all SAML providers, by the name qualifiers that their users have.
    ///
    /// Throws `STSError` when the store fails.
    public func providersByNameQualifier() async throws(STSError) -> [String: ARN] {
        var arns: [String: ARN] = [:]
        for provider in directory.providers {
            for issuer in provider.entityIDs {
                arns[SAMLSubject.nameQualifier(issuer: issuer, document: provider.document)] = provider.arn
            }
        }
        for (id, name, issuers) in try await entities.issuersByProvider() {
            guard let account = entities.account(id) else { continue }
            for issuer in issuers {
                arns[SAMLSubject.nameQualifier(issuer: issuer, document: "\(id)/\(name)")] =
                    account.arn(.samlProvider, name: name)
            }
        }
        return arns
    }

    /// Whether there is a SAML or OpenID Connect provider with this ARN.
    ///
    /// Throws `STSError` when the store fails.
    public func hasProvider(arn: String) async throws(STSError) -> Bool {
        if try await entities.provider(arn: arn) != nil { return true }
        return try await entities.oidcProvider(arn: arn) != nil
    }

    /// The targets that stand for one federated user of the provider with this ARN; nil when there is none.
    ///
    /// Throws `STSError` when the store fails.
    public func revocationTargets(
        subject: String, providerARN: String
    ) async throws(STSError) -> [RevocationTarget]? {
        if let provider = try await entities.provider(arn: providerARN) {
            return RevocationTarget.subjects(named: subject, of: provider)
        }
        return try await entities.oidcProvider(arn: providerARN).map {
            [.subject(nameQualifier: $0.arn.description, subject: subject)]
        }
    }
}
