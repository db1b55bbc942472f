internal import IAMPolicy

/// A decision about a call in the shape that DecodeAuthorizationMessage answers with, as JSON of a bounded size.
struct AuthorizationMessage {
    /// Bytes of JSON at most: sealed, it has to fit into a header field that every proxy passes on.
    private static let maximumCount = 2_048
    /// Characters of a value at most.
    private static let longest = 512
    /// How many statements that decided, statements that did not apply, and context keys are shown, ever fewer.
    private static let sizes = [(16, 16, 64), (4, 4, 24), (2, 1, 12), (1, 0, 6), (0, 0, 0)]

    private let decision: PolicyDecision
    private let failures: [StatementFailure]
    private let caller: Caller

    init(_ decision: PolicyDecision, caller: Caller) {
        self.decision = decision
        self.caller = caller
        failures = decision.failures
    }

    /// The JSON with as much as there is room for; nil when not even the request fits.
    var json: [UInt8]? {
        for (matched, failed, keys) in Self.sizes {
            var writer = JSONLineWriter(capacity: Self.maximumCount)
            writer.write(members(matched, failed, keys))
            if writer.bytes.count <= Self.maximumCount { return writer.bytes }
        }
        return nil
    }

    private func members(_ matched: Int, _ failed: Int, _ keys: Int) -> [AuditMember] {
        let isDenied = decision.effect == .explicitlyDenied
        return [
            AuditMember("allowed", .bool(decision.isAllowed)), AuditMember("explicitDeny", .bool(isDenied)),
            AuditMember("matchedStatements", Self.items(decision.matchedStatements.prefix(matched).map(Self.value))),
            AuditMember("failures", Self.items(failures.prefix(failed).map(Self.value))),
            AuditMember(
                "context",
                .object([
                    AuditMember("principal", .object(principal)), AuditMember("action", decision.context.action),
                    AuditMember("resource", decision.context.resource.cut(to: Self.longest)),
                    AuditMember("conditions", Self.items(conditions(keys))),
                ])),
        ]
    }

    private var principal: [AuditMember] {
        let id = AuditMember("id", caller.userID)
        let arn = AuditMember("arn", caller.arn)
        return caller.userName.map { [id, AuditMember("name", $0), arn] } ?? [id, arn]
    }

    private func conditions(_ limit: Int) -> [AuditValue] {
        decision.context.keys.names.prefix(limit).map { name in
            Self.condition(name, decision.context.keys[name] ?? [])
        }
    }

    private static func value(_ matched: MatchedStatement) -> AuditValue {
        let statement = matched.statement
        return .object([
            AuditMember("statementId", statement.sid ?? ""),
            AuditMember("effect", statement.effect == .deny ? "DENY" : "ALLOW"),
            AuditMember("principals", items((statement.principal?.entries ?? []).map { value($0.value) })),
            AuditMember("principalGroups", items([])),
            AuditMember("actions", items(statement.actions.map(value))),
            AuditMember("resources", items(statement.resources.map(value))),
            AuditMember("conditions", items(statement.conditions.map { condition($0.key, $0.values) })),
        ])
    }

    private static func value(_ failure: StatementFailure) -> AuditValue { value(failure.description) }

    private static func condition(_ key: String, _ values: [String]) -> AuditValue {
        .object([AuditMember("key", key), AuditMember("values", items(values.map(value)))])
    }

    private static func value(_ text: String) -> AuditValue { .object([AuditMember("value", text.cut(to: longest))]) }

    private static func items(_ values: [AuditValue]) -> AuditValue { .object([AuditMember("items", .array(values))]) }
}
