extension ConfigurationKeys {
    /// What pages look like.
    static let branding = ConfigurationSection([
        .init(name: "name", .text("1 to 64 characters"), .value("Sallyport"), "name in head and title of each page"),
        .init(
            name: "logo", .path, .absent,
            """
            picture beside it: PNG, or SVG with a name that ends in `.svg`, of at most 256 KiB. Read at a start and on \
            SIGHUP
            """),
        .init(
            name: "color", .text("`#rrggbb`", pattern: "^#[0-9a-fA-F]{6}$"), .described("a green"),
            "colour of buttons; black or white text goes with it, whichever can be read"),
        .init(name: "helpText", .text("1 to 512 characters"), .absent, "whom to ask, below each page"),
        .init(name: "helpURL", .url(), .absent, "where there is help"),
    ])
}
