extension ConfigurationKeys {
    /// Where decisions are recorded.
    static let audit = ConfigurationSection([
        .init(
            name: "file", .path, .absent,
            """
            file that audit records are appended to, made with mode 0600. Refused when others can write it, or \
            everybody its folder
            """, needsRestart: true),
        .init(
            name: "stdout", .boolean, .value("false"),
            "audit records on the standard output; without any key of `audit` they go there", needsRestart: true),
        .init(
            name: "synchronous", .boolean, .value("false"),
            "waits until each record is on the disk; [audit.md](audit.md#what-can-be-lost) says what it costs",
            needsRestart: true),
        .init(
            name: "maxFileBytes", .integer(1_048_576...1_099_511_627_776), .absent,
            """
            a record that would make the file larger begins a new one; the full one is renamed to \
            `audit-20261121T144437Z-0001.jsonl`. Without it the file grows until somebody moves it away
            """, needsRestart: true),
        .init(
            name: "keepFiles", .integer(0...100_000), .value("0"),
            """
            how many of the renamed files stay; the oldest beyond are removed. 0 keeps all. Needs \
            `audit.maxFileBytes`
            """, needsRestart: true),
    ])
}
