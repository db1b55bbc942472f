extension ConfigurationKeys {
    /// A service behind a proxy.
    static let service = ConfigurationSection(
        hasOwnTable: true,
        [
            .init(
                name: "name", .text("1 to 64 of `[a-z0-9-]`"), .required,
                "the proxy asks at `publicURL` + `/authorize/<name>`"),
            .init(
                name: "kind", .word(["http", "s3", "identity"]), .required,
                """
                `http`: policies decide about what `rules` make of a request. `s3`: about what a request of the S3 \
                API does. `identity`: the service wants to know who it is, and decides itself
                """),
            .init(
                name: "proxy", .word(["nginx", "envoy", "traefik", "caddy"]), .required,
                "in which form the proxy describes the request that it asks about"),
            .init(
                name: "account", .text("id of an account"), .required,
                "the account that owns the service: its principals need their own policies alone"),
            .init(
                name: "otherAccounts", .list(.text, type: "list of ids of accounts"), .empty,
                """
                accounts whose principals may come as well, when both their own policies and `resourcePolicy` allow \
                it
                """),
            .init(name: "signing", .mapping(signing), .section, ""),
            .init(
                name: "hosts", .list(.text, type: "list of hosts"), .described("any"),
                "what the signed Host may be, without a port. Give it where two services have the same `signing`"),
            .init(
                name: "tags", .list(.text, type: "list of `[A-Za-z0-9-]`"), .empty,
                "tags of the caller that the service gets to know, as `X-Sallyport-Tag-<key>`"),
            .init(
                name: "trustedProxies", .list(.text("address"), type: "list of addresses"),
                .described("`endpoints.trustedProxies`"),
                "peers that may ask"),
            .init(
                name: "rules", .list(.mapping(rule), type: "list"), .described("required for `http`"),
                "what a request means. The first rule that applies counts; when none does, the request is refused"),
            .init(
                name: "resourcePolicy", .policy, .absent,
                "for `http`: the policy of the service itself, with principals"),
            .init(
                name: "bucketPolicies", .names(.policy, type: "mapping of bucket to path or mapping"), .empty,
                "for `s3`: policies of buckets. All buckets belong to `account`"),
            .init(
                name: "virtualHosts", .list(.text, type: "list of domains"), .empty,
                """
                for `s3`: domains below which the first labels of Host are a bucket; such a Host may be in addition \
                to `hosts`
                """),
            .init(
                name: "resign", .mapping(resign), .absent,
                "signs each request that passes anew, with a key of the service's own"),
        ])
}

extension ConfigurationKeys {
    private static let signing = ConfigurationSection([
        .init(
            name: "service", .text("1 to 64 of `[a-z0-9-]`"), .described("`execute-api`; `s3` for `s3`"),
            "the service that the scope of a signature must name; not `sts` and not `iam`"),
        .init(
            name: "regions", .list(.text, type: "list"), .described("that of the partition, `us-east-1`"),
            "the regions that the scope may name"),
    ])

    private static let rule = ConfigurationSection([
        .init(
            name: "methods", .list(.text, type: "list of methods"), .described("any"),
            "methods that the rule is about"),
        .init(
            name: "path", .text("pattern"), .required,
            "paths that it is about, decoded: `*` is any text, `?` one character"),
        .init(name: "action", .text("action"), .value("execute-api:Invoke"), "what policies have to allow"),
        .init(
            name: "resource", .text("ARN or `*`"),
            .described("`arn:<partition>:execute-api:{region}:<account>:<name>/{method}{path}`"),
            "on what; `{method}`, `{path}` and `{region}` stand for those of the request"),
    ])

    private static let resign = ConfigurationSection([
        .init(name: "host", .text("host, `host:port`"), .required, "the Host that the service sees"),
        .init(name: "region", .text, .required, "the region of the new signature"),
        .init(name: "service", .text, .required, "the service of the new signature"),
        .init(name: "accessKeyID", .text, .required, "id of the key"),
        .init(
            name: "secretAccessKeyFile", .path, .required,
            "file that holds its secret alone, mode 0600. Read again on SIGHUP"),
    ])
}
