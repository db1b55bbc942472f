extension ConfigurationKeys {
    /// A service with roles that only it may assume.
    static let serviceLinkedRole = ConfigurationSection(
        hasOwnTable: true,
        [
            .init(
                name: "service", .text("1 to 128 of `[A-Za-z0-9_+=,.@-]`"), .required,
                "the service, as principals name it"),
            .init(
                name: "roleName", .text("1 to 64 of `[A-Za-z0-9_+=,.@-]`"), .required,
                "name of the role, without a suffix"),
            .init(
                name: "allowsSuffix", .boolean, .value("false"),
                "whether an account may have several such roles, told apart by `CustomSuffix`"),
            .init(
                name: "policy", .policy, .required,
                """
                what the role may do: the managed policy `aws-service-role/<roleName>Policy`, which can be attached to \
                nothing else
                """),
        ])
}
