extension ConfigurationKeys {
    /// What web identity tokens for an audience are like.
    static let relyingParty = ConfigurationSection(
        hasOwnTable: true,
        [
            .init(
                name: "name", .text("1 to 64 of `[a-z0-9-]`, not `protocol`"), .required,
                "unique; with `x5c` the last part of the issuer's URL"),
            .init(
                name: "audience", .text("1 to 1000 characters"), .required,
                """
                the `Audience` of GetWebIdentityToken that it is about, to the letter; unique. It has to be the only \
                one of a request
                """),
            .init(
                name: "algorithm", .word(["RS256", "ES384"]), .described("the one of the request"),
                """
                the only algorithm; a request may leave `SigningAlgorithm` out then, and one with another is refused
                """),
            .init(
                name: "tags", .boolean, .value("true"),
                """
                whether tokens say tags: `https://aws.amazon.com/tags`, and `principal_tags`. With `false` a request \
                with `Tags` is refused
                """),
            .init(
                name: "sourceIdentity", .boolean, .value("true"),
                """
                whether tokens say the source identity: `https://aws.amazon.com/source_identity`, and \
                `source_identity`
                """),
            .init(
                name: "x5c", .boolean, .value("false"),
                """
                whether the issuer is `<publicURL>/oidc/<account>/<name>`, which shows one key, with its \
                certificate; needs `algorithm`
                """),
            .init(
                name: "claims", .names(.mapping(claim), type: "mapping of at most 20 names to `{ attribute: name }`"),
                .empty,
                """
                claims whose values are those of an attribute of the SAML assertion: a text when there is one, a \
                list when there are several, no claim when there is none. All relying parties together name at most \
                32 attributes. Names are visible ASCII, and not those of RFC 7519, of OpenID Connect for who was \
                authenticated how (`azp`, `nonce`, `auth_time`, `acr`, `amr`, …), or of AWS
                """),
        ])
}

extension ConfigurationKeys {
    private static let claim = ConfigurationSection([
        .init(name: "attribute", .text, .required, "name of an attribute")
    ])
}
