extension ConfigurationKeys {
    /// An account: who may sign in to it, and as what.
    static let account = ConfigurationSection(
        hasOwnTable: true,
        [
            .init(name: "id", .text("12 digits, in quotes", pattern: "^[0-9]{12}$"), .required, "account id"),
            .init(name: "alias", .text, .absent, "shown beside the id"),
            .init(name: "partition", .word(partitions), .described("`partition`"), "partition of the account's ARNs"),
            .init(name: "stsRegions", .mapping(stsRegions), .section, ""),
            .init(name: "providers", .list(.mapping(provider), type: "list"), .empty, "SAML providers"),
            .init(
                name: "oidcProviders", .list(.mapping(oidcProvider), type: "list"), .empty, "OpenID Connect providers"),
            .init(name: "roles", .list(.mapping(role), type: "list"), .empty, "roles"),
            .init(
                name: "claimRules", .list(.mapping(claimRule), type: "list of at most 256"), .empty,
                "what attributes stand for that AWS knows nothing of; see [below](#accountsclaimrules)"),
            .init(
                name: "upstream", .word(["aws"]), .absent,
                """
                AWS gives the credentials of the account's roles; see [AWS behind the \
                broker](guides/aws-behind-the-broker.md). Without it they are the broker's own
                """),
            .init(name: "aws", .mapping(upstream), .absent, "how AWS is asked; needs `upstream: aws`"),
        ])

    /// Where credentials of an account are given.
    private static let stsRegions = ConfigurationSection([
        .init(
            name: "inactive", .list(.text("region"), type: "list of regions"), .empty,
            """
            regions in which STS gives no credentials of the account: `RegionDisabledException`. The region is the one that \
            was signed, or that of the host `sts.<region>.…` of a call without a signature; never the partition's default
            """)
    ])
}
