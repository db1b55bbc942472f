import Accounts
import IAMPolicy
import SAML2

extension SignOnRules {
    /// Reads what a provider says of sign-ins that begin here.
    init(_ provider: ConfigurationNode) throws(BrokerConfigurationError) {
        self.init()
        if let name = provider.optional("displayName") {
            let text = try name.string()
            guard text.utf8.count <= 128 else { throw name.error("a name has at most 128 bytes") }
            displayName = text
        }
        if let scope = provider.optional("logout") {
            logout = try scope.word([
                "nothing": .nothing, "consoleSessions": .consoleSessions, "credentials": .credentials,
            ])
        }
        guard let node = provider.optional("signIn") else { return }
        binding = try node.optional("binding")?.word(["redirect": .redirect, "post": .post])
        wishes = AuthnRequestWishes(
            nameIDFormat: try node.optional("nameIDFormat").map(Self.format),
            forcesAuthentication: try node.optional("forceAuthn")?.boolean() ?? false,
            authnContext: try Self.context(node))
    }

    private static func format(_ node: ConfigurationNode) throws(BrokerConfigurationError) -> String {
        let text = try node.string()
        switch text {
        case "persistent", "transient": return "urn:oasis:names:tc:SAML:2.0:nameid-format:" + text
        case "emailAddress", "unspecified": return "urn:oasis:names:tc:SAML:1.1:nameid-format:" + text
        default: return try uri(node)
        }
    }

    private static func context(
        _ node: ConfigurationNode
    ) throws(BrokerConfigurationError) -> RequestedAuthnContext? {
        let comparison = node.optional("authnContextComparison")
        guard let list = node.optional("authnContext") else {
            if let comparison { throw comparison.error("it compares with authnContext, which is not there") }
            return nil
        }
        var classes: [String] = []
        for element in try list.elements() { classes.append(try uri(element)) }
        guard (1...16).contains(classes.count) else { throw list.error("expected 1 to 16 URIs of classes") }
        let words = RequestedAuthnContext.Comparison.allCases.map { ($0.rawValue, $0) }
        return RequestedAuthnContext(
            classes: classes, comparison: try comparison?.word(Dictionary(uniqueKeysWithValues: words)) ?? .exact)
    }

    private static func uri(_ node: ConfigurationNode) throws(BrokerConfigurationError) -> String {
        let text = try node.string()
        guard text.utf8.count <= 256, text.utf8.contains(UInt8(ascii: ":")),
            text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        else { throw node.error("expected a URI of at most 256 characters") }
        return text
    }
}

extension BrokerConfiguration {
    /// What keeps the sign-ins of providers that take no other from beginning here.
    var signOnFindings: [String] {
        directory.providers.sorted { $0.arn.description < $1.arn.description }.flatMap { provider -> [String] in
            guard case .known = provider.rules.inResponseTo ?? inResponseTo else { return [] }
            return provider.metadata.identityProviders.compactMap { hindrance($0, provider) }
        }
    }

    private func hindrance(_ identityProvider: IdentityProvider, _ provider: SAMLProvider) -> String? {
        let reason: String
        if identityProvider.singleSignOnService(by: provider.signOn.binding) == nil {
            reason = "its metadata has no SingleSignOnService for the binding"
        } else if identityProvider.wantAuthnRequestsSigned, serviceProvider.signingKey == nil {
            reason = "it wants signed requests, and there is no serviceProvider.signingKey"
        } else {
            return nil
        }
        return error(
            "inResponseTo",
            "\(provider.arn) takes answers to requests alone, and none can be sent to "
                + "\(identityProvider.entityID): \(reason)"
        ).description
    }
}
