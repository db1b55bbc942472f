import AWSQuery

/// The services that have service-linked roles here.
struct ServiceLinkedRoleCatalog: Sendable {
    /// What a service says of the role that is linked to it.
    struct Definition: Sendable {
        /// The service as principals name it.
        let service: String
        /// Name of the role, without a suffix.
        let roleName: String
        /// Whether an account may have several, told apart by a suffix.
        let allowsSuffix: Bool
        /// Name of the managed policy that says what the role may do; see `ManagedPolicies.serviceRolePolicies`.
        let policyName: String

        /// Only the service may assume the role.
        var trustPolicy: String {
            #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"\#(service)"},"#
                + #""Action":"sts:AssumeRole"}]}"#
        }
    }

    /// Service-linked roles of an account at most: suffixes are not to fill the store.
    static let quota = 1_000

    /// The definitions that come with the product.
    static let builtIn = ServiceLinkedRoleCatalog([
        // Writes the logs of ad insertion sessions.
        Definition(
            service: "mediatailor.amazonaws.com", roleName: "AWSServiceRoleForMediaTailor", allowsSuffix: false,
            policyName: "AWSMediaTailorServiceRolePolicy"),
        // Each group of machines may have a role of its own, as one that may use a key of its own.
        Definition(
            service: "autoscaling.amazonaws.com", roleName: "AWSServiceRoleForAutoScaling", allowsSuffix: true,
            policyName: "AutoScalingServiceRolePolicy"),
    ])

    private let definitions: [String: Definition]

    init(_ definitions: [Definition]) {
        self.definitions = Dictionary(uniqueKeysWithValues: definitions.map { ($0.service, $0) })
    }

    /// The definition of a service.
    ///
    /// Throws `InvalidInput` for a service that is not registered, and for a suffix that it does not allow.
    func definition(service: String, suffix: String?) throws(QueryFault) -> Definition {
        guard let definition = definitions[service] else {
            throw .invalidInput("The service \(service) has no service-linked role.")
        }
        guard suffix == nil || definition.allowsSuffix else {
            throw .invalidInput("Custom suffix is not allowed for \(service)")
        }
        return definition
    }

    /// Name of the role that is linked to a service; a name that no role has for a service that is not registered.
    func roleName(service: String, suffix: String?) -> String {
        (definitions[service]?.roleName ?? "AWSServiceRoleFor") + (suffix.map { "_\($0)" } ?? "")
    }
}
