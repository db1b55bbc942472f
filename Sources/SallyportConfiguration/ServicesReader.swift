import AWSSigV4
import Accounts
import Encodings
import IAMPolicy

/// Reads the section `services`.
struct ServicesReader {
    let accounts: [AccountID: Account]
    /// Proxies of services that name none.
    let trustedProxies: Set<String>
    /// Whether the group of a file with a secret may read it.
    let groupReadsKeys: Bool

    func read(_ node: ConfigurationNode?) throws(BrokerConfigurationError) -> [ProtectedService] {
        var services: [ProtectedService] = []
        for element in try node?.elements() ?? [] {
            let service = try service(element)
            guard !services.contains(where: { $0.name == service.name }) else {
                throw try element.required("name").error("another service has this name")
            }
            services.append(service)
        }
        return services
    }

    /// What `kind` may be.
    private enum Word: String, CaseIterable {
        case http, s3, identity

        /// Keys that no other kind has.
        var keys: [String] {
            switch self {
            case .http: ["rules", "resourcePolicy"]
            case .s3: ["bucketPolicies", "virtualHosts"]
            case .identity: []
            }
        }

        /// What signatures are for when nothing else is said.
        var signingName: String { self == .s3 ? "s3" : "execute-api" }
    }

    private func kind(
        _ word: Word, _ node: ConfigurationNode, _ name: String, account: Account
    ) throws(BrokerConfigurationError) -> ProtectedService.Kind {
        switch word {
        case .http: return .http(try rules(node, name, account))
        case .identity: return .identity
        case .s3:
            var policies: [String: PolicyDocument] = [:]
            for (bucket, policy) in try node.optional("bucketPolicies")?.entries() ?? [] {
                policies[bucket] = try policy.policy(.resource)
            }
            let domains = try hosts(node.optional("virtualHosts"))
            return .s3(.init(bucketPolicies: policies, virtualHosts: domains.sorted()))
        }
    }

    /// Refuses keys of other kinds.
    private func checkKeys(of word: Word, _ node: ConfigurationNode) throws(BrokerConfigurationError) {
        for other in Word.allCases where other != word {
            for key in other.keys {
                if let value = node.optional(key) {
                    throw value.error("unknown key for the kind \(word.rawValue); it is one of \(other.rawValue)")
                }
            }
        }
    }

    private func service(_ node: ConfigurationNode) throws(BrokerConfigurationError) -> ProtectedService {
        let word = try node.required("kind").word(
            Dictionary(uniqueKeysWithValues: Word.allCases.map { ($0.rawValue, $0) }))
        try checkKeys(of: word, node)
        let name = try node.required("name").text(of: "a to z, digits and hyphens", atMost: 64, Self.isOfName)
        let account = try account(node.required("account"))
        var others: Set<AccountID> = []
        for other in try node.optional("otherAccounts")?.elements() ?? [] { others.insert(try self.account(other).id) }
        let proxies = ProtectedService.Proxy.allCases.map { ($0.rawValue, $0) }
        return ProtectedService(
            name: name, kind: try kind(word, node, name, account: account),
            proxy: try node.required("proxy").word(Dictionary(uniqueKeysWithValues: proxies)), account: account,
            otherAccounts: others, signing: try signing(node.optional("signing"), account, standard: word.signingName),
            hosts: try hosts(node.optional("hosts")),
            resourcePolicy: try node.optional("resourcePolicy")?.policy(.resource),
            tags: try tags(node.optional("tags")), trustedProxies: try proxyAddresses(node),
            upstream: try upstream(node.optional("resign")))
    }

    private func account(_ node: ConfigurationNode) throws(BrokerConfigurationError) -> Account {
        guard let id = AccountID(try node.string()), let account = accounts[id] else {
            throw node.error("expected the id of one of the accounts, in quotes")
        }
        return account
    }

    /// A signature for the broker's own services must never open another one, nor the other way round.
    private static let ownServices: Set<String> = ["sts", "iam"]

    private func signing(
        _ node: ConfigurationNode?, _ account: Account, standard: String
    ) throws(BrokerConfigurationError) -> ProtectedService.Signing {
        let service = node?.optional("service")
        let name = try service?.signingName() ?? standard
        if let service, Self.ownServices.contains(name) {
            throw service.error("\(name) is a service of the broker itself; take another, such as execute-api")
        }
        var regions: Set<String> = []
        for region in try node?.optional("regions")?.elements() ?? [] { regions.insert(try region.signingName()) }
        return .init(service: name, regions: regions.isEmpty ? [account.partition.defaultRegion] : regions)
    }

    private func hosts(_ node: ConfigurationNode?) throws(BrokerConfigurationError) -> Set<String> {
        var hosts: Set<String> = []
        for element in try node?.elements() ?? [] {
            let host = try element.text(
                of: "letters, digits, dots and hyphens: a host without a port", atMost: 253, Self.isOfHost)
            hosts.insert(host.asciiLowercased)
        }
        return hosts
    }

    /// Of keys with other characters the names of headers would not be the same to everybody who reads them.
    private func tags(_ node: ConfigurationNode?) throws(BrokerConfigurationError) -> [String] {
        var keys: [String] = []
        for element in try node?.elements() ?? [] {
            let key = try element.text(of: "letters, digits and hyphens", atMost: 64) {
                ASCII.isLetterOrDigit($0) || $0 == UInt8(ascii: "-")
            }
            guard !keys.contains(where: { $0.asciiLowercased == key.asciiLowercased }) else {
                throw element.error("the tag stands twice")
            }
            keys.append(key)
        }
        return keys
    }

    private func proxyAddresses(_ service: ConfigurationNode) throws(BrokerConfigurationError) -> Set<String> {
        guard let node = service.optional("trustedProxies") else {
            guard !trustedProxies.isEmpty else {
                throw service.error("neither trustedProxies nor endpoints.trustedProxies says which proxies may ask")
            }
            return trustedProxies
        }
        var addresses: Set<String> = []
        for element in try node.elements() {
            guard let address = IPAddress.normalized(try element.string()) else {
                throw element.error("expected the address of a proxy, such as 10.0.0.5; names and networks never match")
            }
            addresses.insert(address)
        }
        guard !addresses.isEmpty else { throw node.error("the list is empty: nobody could ask") }
        return addresses
    }

    // MARK: Rules

    private func rules(
        _ node: ConfigurationNode, _ name: String, _ account: Account
    ) throws(BrokerConfigurationError) -> [ServiceRule] {
        let list = try node.required("rules")
        var rules: [ServiceRule] = []
        for element in try list.elements() { rules.append(try rule(element, name, account)) }
        guard !rules.isEmpty else { throw list.error("the list is empty: every request would be refused") }
        return rules
    }

    private func rule(
        _ node: ConfigurationNode, _ name: String, _ account: Account
    ) throws(BrokerConfigurationError) -> ServiceRule {
        var methods: Set<String> = []
        for method in try node.optional("methods")?.elements() ?? [] {
            methods.insert(
                try method.text(of: "capital letters and hyphens", atMost: 32) {
                    ASCII.isUppercase($0) || $0 == UInt8(ascii: "-")
                })
        }
        let path = try node.required("path")
        let pattern = try path.string()
        guard pattern.hasPrefix("/") || pattern == "*" else {
            throw path.error("expected a path that begins with /, in which * is any text and ? one character")
        }
        return ServiceRule(
            methods: methods, path: WildcardPattern(pattern),
            action: try node.optional("action")?.action() ?? "execute-api:Invoke",
            resource: try resource(node, name, account))
    }

    private func resource(
        _ rule: ConfigurationNode, _ name: String, _ account: Account
    ) throws(BrokerConfigurationError) -> ResourceTemplate {
        let node = rule.optional("resource")
        let text =
            try node?.string()
            ?? "arn:\(account.partition.id):execute-api:{region}:\(account.id):\(name)/{method}{path}"
        guard let template = ResourceTemplate(text) else {
            throw (node ?? rule).error("braces hold method, path or region: {method}, {path}, {region}")
        }
        let example = template.text(method: "GET", path: "/", region: "us-east-1")
        guard example != "*" else { return template }
        guard let arn = ARN(example), ["", account.id.description].contains(arn.accountID) else {
            throw (node ?? rule).error("expected * or an ARN of account \(account.id) or of none; it is \(text)")
        }
        return template
    }

    // MARK: A key of the service's own

    private func upstream(_ node: ConfigurationNode?) throws(BrokerConfigurationError) -> ProtectedService.Upstream? {
        guard let node else { return nil }
        let secret = try node.required("secretAccessKeyFile")
        var bytes = try secret.secretContents(groupReads: groupReadsKeys)
        while let last = bytes.last, ASCII.isWhiteSpace(last) { bytes.removeLast() }
        guard (1...1_024).contains(bytes.count), bytes.allSatisfy(Self.isVisible) else {
            throw secret.error("the file must hold the secret access key alone, on one line")
        }
        return ProtectedService.Upstream(
            host: try node.required("host").text(of: "a host, with its port if it has one", atMost: 300) {
                Self.isOfHost($0) || [UInt8(ascii: ":"), UInt8(ascii: "["), UInt8(ascii: "]")].contains($0)
            },
            region: try node.required("region").signingName(), service: try node.required("service").signingName(),
            credential: Credential(
                accessKeyID: try node.required("accessKeyID").text(of: "visible characters", atMost: 128) {
                    Self.isVisible($0) && $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: ",")
                },
                secretAccessKey: SecretAccessKey(utf8: bytes)))
    }

    // MARK: Characters

    private static func isVisible(_ byte: UInt8) -> Bool { byte > 0x20 && byte < 0x7F }

    private static func isOfName(_ byte: UInt8) -> Bool {
        ASCII.isLowercase(byte) || ASCII.isDigit(byte) || byte == UInt8(ascii: "-")
    }

    private static func isOfHost(_ byte: UInt8) -> Bool {
        ASCII.isLetterOrDigit(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
    }
}

extension ConfigurationNode {
    /// A text whose bytes are all of one kind.
    fileprivate func text(
        of kind: String, atMost limit: Int, _ isWelcome: (UInt8) -> Bool
    ) throws(BrokerConfigurationError) -> String {
        let text = try string()
        guard text.utf8.count <= limit, text.utf8.allSatisfy(isWelcome) else {
            throw error("expected at most \(limit) characters of \(kind)")
        }
        return text
    }

    /// A region or service as a signature's scope names it.
    fileprivate func signingName() throws(BrokerConfigurationError) -> String {
        try text(of: "a to z, digits and hyphens", atMost: 64) {
            ASCII.isLowercase($0) || ASCII.isDigit($0) || $0 == UInt8(ascii: "-")
        }
    }

    /// An action, `service:Name`.
    fileprivate func action() throws(BrokerConfigurationError) -> String {
        let text = try string()
        let parts = text.utf8.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        let isGood = parts.allSatisfy { part in
            !part.isEmpty && part.allSatisfy { ASCII.isLetterOrDigit($0) || $0 == UInt8(ascii: "-") }
        }
        guard parts.count == 2, isGood else { throw error("expected an action such as execute-api:Invoke") }
        return text
    }
}
