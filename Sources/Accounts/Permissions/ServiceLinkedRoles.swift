/// What a service says of the role that is linked to it: only the service may assume it, and nobody else can change it.
package struct ServiceLinkedRole: Sendable {
    /// The service as principals name it: `batch.amazonaws.com`.
    package let service: String
    /// Name of the role, without a suffix.
    package let roleName: String
    /// Whether an account may have several, told apart by a suffix.
    package let allowsSuffix: Bool
    /// Name of the managed policy of AWS that says what the role may do.
    package let policyName: String

    package init(service: String, roleName: String, allowsSuffix: Bool, policyName: String) {
        self.service = service
        self.roleName = roleName
        self.allowsSuffix = allowsSuffix
        self.policyName = policyName
    }

    /// Only the service may assume the role.
    package var trustPolicy: String {
        #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"\#(service)"},"#
            + #""Action":"sts:AssumeRole"}]}"#
    }

    /// The policy as long as nobody says what it grants: nothing.
    var unknownPolicy: AWSManagedPolicy {
        AWSManagedPolicy(
            name: policyName, path: Role.serviceLinkedPath,
            description: "What \(service) may do by it is not known here.",
            document: #"{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*"}]}"#)
    }
}

/// The services that have service-linked roles.
public struct ServiceLinkedRoles: Sendable {
    /// Service-linked roles of an account at most: suffixes are not to fill the store.
    package static let quota = 1_000
    /// What the names of AWS's roles begin with.
    package static let namePrefix = "AWSServiceRoleFor"
    /// Those that come with the product.
    public static let builtIn = ServiceLinkedRoles()

    private let definitions: [String: ServiceLinkedRole]

    /// Makes the set of those that come with the product and `others`, which take the place of those with their service.
    package init(adding others: [ServiceLinkedRole] = []) {
        definitions = Dictionary((Self.known + others).map { ($0.service, $0) }, uniquingKeysWith: { $1 })
    }

    /// What a service says; nil for one that is not known.
    package func definition(of service: String) -> ServiceLinkedRole? { definitions[service] }

    /// Name of the role that is linked to a service; a name that no role has for a service that is not known.
    package func roleName(service: String, suffix: String?) -> String {
        (definitions[service]?.roleName ?? Self.namePrefix) + (suffix.map { "_\($0)" } ?? "")
    }
}
