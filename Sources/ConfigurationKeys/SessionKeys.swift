extension ConfigurationKeys {
    /// What sessions and their tokens are like.
    static let sessions = ConfigurationSection([
        .init(
            name: "signinTokensWorkOnce", .boolean, .value("false"),
            "whether tokens of `getSigninToken` work once. Those of `POST /saml` always do"
        ),
        .init(
            name: "portalMinutes", .integer(15...720), .value("60"),
            """
            how long who signed in with a browser may take further roles at [the portal](guides/portal.md); not beyond \
            the identity provider's SessionNotOnOrAfter
            """),
        .init(
            name: "commandLineMinutes", .integer(15...720), .value("480"),
            """
            how long the session lasts that somebody allows [a program on the command line](command-line.md); not beyond \
            the identity provider's SessionNotOnOrAfter
            """),
    ])
}
