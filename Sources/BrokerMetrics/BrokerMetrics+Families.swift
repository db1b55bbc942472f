package import PrometheusMetrics

extension BrokerMetrics {
    /// Everything that a broker tells, with its kind and meaning.
    package static let families: [MetricFamily] = counted + looked + process

    private static let counted: [MetricFamily] = [
        MetricFamily(MetricName.requests, .counter, "HTTP requests by route and class of the answer's status."),
        MetricFamily(
            MetricName.requestSeconds, .histogram(bounds: MetricFamily.seconds),
            "Seconds from the head of a request to its answer, by route."),
        MetricFamily(
            MetricName.stageSeconds, .histogram(bounds: MetricFamily.seconds), "Seconds that a stage of answering took."
        ),
        MetricFamily(
            MetricName.signIns, .counter,
            "Decisions about sign-ins by event, outcome, and account and provider of the configuration."),
        MetricFamily(MetricName.refusals, .counter, "Refusals by error code and the check that failed first."),
        MetricFamily(MetricName.calls, .counter, "Calls of STS and IAM by operation and error code; OK is none."),
        MetricFamily(MetricName.gateway, .counter, "Decisions about requests to services by outcome."),
        MetricFamily(MetricName.reloads, .counter, "Changes of the configuration by kind and outcome."),
    ]

    private static let looked: [MetricFamily] = [
        MetricFamily(MetricName.buildInfo, .gauge, "Always 1; the labels say what runs."),
        MetricFamily(MetricName.storeUp, .gauge, "Whether the store answers: 1 or 0."),
        MetricFamily(MetricName.auditUp, .gauge, "Whether records can be kept: 1 or 0."),
        MetricFamily(
            MetricName.storeViewAge, .gauge, "Seconds since a shared store was last seen; 0 for one of our own."),
        MetricFamily(MetricName.storeWriteAge, .gauge, "Seconds since the store was last written."),
        MetricFamily(MetricName.auditAge, .gauge, "Seconds since an audit record was last kept."),
        MetricFamily(MetricName.owedRecords, .gauge, "Audit records of changes that are not kept yet."),
        MetricFamily(
            MetricName.metadataAge, .gauge, "Seconds since the metadata of a provider was fetched, or since the start."),
        MetricFamily(
            MetricName.metadataExpiry, .gauge, "Seconds until the metadata of a provider ends; negative when it has."),
        MetricFamily(
            MetricName.keyExpiry, .gauge, "Seconds until a key or its certificate ends; negative when it has."),
        MetricFamily(MetricName.keyAge, .gauge, "Seconds since a key was made."),
        MetricFamily(MetricName.connections, .gauge, "Open connections."),
        MetricFamily(MetricName.connectionLimit, .gauge, "Connections beyond which one is closed for each new one."),
        MetricFamily(MetricName.budget, .gauge, "Bytes that are held of what has not arrived as a whole."),
        MetricFamily(MetricName.budgetLimit, .gauge, "Bytes that may be held of what has not arrived as a whole."),
    ]

    private static let process: [MetricFamily] = [
        MetricFamily(MetricName.residentMemory, .gauge, "Resident memory in bytes."),
        MetricFamily(MetricName.virtualMemory, .gauge, "Virtual memory in bytes."),
        MetricFamily(MetricName.cpuSeconds, .counter, "Seconds of processor time, in user and system mode."),
        MetricFamily(MetricName.openFiles, .gauge, "Open file descriptors."),
        MetricFamily(MetricName.maximumFiles, .gauge, "File descriptors that the process may have."),
        MetricFamily(MetricName.startTime, .gauge, "When the process began, in seconds since 1970."),
    ]
}
