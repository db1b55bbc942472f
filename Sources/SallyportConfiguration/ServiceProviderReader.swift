import SAML2

extension BrokerConfiguration.ServiceProvider {
    /// Reads the section `serviceProvider`; without it, nothing is said of who runs the broker.
    init(_ node: ConfigurationNode?, groupReadsKeys: Bool) throws(BrokerConfigurationError) {
        self.init()
        guard let node else { return }
        if let file = node.optional("signingKey") { signingKey = try Self.signingKey(file, groupReadsKeys) }
        if let days = try node.optional("metadataValidDays")?.integer(in: 1...3_650) { metadataValidDays = days }
        if let hours = try node.optional("metadataCacheHours")?.integer(in: 1...8_760) { metadataCacheHours = hours }
        organization = try node.optional("organization").map(Self.organization)
        for contact in try node.optional("contacts")?.elements() ?? [] { contacts.append(try Self.contact(contact)) }
    }

    private static func signingKey(
        _ node: ConfigurationNode, _ groupReads: Bool
    ) throws(BrokerConfigurationError) -> ServiceProviderKey {
        let pem = try node.secretContents(groupReads: groupReads)
        let key = try node.reported { try ServiceProviderKey(pem: pem) }
        guard key.isRSA else {
            throw node.error("expected an RSA key: identity providers disagree on how other signatures stand in a URL")
        }
        return key
    }

    private static func organization(
        _ node: ConfigurationNode
    ) throws(BrokerConfigurationError) -> ServiceProviderMetadata.Organization {
        let name = try node.required("name").string()
        let page = try node.required("url")
        _ = try page.url()
        return .init(
            name: name, displayName: try node.optional("displayName")?.string() ?? name, url: try page.string())
    }

    private static func contact(
        _ node: ConfigurationNode
    ) throws(BrokerConfigurationError) -> ServiceProviderMetadata.Contact {
        let kinds = ServiceProviderMetadata.Contact.Kind.allCases.map { ($0.rawValue, $0) }
        let email = node.optional("email")
        let address = try email?.string()
        if let email, address?.contains("@") != true || address?.hasPrefix("mailto:") == true {
            throw email.error("expected a mail address, such as federation@example.com")
        }
        return .init(
            kind: try node.required("type").word(Dictionary(uniqueKeysWithValues: kinds)),
            company: try node.optional("company")?.string(), givenName: try node.optional("givenName")?.string(),
            surName: try node.optional("surName")?.string(), email: address,
            telephone: try node.optional("telephone")?.string())
    }
}
