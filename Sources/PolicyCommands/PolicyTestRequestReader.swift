import CommandIO
import IAMPolicy

/// Reads the request of a test, completed from the file's defaults.
struct PolicyTestRequestReader {
    let slice: JSONSlice
    let defaults: JSONSlice?
    let place: String

    /// What a request has beside action and resource.
    struct Asked {
        let principal: Principal
        let keys: ContextKeys
        let resourceAccount: String?
    }

    /// One request for each pair of the actions and resources that the test lists.
    func contexts() throws(InputError) -> [RequestContext] {
        guard let actions = field("action")?.strings, !actions.isEmpty else {
            throw InputError("\(place): the request has no \"action\"")
        }
        let resources = field("resource")?.strings ?? ["*"]
        let asked = try asked()
        return actions.flatMap { action in
            resources.map { resource in
                RequestContext(
                    principal: asked.principal, action: action, resource: resource,
                    resourceAccount: asked.resourceAccount, keys: asked.keys)
            }
        }
    }

    /// Who asks, with which keys.
    func asked() throws(InputError) -> Asked {
        let principal = try principal()
        var keys = ContextKeys()
        if field("principalKeys")?.strings == ["true"] { keys.merge(principal.contextKeys) }
        try read(defaults?["request"]?["context"] ?? defaults?["context"], into: &keys)
        try read(slice["request"]?["context"] ?? slice["context"], into: &keys)
        return Asked(principal: principal, keys: keys, resourceAccount: field("resourceAccount")?.strings?.first)
    }

    private func field(_ name: String) -> JSONSlice? {
        let found = slice["request"]?[name] ?? slice[name] ?? defaults?["request"]?[name] ?? defaults?[name]
        return found.flatMap { $0.isNull ? nil : $0 }
    }

    private func principal() throws(InputError) -> Principal {
        guard let field = field("principal") else {
            throw InputError("\(place): the request has no \"principal\"")
        }
        let principal =
            if let member = field.node.members?.first, let value = member.node.string {
                Principal(type: member.key, value: value)
            } else {
                field.string.flatMap(Principal.init(parsing:))
            }
        guard let principal else {
            throw InputError("\(place): the principal is not understood")
        }
        return principal
    }

    private func read(_ context: JSONSlice?, into keys: inout ContextKeys) throws(InputError) {
        for member in context?.node.members ?? [] {
            guard let values = JSONSlice(node: member.node, text: slice.text).strings else {
                throw InputError("\(place): the value of \(member.key) is not a string or a list")
            }
            keys[member.key] = values
        }
    }
}

extension Principal {
    /// Reads a principal with the type that policies put in front of it.
    init?(type: String, value: String) {
        switch type {
        case "Service": self = .service(value)
        case "CanonicalUser": self = .canonicalUser(value)
        case "Federated":
            if let arn = ARN(value), arn.resource.hasPrefix("saml-provider/") {
                self = .samlProvider(arn: arn)
            } else {
                self = .webIdentityProvider(value)
            }
        case "AWS": self.init(parsing: value)
        default: return nil
        }
    }
}
