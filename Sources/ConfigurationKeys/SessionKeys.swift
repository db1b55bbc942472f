extension ConfigurationKeys {
    /// What sessions and their tokens are like.
    static let sessions = ConfigurationSection([
        .init(
            name: "signinTokensWorkOnce", .boolean, .value("false"),
            "whether tokens of `getSigninToken` work once. Those of `POST /saml` always do")
    ])
}
