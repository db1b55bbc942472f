extension ConfigurationKeys {
    /// A role.
    static let role = ConfigurationSection(
        hasOwnTable: true,
        [
            .init(
                name: "name", .text("1 to 64 of `[A-Za-z0-9_+=,.@-]`"), .required,
                "unique in the account without regard to case and path"),
            .init(name: "path", .text("`/…/`"), .value("/"), "goes into the role's ARN"),
            .init(name: "description", .text, .absent, "for people"),
            .init(
                name: "maxSessionDuration", .integer(3_600...43_200), .value("3600"),
                "longest life of credentials, in seconds"),
            .init(
                name: "trustPolicy", .policy, .required, "who may assume the role: a JSON file, or the policy in place"),
            .init(
                name: "policies", .names(.policy, type: "mapping of name to path or mapping"), .empty,
                "permission policies. What sessions of the role may do at this broker's own API"),
            .init(name: "tags", .names(.text, type: "mapping of text to text"), .empty, "tags of the role"),
        ])
}
