/// The services that have service-linked roles here.
struct ServiceLinkedRoleCatalog: Sendable {
    /// The definitions that come with the product.
    static let builtIn = ServiceLinkedRoleCatalog()

    /// Name of the role that is linked to a service; a name that no role has for a service that is not registered.
    func roleName(service: String, suffix: String?) -> String {
        "AWSServiceRoleFor"
    }
}
