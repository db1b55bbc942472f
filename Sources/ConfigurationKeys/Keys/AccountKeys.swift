extension ConfigurationKeys {
    /// An account: who may sign in to it, and as what.
    static let account = ConfigurationSection(
        hasOwnTable: true,
        [
            .init("id", .text("12 digits, in quotes", pattern: "^[0-9]{12}$"), .required, "account id"),
            .init("alias", .text, .absent, "shown beside the id"),
            .init("partition", .word(partitions), .described("`partition`"), "partition of the account's ARNs"),
            .init("providers", .list(.mapping(provider), type: "list"), .empty, "SAML providers"),
            .init("oidcProviders", .list(.mapping(oidcProvider), type: "list"), .empty, "OpenID Connect providers"),
            .init("roles", .list(.mapping(role), type: "list"), .empty, "roles"),
            .init(
                "claimRules", .list(.mapping(claimRule), type: "list of at most 256"), .empty,
                "what attributes stand for that AWS knows nothing of; see [below](#accountsclaimrules)"),
            .init(
                "upstream", .word(["aws"]), .absent,
                """
                AWS gives the credentials of the account's roles; see [AWS behind the \
                broker](guides/aws-behind-the-broker.md). Without it they are the broker's own
                """),
            .init("aws", .mapping(upstream), .absent, "how AWS is asked; needs `upstream: aws`"),
        ])
}
