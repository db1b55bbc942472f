import Accounts
import Encodings
import IAMPolicy

/// Reads the section `serviceLinkedRoles`: services of one's own, or what AWS's services say instead of what is known.
struct ServiceLinkedRolesReader {
    /// Services at most.
    static let mostServices = 512

    /// Roles, and the policies that say what they may do.
    private(set) var roles: [ServiceLinkedRole] = []
    private(set) var policies: [AWSManagedPolicy] = []
    private var names: Set<String> = []

    /// Throws `BrokerConfigurationError`.
    init(_ node: ConfigurationNode?) throws(BrokerConfigurationError) {
        guard let node else { return }
        let elements = try node.elements()
        guard elements.count <= Self.mostServices else { throw node.error("at most \(Self.mostServices) services") }
        for element in elements { try add(element) }
    }

    private mutating func add(_ node: ConfigurationNode) throws(BrokerConfigurationError) {
        let place = try node.required("service")
        let service = try place.string()
        guard (1...128).contains(service.utf8.count), service.utf8.allSatisfy(EntityName.isNameByte) else {
            throw place.error("expected a service such as batch.amazonaws.com")
        }
        guard names.insert(service).inserted else { throw place.error("the service stands twice") }
        let name = try node.required("roleName")
        let roleName = try name.string()
        guard EntityName.isRoleName(roleName.utf8) else {
            throw name.error("the name of a role has 1 to 64 of letters, digits and _+=,.@-")
        }
        let policy = AWSManagedPolicy(
            name: "\(roleName)Policy", path: Role.serviceLinkedPath, description: nil,
            document: try node.required("policy").policy(.managed).text)
        guard names.insert(policy.name.asciiLowercased).inserted else {
            throw name.error("another service has a role with this name")
        }
        policies.append(policy)
        roles.append(
            ServiceLinkedRole(
                service: service, roleName: roleName,
                allowsSuffix: try node.optional("allowsSuffix")?.boolean() ?? false, policyName: policy.name))
    }
}
