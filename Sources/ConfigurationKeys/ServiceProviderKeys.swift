extension ConfigurationKeys {
    /// What our SAML metadata says beside addresses and keys.
    static let serviceProvider = ConfigurationSection([
        .init(name: "organization", .mapping(runner), .absent, "who runs the broker, for our SAML metadata"),
        .init(name: "contacts", .list(.mapping(contact), type: "list"), .empty, "whom to ask"),
        .init(
            name: "metadataValidDays", .integer(1...3_650), .value("365"),
            "`validUntil` of our metadata, in days from the moment when it is read"),
        .init(name: "metadataCacheHours", .integer(1...8_760), .value("24"), "its `cacheDuration`"),
        .init(
            name: "signingKey", .path, .absent,
            """
            PEM file of an RSA private key, not encrypted, that signs what we send to IdPs; its certificate is in our \
            SAML metadata then, with `AuthnRequestsSigned` and the single logout service. Without it requests are \
            not signed, and there is no single logout. See [sign-in](sign-in.md)
            """),
    ])
}

extension ConfigurationKeys {
    /// Who runs the broker.
    private static let runner = ConfigurationSection([
        .init(name: "name", .text, .required, "its name"),
        .init(name: "displayName", .text, .described("`name`"), "its name as users read it"),
        .init(name: "url", .url(), .required, "its page"),
    ])

    private static let contact = ConfigurationSection([
        .init(
            name: "type", .word(["technical", "support", "administrative", "billing", "other"]), .required,
            "what the contact is for"),
        .init(name: "company", .text, .absent, "who it works for"),
        .init(name: "givenName", .text, .absent, "first name"),
        .init(name: "surName", .text, .absent, "last name"),
        .init(name: "email", .text("mail address", pattern: "@"), .absent, "mail address, without `mailto:`"),
        .init(name: "telephone", .text, .absent, "telephone number"),
    ])
}
