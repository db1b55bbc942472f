import Accounts
import Encodings
import Foundation
import IAMPolicy
import SAML2

/// Reads accounts with their providers and roles, as far as the file and the files that it names go.
struct AccountsReader {
    let partition: Partition
    /// Without a slash at its end.
    let publicURL: String
    let instant: Date
    /// Whether the group of a file with a private key may read it.
    let groupReadsKeys: Bool
    /// The service control policies of accounts.
    let organization: Organization
    /// Regions beside those of AWS.
    var furtherRegions: Set<String> = []

    func read(_ node: ConfigurationNode) throws(BrokerConfigurationError) -> AccountsDraft {
        var draft = AccountsDraft(node: node)
        for element in try node.elements() {
            let account = try self.account(element)
            let (firstProvider, firstRole) = (draft.providers.count, draft.roles.count)
            draft.accounts.append(account)
            draft.upstreams[account.id] = try UpstreamReader(account: account, publicURL: publicURL).read(element)
            for entry in try element.optional("providers")?.elements() ?? [] {
                draft.providers.append(try provider(entry, account))
            }
            for entry in try element.optional("oidcProviders")?.elements() ?? [] {
                let provider = try oidcProvider(entry, account)
                draft.oidcProviders.append(provider)
                draft.unusedKeys += provider.unusedKeys.map { entry.error("\($0); it is not used").description }
            }
            for entry in try element.optional("roles")?.elements() ?? [] {
                draft.roles.append(try role(entry, account))
                draft.trustPlaces.append(try entry.required("trustPolicy"))
            }
            let rules = try ClaimRulesReader(
                providers: draft.providers[firstProvider...].map(\.name), roles: Array(draft.roles[firstRole...])
            ).read(element.optional("claimRules"))
            for index in draft.providers.indices[firstProvider...] {
                draft.providers[index].claimRules = rules[draft.providers[index].name] ?? AttributeRules()
            }
        }
        return draft
    }

    private func account(_ node: ConfigurationNode) throws(BrokerConfigurationError) -> Account {
        let id = try node.required("id")
        guard let accountID = AccountID(try id.string()) else {
            throw id.error("an account id has twelve digits; write it in quotes")
        }
        let partition = try node.optional("partition")?.partition() ?? partition
        return Account(
            id: accountID, partition: partition, alias: try node.optional("alias")?.string(),
            serviceControl: organization.levels(of: accountID),
            inactiveRegions: try inactiveRegions(node.optional("stsRegions")?.optional("inactive"), in: partition))
    }

    private func inactiveRegions(
        _ node: ConfigurationNode?, in partition: Partition
    ) throws(BrokerConfigurationError) -> Set<String> {
        var regions: Set<String> = []
        for element in try node?.elements() ?? [] {
            let name = try element.string()
            guard partition.regions.contains(name) || furtherRegions.contains(name) else {
                throw element.error("the partition \(partition) has no region of this name, nor has endpoints.regions")
            }
            // Calls without a region count as its own.
            guard name != partition.defaultRegion else {
                throw element.error("\(name) is always active: it stands for the global endpoint")
            }
            regions.insert(name)
        }
        return regions
    }

    private func provider(
        _ node: ConfigurationNode, _ account: Account
    ) throws(BrokerConfigurationError) -> ProviderDraft {
        let (place, text) = try metadata(node)
        let signOn = try SignOnRules(node)
        var rules = try rules(node)
        rules.authnContext = signOn.wishes.authnContext
        rules.forcesAuthentication = signOn.wishes.forcesAuthentication
        var draft = ProviderDraft(
            node: node, place: place, account: account, name: try node.required("name").string(),
            reading: try readingOptions(node), rules: rules, signOn: signOn,
            source: .url(text))
        if Self.isURL(text) {
            do throws(MetadataFetchError) {
                try MetadataFetcher.check(text, isSigned: !draft.reading.trustKeys.isEmpty)
            } catch {
                throw place.error(error.reason)
            }
        } else {
            let bytes = try place.fileContents()
            let judged = try place.reported { try draft.judge(bytes, at: instant) }
            draft.source = .file(try draft.provider(judged))
        }
        return draft
    }

    /// The path or URL of the metadata, and the key that says it.
    private func metadata(
        _ node: ConfigurationNode
    ) throws(BrokerConfigurationError) -> (place: ConfigurationNode, text: String) {
        guard let file = node.optional("metadataURLFile") else {
            let place = try node.required("metadata")
            return (place, try place.string())
        }
        guard node.optional("metadata") == nil else {
            throw file.error("expected one of metadata and metadataURLFile")
        }
        var bytes = try file.secretContents(groupReads: groupReadsKeys)
        while let last = bytes.last, ASCII.isWhiteSpace(last) { bytes.removeLast() }
        guard let text = String(validating: bytes, as: UTF8.self), Self.isURL(text),
            !bytes.contains(where: ASCII.isWhiteSpace)
        else { throw file.error("the file must hold an https URL alone, on one line") }
        return (file, text)
    }

    private func readingOptions(
        _ node: ConfigurationNode
    ) throws(BrokerConfigurationError) -> MetadataDocument.Options {
        var options = MetadataDocument.Options(
            stripsByteOrderMark: try node.optional("stripByteOrderMark")?.boolean() ?? false)
        guard let trust = node.optional("metadataTrustCertificate") else { return options }
        let certificate = try trust.fileContents(limit: 100_000)
        options.trustKeys = try trust.reported { try MetadataKey.signingKeys(inCertificateFile: certificate) }
        return options
    }

    private static func isURL(_ text: String) -> Bool { text.hasPrefix("https://") || text.hasPrefix("http://") }

    private func rules(_ node: ConfigurationNode) throws(BrokerConfigurationError) -> ProviderRules {
        var rules = ProviderRules()
        for key in try node.optional("decryptionKeys")?.elements() ?? [] {
            guard rules.decryptionKeys.count < 2 else { throw key.error("a provider has at most 2 decryption keys") }
            let pem = try key.secretContents(groupReads: groupReadsKeys)
            rules.decryptionKeys.append(try key.reported { try DecryptionKey(pem: pem) })
        }
        if let mode = node.optional("assertionEncryption") {
            rules.requiresEncryption = try mode.word(["Allowed": false, "Required": true])
            if rules.requiresEncryption, rules.decryptionKeys.isEmpty {
                throw mode.error("Required needs at least one entry in decryptionKeys")
            }
        }
        rules.inResponseTo = try node.optional("inResponseTo")?.inResponseTo()
        rules.insecureAllowSHA1 = try node.optional("insecureAllowSHA1")?.boolean() ?? false
        rules.insecureAllowUnsignedCBC = try node.optional("insecureAllowUnsignedCBC")?.boolean() ?? false
        rules.insecureAllowRSA15AndTripleDES = try node.optional("insecureAllowRSA15AndTripleDES")?.boolean() ?? false
        return rules
    }

    private func oidcProvider(
        _ node: ConfigurationNode, _ account: Account
    ) throws(BrokerConfigurationError) -> OIDCProvider {
        let place = try node.required("url")
        let text = try place.string()
        let url = try place.reported { try IssuerURL(text) }
        let audiences = try node.required("clientIDs")
        let clientIDs = try audiences.strings()
        guard !clientIDs.isEmpty else { throw audiences.error("at least one: a token has to be for somebody") }
        let thumbprints = try node.optional("thumbprints")?.strings() ?? []
        let jwks = try node.optional("jwksFile")?.fileContents()
        return try node.reported {
            try OIDCProvider(account: account, url: url, clientIDs: clientIDs, thumbprints: thumbprints, jwks: jwks)
        }
    }

    private func role(_ node: ConfigurationNode, _ account: Account) throws(BrokerConfigurationError) -> Role {
        let trustPolicy = try node.required("trustPolicy").policy(.trust)
        var policies: [String: PolicyDocument] = [:]
        for (name, value) in try node.optional("policies")?.entries() ?? [] {
            policies[name] = try value.policy(.inlineRole)
        }
        var tags: [SessionTag] = []
        for (key, value) in try node.optional("tags")?.entries() ?? [] {
            tags.append(SessionTag(key: key, value: try value.string()))
        }
        let name = try node.required("name").string()
        let path = try node.optional("path")?.string() ?? "/"
        guard !path.hasPrefix(Role.serviceLinkedPath) else {
            throw node.error("the path \(Role.serviceLinkedPath) is kept for service-linked roles")
        }
        let duration = try node.optional("maxSessionDuration")?.integer(in: 3_600...43_200) ?? 3_600
        let details = try node.optional("description")?.string()
        return try node.reported {
            try Role(
                account: account, name: name, path: path, trustPolicy: trustPolicy, permissionPolicies: policies,
                maxSessionDuration: duration, tags: tags, details: details)
        }
    }
}
