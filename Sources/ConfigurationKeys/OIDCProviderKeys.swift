extension ConfigurationKeys {
    /// An OpenID Connect provider.
    static let oidcProvider = ConfigurationSection(
        hasOwnTable: true,
        [
            .init(
                name: "url", .url("https URL of at most 255 characters"), .required,
                """
                what `iss` of its tokens is, to the letter: no port, user, query or fragment. The ARN is \
                `arn:<partition>:iam::<account>:oidc-provider/<host><path>`, without a slash at the end
                """),
            .init(
                name: "clientIDs", .list(.text, type: "list of 1 to 100 texts"), .required,
                "the audiences that its tokens may have"),
            .init(
                name: "thumbprints",
                .list(.text("40 hexadecimal digits"), type: "list of at most 5 times 40 hexadecimal digits"),
                .empty,
                "shown by GetOpenIDConnectProvider"),
            .init(
                name: "jwksFile", .path, .absent,
                """
                the provider's keys, a JSON Web Key Set, for networks where nobody can ask it; \
                [checks.md](checks.md#web-identity) says which of them count. Without it they are fetched; see \
                [below](#keys-of-openid-connect-providers)
                """),
        ])
}
