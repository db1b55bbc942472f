import Accounts
package import IAMPolicy

/// What a configuration knows that trust policies depend on: accounts, their providers, and where responses are taken.
package struct TrustKnowledge: Sendable {
    private let accounts: Set<String>
    private let providers: Set<ARN>
    private let recipients: [String]

    init(accounts: Set<String>, providers: Set<ARN>, recipients: [String]) {
        self.accounts = accounts
        self.providers = providers
        self.recipients = recipients
    }

    init(_ configuration: BrokerConfiguration) {
        self.init(
            accounts: Set(configuration.directory.accounts.keys.map(\.description)),
            providers: Set(
                configuration.directory.providers.map(\.arn) + configuration.directory.oidcProviders.map(\.arn)),
            recipients: configuration.recipients)
    }

    /// What in a trust policy can never hold here.
    ///
    /// - Parameter account: the account of the role, when it is known.
    package func findings(in policy: PolicyDocument, account: String? = nil) -> [PolicyFinding] {
        policy.statements.filter { $0.effect == .allow && $0.principal?.isNegated == false }.flatMap { statement in
            let providers = (statement.principal?.entries ?? []).filter { Self.kind(of: $0) != nil }
            let isSAML = providers.contains { Self.kind(of: $0) == .samlProvider }
            return providers.compactMap { finding($0, account, policy) }
                + (isSAML ? statement.conditions.compactMap { audience($0, policy) } : [])
        }
    }

    private static func kind(of entry: PrincipalElement.Entry) -> EntityKind? {
        guard let arn = ARN(entry.value) else { return nil }
        return [EntityKind.samlProvider, .oidcProvider].first { arn.isIAMResource(ofType: $0.resourceType) }
    }

    private func finding(
        _ entry: PrincipalElement.Entry, _ account: String?, _ policy: PolicyDocument
    ) -> PolicyFinding? {
        guard let arn = ARN(entry.value), let kind = Self.kind(of: entry) else { return nil }
        let owner = arn.accountID
        if let account, owner != account {
            return warning(
                .foreignProvider,
                "\(entry.value) is of another account than the role, \(account): a role is given through providers of its own account alone.",
                at: entry.offset, in: policy)
        }
        guard accounts.contains(owner), !providers.contains(arn) else { return nil }
        let known = providers.filter { $0.accountID == owner && $0.resourceType == arn.resourceType }.map(\.description)
            .sorted().joined(separator: ", ")
        return warning(
            .unknownProvider,
            "The configuration has no \(kind == .samlProvider ? "SAML" : "OIDC") provider \(entry.value): unless it is made through the API, nobody can use this; there "
                + (known.isEmpty ? "is none in that account." : "are \(known)."), at: entry.offset, in: policy)
    }

    private func audience(_ clause: ConditionClause, _ policy: PolicyDocument) -> PolicyFinding? {
        guard clause.key.lowercased() == "saml:aud", clause.operatorName.lowercased() == "stringequals",
            !clause.values.contains(where: { recipients.contains($0) || $0.contains("$") })
        else { return nil }
        return warning(
            .impossibleAudience,
            "saml:aud is never \(clause.values.joined(separator: ", ")): responses are taken for \(recipients.joined(separator: ", ")).",
            at: clause.keyOffset, in: policy)
    }

    private func warning(
        _ code: PolicyFinding.Code, _ message: String, at offset: Int, in policy: PolicyDocument
    ) -> PolicyFinding {
        PolicyFinding(code, message, severity: .warning, at: SourcePosition(offset: offset, in: policy.text))
    }
}

extension ConfigurationReader {
    /// What a configuration file says of accounts, names of their providers, and where responses are taken.
    ///
    /// Nothing else in it is read or judged.
    package func trustKnowledge(of file: String) throws(BrokerConfigurationError) -> TrustKnowledge {
        let root = try root(parsing: Self.text(of: file), file: file)
        let partition = try root.optional("partition")?.string() ?? Partition.aws.id
        var (accounts, providers): (Set<String>, Set<ARN>) = ([], [])
        for account in try root.required("accounts").elements() {
            let id = try account.required("id").string()
            let own = try account.optional("partition")?.string() ?? partition
            accounts.insert(id)
            for provider in try account.optional("providers")?.elements() ?? [] {
                let resource = "saml-provider/\(try provider.required("name").string())"
                providers.insert(ARN(partition: own, service: "iam", accountID: id, resource: resource))
            }
            for provider in try account.optional("oidcProviders")?.elements() ?? [] {
                let place = try provider.required("url")
                let text = try place.string()
                let name = try place.reported { try IssuerURL(text).name }
                let resource = EntityKind.oidcProvider.resource(path: "/", name: name)
                providers.insert(ARN(partition: own, service: "iam", accountID: id, resource: resource))
            }
        }
        let more = try root.optional("endpoints")?.optional("acceptRecipients")?.strings() ?? []
        return TrustKnowledge(
            accounts: accounts, providers: providers, recipients: [try publicURL(root) + "/saml"] + more)
    }
}

extension BrokerConfiguration {
    /// What its trust policies can never do, each with its place.
    func trustFindings(_ roles: [(place: ConfigurationNode, role: Role)]) -> [String] {
        let knowledge = TrustKnowledge(self)
        return roles.flatMap { place, role in
            let own = PolicyDocument.findings(in: role.trustPolicy.text, kind: .trust)
                .filter { $0.code == .unusablePrincipal }
            return (own + knowledge.findings(in: role.trustPolicy, account: role.account.id.description)).map {
                place.error("\($0)").description
            }
        }
    }
}
