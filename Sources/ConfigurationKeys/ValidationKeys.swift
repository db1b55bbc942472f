extension ConfigurationKeys {
    /// How responses are checked.
    static let validation = ConfigurationSection([
        .init(
            name: "clockSkew", .integer(0...300), .value("60"),
            "seconds that clocks may differ; added once to each end of a time window and to the 5-minute rule"),
        .init(
            name: "inResponseTo", inResponseTo, .value("checked"),
            """
            for the sign-in page. `checked`: responses that answer no request (IdP-initiated), and answers to \
            requests that this browser was sent away with at [`/login`](sign-in.md). `required`: those answers \
            alone. `absent`: only responses that answer no request; nobody is sent away. `unchecked`: any; needed \
            for IdPs that write one all the same. A provider may have a rule of its own
            """),
        .init(
            name: "apiInResponseTo", .word(["absent", "unchecked"]), .value("unchecked"),
            """
            the same for `AssumeRoleWithSAML`. Command-line clients make requests of their own, and nobody's \
            browser can be signed in there as somebody else
            """),
        .init(
            name: "verifyTwice", .boolean, .value("false"),
            """
            has xmlsec verify each signature of a response after the broker has, and refuses what one of both \
            refuses. It makes a response cost about twice as much
            """),
        .init(
            name: "metadataRefreshMinutes", .integer(0...1_440), .value("60"),
            "minutes after which metadata from URLs is fetched again; 0 for never"),
    ])
}
