extension ConfigurationKeys {
    /// Which addresses count as ours, and whom the broker believes.
    static let endpoints = ConfigurationSection([
        .init(
            name: "acceptRecipients", .list(.url(), type: "list of URLs"), .empty,
            """
            further ACS URLs that count as ours in Recipient and Destination. AWS's own only when it is named \
            here
            """),
        .init(
            name: "acceptAudiences", .list(.text, type: "list of texts"), .empty,
            "further audiences that count as us. Always: `entityID` and the ACS URL"),
        .init(
            name: "destinations", .list(.url("origin"), type: "list of origins"), .empty,
            """
            origins that a Destination or a URL in RelayState may lead to, such as `https://console.example.com`
            """),
        .init(
            name: "issuers", .list(.url("origin"), type: "list of origins"), .empty,
            """
            origins that the Issuer of a sign-in URL may name, where a browser is offered to sign in again. Always: those \
            of identity providers
            """),
        .init(
            name: "trustedProxies", .list(.text("address"), type: "list of addresses"), .empty,
            """
            peers whose `X-Forwarded-For` and `X-Forwarded-Proto` count; those that may ask for `services` which \
            name none
            """),
    ])
}
