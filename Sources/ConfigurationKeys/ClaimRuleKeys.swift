extension ConfigurationKeys {
    /// A rule for attributes that stand for what AWS knows.
    static let claimRule = ConfigurationSection(
        hasOwnTable: true,
        [
            .init(
                name: "name", .text("1 to 64 of `[A-Za-z0-9_+=,.@-]`"), .required,
                "unique in the account; shown by `inspect`, `rules test` and the audit"),
            .init(
                name: "provider", .text("name of a SAML provider of the account"), .required,
                "whose assertions the rule is for"),
            .init(
                name: "when", .list(.mapping(condition), type: "list of at most 8 conditions"), .empty,
                "all of them have to hold; required with `role`"),
            .init(name: "role", .text("name of a role of the account"), .absent, "the role that is given"),
            .init(
                name: "sessionName", .mapping(nameOfSomebody), .absent,
                "the attribute whose value is RoleSessionName where the assertion has none, or the NameID"),
            .init(name: "sourceIdentity", .mapping(nameOfSomebody), .absent, "the same for SourceIdentity"),
            .init(
                name: "sessionDuration", .integer(900...43_200), .absent, "SessionDuration where the assertion has none"
            ),
            .init(
                name: "tags",
                .names(
                    .textOrMapping(assertedValue, type: "text or mapping"),
                    type: "mapping of at most 50 keys to a text or a mapping"),
                .empty,
                "session tags that the assertion does not have"),
        ])
}

extension ConfigurationKeys {
    private static let condition = ConfigurationSection([
        .init(name: "attribute", .text, .described("this or `nameID`"), "name of an attribute, byte by byte"),
        .init(
            name: "nameID", .word(["value", "format"]), .described("this or `attribute`"),
            "the NameID, or its Format"),
        .init(name: "value", .text, .described("one of the three"), "what one of its values has to be"),
        .init(
            name: "values", .list(.text, type: "list of 1 to 64 texts"), .described("one of the three"),
            "one of these"),
        .init(
            name: "pattern", .text("pattern"), .described("one of the three"),
            "what fits: `*` is any text, `?` one character"),
    ])

    /// A value that an assertion brings.
    private static let assertedValue = ConfigurationSection([
        .init(name: "attribute", .text, .described("this or `nameID`"), "name of an attribute, byte by byte"),
        .init(
            name: "nameID", .word(["value", "format"]), .described("this or `attribute`"),
            "the NameID, or its Format"),
    ])

    /// The same, of which somebody can be told by.
    private static let nameOfSomebody = ConfigurationSection([
        .init(name: "attribute", .text, .described("this or `nameID`"), "name of an attribute, byte by byte"),
        .init(name: "nameID", .word(["value"]), .described("this or `attribute`"), "the NameID"),
    ])
}
