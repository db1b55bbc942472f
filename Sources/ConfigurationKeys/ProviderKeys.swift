extension ConfigurationKeys {
    /// A SAML provider.
    static let provider = ConfigurationSection(
        hasOwnTable: true,
        [
            .init(
                name: "name", .text("1 to 128 of `[A-Za-z0-9_.-]`"), .required,
                "the ARN is `arn:<partition>:iam::<account>:saml-provider/<name>`"),
            .init(
                name: "metadata", .text("path or URL"), .described("this or `metadataURLFile`"),
                """
                metadata of 1 to 10 IdPs. A URL is fetched at the start and every \
                `validation.metadataRefreshMinutes`: https, or http on loopback, or http with \
                `metadataTrustCertificate`; see [below](#metadata-from-urls)
                """),
            .init(
                name: "metadataURLFile", .path, .described("this or `metadata`"),
                "file that holds the URL alone, mode 0600, for one with a password in it. Read again on SIGHUP"),
            .init(
                name: "metadataTrustCertificate", .path, .absent,
                "PEM or DER certificate whose key must have signed the document"),
            .init(
                name: "stripByteOrderMark", .boolean, .value("false"),
                "takes a byte order mark off the metadata instead of refusing it"),
            .init(
                name: "decryptionKeys", .list(.path, type: "list of paths"), .empty,
                "at most 2 RSA private keys (PEM, not encrypted) for encrypted assertions"),
            .init(
                name: "assertionEncryption", .word(["Allowed", "Required"]), .value("Allowed"),
                "`Required` refuses assertions that are not encrypted; needs a decryption key"),
            .init(
                name: "inResponseTo", inResponseTo, .described("`validation.inResponseTo`"),
                """
                the rule for this provider's responses at the sign-in page; `required` switches sign-ins off that \
                begin at the IdP
                """),
            .init(
                name: "insecureAllowSHA1", .boolean, .value("false"), "accepts RSA-SHA1 signatures and SHA-1 digests"),
            .init(
                name: "insecureAllowUnsignedCBC", .boolean, .value("false"),
                "accepts AES-CBC where no signed Response is around it"),
            .init(
                name: "insecureAllowRSA15AndTripleDES", .boolean, .value("false"),
                "accepts RSA 1.5 key transport and 3DES"),
            .init(
                name: "displayName", .text("text of at most 128 bytes"), .absent,
                "name of the provider as users read it"),
            .init(
                name: "logout", .word(["nothing", "consoleSessions", "credentials"]), .value("consoleSessions"),
                """
                what a [logout at the IdP](sign-in.md#sign-out) ends of its user: console sessions, or the credentials \
                of all his sessions as well
                """),
            .init(
                name: "signIn", .mapping(signIn), .absent, "what is asked of the provider when a sign-in begins here"),
        ])
}

extension ConfigurationKeys {
    private static let signIn = ConfigurationSection([
        .init(
            name: "binding", .word(["redirect", "post"]), .absent,
            "how the request travels; what the metadata offers otherwise"),
        .init(
            name: "nameIDFormat", .text("`persistent`, `transient`, `emailAddress`, `unspecified` or a URI"), .absent,
            "the format of NameID that is asked for"),
        .init(
            name: "forceAuthn", .boolean, .value("false"),
            "asks for a new authentication, and refuses an answer by an older one"),
        .init(
            name: "authnContext", .list(.text("URI"), type: "list of 1 to 16 URIs"), .absent,
            "classes that are asked for, and compared with every answer ([rules](sign-in.md#how-people-have-signed-in))"
        ),
        .init(
            name: "authnContextComparison", .word(["exact", "minimum", "maximum", "better"]), .value("exact"),
            "how they are compared"),
    ])
}
