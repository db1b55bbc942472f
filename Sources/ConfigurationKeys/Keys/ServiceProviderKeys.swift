extension ConfigurationKeys {
    /// What our SAML metadata says beside addresses and keys.
    static let serviceProvider = ConfigurationSection([
        .init("organization", .mapping(organization), .absent, "who runs the broker, for our SAML metadata"),
        .init("contacts", .list(.mapping(contact), type: "list"), .empty, "whom to ask"),
        .init(
            "metadataValidDays", .integer(1...3_650), .value("365"),
            "`validUntil` of our metadata, in days from the moment when it is read"),
        .init("metadataCacheHours", .integer(1...8_760), .value("24"), "its `cacheDuration`"),
    ])
}

extension ConfigurationKeys {
    private static let organization = ConfigurationSection([
        .init("name", .text, .required, "its name"),
        .init("displayName", .text, .described("`name`"), "its name as users read it"),
        .init("url", .url(), .required, "its page"),
    ])

    private static let contact = ConfigurationSection([
        .init(
            "type", .word(["technical", "support", "administrative", "billing", "other"]), .required,
            "what the contact is for"),
        .init("company", .text, .absent, "who it works for"),
        .init("givenName", .text, .absent, "first name"),
        .init("surName", .text, .absent, "last name"),
        .init("email", .text("mail address", pattern: "@"), .absent, "mail address, without `mailto:`"),
        .init("telephone", .text, .absent, "telephone number"),
    ])
}
