extension ConfigurationKeys {
    /// Service control policies, as AWS Organizations has them.
    static let organization = ConfigurationSection(
        hasOwnTable: true,
        [
            .init(name: "managementAccount", accountID, .absent, "the account that nothing limits"),
            .init(
                name: "policies", levelPolicies, .empty,
                "policies of the root: they count for all accounts. Without the key nothing is limited here"),
            .init(name: "units", units(depth: 1), .empty, "organisational units"),
            .init(name: "accounts", .list(.mapping(organizationAccount), type: "list"), .empty, "single accounts"),
        ])

    private static let accountID = ValueKind.text("12 digits, in quotes", pattern: "^[0-9]{12}$")
    private static let levelPolicies = ValueKind.names(
        .policy, type: "mapping of 1 to 5 names to path or mapping")

    /// As deep as AWS nests them.
    private static let deepestUnit = 5

    private static let organizationAccount = ConfigurationSection([
        .init(name: "id", accountID, .required, "account id"),
        .init(name: "policies", levelPolicies, .empty, "policies of the account"),
    ])

    private static func units(depth: Int) -> ValueKind {
        .list(.mapping(unit(depth: depth)), type: "list, nested at most \(deepestUnit) deep")
    }

    /// A unit; the documentation says of the outermost what counts for all.
    private static func unit(depth: Int) -> ConfigurationSection {
        func meaning(_ text: String) -> String { depth == 1 ? text : "" }
        let keys: [ConfigurationKey] = [
            .init(name: "name", .text, .absent, meaning("for whoever reads the file")),
            .init(name: "policies", levelPolicies, .empty, meaning("policies of the unit")),
            .init(
                name: "accounts", .list(accountID, type: "list of 12 digits, in quotes"), .empty,
                meaning("accounts in the unit; an account is in one")),
        ]
        guard depth < deepestUnit else { return ConfigurationSection(keys) }
        return ConfigurationSection(
            keys + [.init(name: "units", units(depth: depth + 1), .empty, meaning("units in the unit"))])
    }
}
