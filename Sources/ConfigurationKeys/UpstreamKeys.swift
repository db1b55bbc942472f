extension ConfigurationKeys {
    /// How AWS is asked for the credentials of an account.
    static let upstream = ConfigurationSection(
        hasOwnTable: true,
        [
            .init(
                name: "region", .text("region"),
                .described("that of the partition: `us-east-1`, `cn-north-1`, `us-gov-west-1`"),
                "region of STS and of the signatures"),
            .init(
                name: "endpoint", .url("https URL"), .described("`https://sts.<region>.amazonaws.com`"),
                "endpoint of STS; http on loopback alone, here and below"),
            .init(
                name: "federationEndpoint", .url("https URL"),
                .described("`https://<sign-in host of the partition>/federation`"),
                "endpoint that makes sign-in tokens and takes them"),
            .init(
                name: "console", .url("https URL"), .described("first page of the partition's console"),
                "where a sign-in leads without a RelayState that is allowed"),
            .init(
                name: "profile", .text, .absent,
                "the profile whose keys are taken, and no others; not with `webIdentity`"),
            .init(
                name: "externalID", .text("2 to 1224 of `[A-Za-z0-9_+=,.@:/-]`"), .absent,
                "`ExternalId` of each AssumeRole; not with `webIdentity`"),
            .init(
                name: "webIdentity", .mapping(webIdentity), .absent,
                """
                AWS is asked by AssumeRoleWithWebIdentity, and the broker has no keys of AWS; needs a `publicURL` \
                with https, a host name and no port, unless `endpoint` is on loopback
                """),
            .init(
                name: "maxSessionDuration", .integer(900...43_200), .value("43200"),
                "seconds that are asked for at most"),
            .init(
                name: "roles", .names(.text("ARN"), type: "mapping of ARN to ARN"),
                .described("each role has its own ARN there"),
                "roles of this account and the ones in AWS; those that are not named are not given"),
        ])
}

extension ConfigurationKeys {
    private static let webIdentity = ConfigurationSection([
        .init(
            name: "audience", .text("1 to 255 visible characters"), .required,
            "`aud` of the tokens, such as `sts.amazonaws.com`: an audience of the OpenID Connect provider there")
    ])
}
