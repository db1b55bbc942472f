/// The keys of the configuration file.
///
/// Each section is a file. What is added here has to be read by a reader of `SallyportConfiguration`: a
/// test breaks every value and looks whether somebody complains.
package enum ConfigurationKeys {
    /// The top of the file.
    package static let root = ConfigurationSection(
        hasOwnTable: true,
        [
            .init(
                name: "publicURL", .url(), .required,
                """
                what browsers and IdPs call the server. http or https, without user, query and fragment; a path is \
                allowed. The ACS is `publicURL` + `/saml`. Another path waits for the next start
                """),
            .init(
                name: "entityID", .text, .described("`publicURL` + `/static/saml-metadata.xml`"),
                "our SAML entity ID, the audience of responses"),
            .init(
                name: "metadataSigningKey", .path, .absent,
                """
                PEM file of an RSA or EC private key that signs our SAML metadata; without it the document is not \
                signed
                """),
            .init(name: "serviceProvider", .mapping(serviceProvider), .section, ""),
            .init(
                name: "partition", .word(partitions), .value("aws"),
                "partition of accounts that name none, and of the attribute names that the sign-in page reads"),
            .init(name: "keyRing", .path, .required, "file of the key ring, mode 0600. `sallyport keys init` makes it"),
            .init(
                name: "groupReadableKeys", .boolean, .value("false"),
                """
                whether the group of a file may read it: of the key ring, `listen.tls.privateKey`, \
                `metadataSigningKey`, `serviceProvider.signingKey`, `decryptionKeys`, `secretAccessKeyFile`, \
                `metrics.tokenFile` and `tracing.tokenFile`. See [below](#files-with-keys)
                """),
            .init(
                name: "store", .wordOrMapping(["memory", "directory"], store), .value("directory"),
                """
                where one-time uses, revocations and everything that the API makes (users, roles, keys, policies …) \
                are kept; with `memory` all of it ends with the process
                """, needsRestart: true),
            .init(
                name: "dataDirectory", .path, .described("required with `store: directory`"),
                """
                folder of the store, an SQLite database; made with mode 0700 when it is not there. Refused when \
                others can write it, or it belongs to another user than the broker's or root
                """, needsRestart: true),
            .init(
                name: "dataSynchronous", .word(["full", "normal"]), .value("full"),
                """
                `full`: an answer waits until the disk has what it tells, and a loss of power costs nothing. \
                `normal`: a loss of power can cost what was answered in the last seconds: a response could be used \
                once more, and what was made, changed or revoked in them can be as before. The end of the process \
                costs nothing with either
                """, needsRestart: true),
            .init(name: "listen", .mapping(listen), .section, ""),
            .init(name: "accounts", .list(.mapping(account), type: "list"), .required, "see below"),
            .init(name: "endpoints", .mapping(endpoints), .section, ""),
            .init(name: "validation", .mapping(validation), .section, ""),
            .init(name: "limits", .mapping(limits), .section, ""),
            .init(name: "sessions", .mapping(sessions), .section, ""),
            .init(
                name: "services", .list(.mapping(service), type: "list"), .empty,
                "services behind proxies that ask the broker about each request; see [below](#services)"),
            .init(
                name: "organization", .mapping(organization), .absent,
                "service control policies that limit accounts; see [below](#organization)"),
            .init(
                name: "managedPolicies", .path, .absent,
                """
                folder with managed policies of AWS beside those that come with the product; see \
                [below](#managedpolicies)
                """),
            .init(
                name: "serviceLinkedRoles", .list(.mapping(serviceLinkedRole), type: "list of at most 512"), .empty,
                "services that have service-linked roles, beside those of AWS; see [below](#servicelinkedroles)"),
            .init(
                name: "relyingParties", .list(.mapping(relyingParty), type: "list of at most 256"), .empty,
                "what web identity tokens for some audiences are like; see [below](#relyingparties)"),
            .init(name: "audit", .mapping(audit), .section, ""),
            .init(name: "branding", .mapping(branding), .section, ""),
            .init(name: "shutdown", .mapping(shutdown), .section, ""),
            .init(name: "log", .mapping(log), .section, ""),
            .init(name: "tracing", .mapping(tracing), .absent, "where traces go"),
            .init(name: "metrics", .mapping(metrics), .absent, "who may read metrics, and where"),
        ])

    static let partitions = ["aws", "aws-cn", "aws-us-gov"]
    static let inResponseTo = ValueKind.word(["checked", "required", "absent", "unchecked"])
}
