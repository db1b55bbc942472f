import Encodings
package import IAMPolicy

/// A decision about a call in the shape that DecodeAuthorizationMessage answers with, as JSON of a bounded size.
package struct AuthorizationMessage {
    /// Bytes of JSON at most: sealed, it has to fit into a header field that every proxy passes on.
    private static let maximumCount = 2_048
    /// Characters of a value at most.
    private static let longest = 512
    /// How many statements that decided, statements that did not apply, and context keys are shown, ever fewer.
    private static let sizes = [(16, 16, 64), (4, 4, 24), (2, 1, 12), (1, 0, 6), (0, 0, 0)]

    private let decision: PolicyDecision
    private let failures: [StatementFailure]
    private let caller: Caller

    /// Describes `decision` for the caller who asked.
    package init(_ decision: PolicyDecision, caller: Caller) {
        self.decision = decision
        self.caller = caller
        failures = decision.failures
    }

    /// The JSON with as much as there is room for; nil when not even the request fits.
    package var json: [UInt8]? {
        for (matched, failed, keys) in Self.sizes {
            var writer = JSONWriter(capacity: Self.maximumCount)
            writer.write(members(matched, failed, keys))
            if writer.bytes.count <= Self.maximumCount { return writer.bytes }
        }
        return nil
    }

    private func members(_ matched: Int, _ failed: Int, _ keys: Int) -> [JSONMember] {
        let isDenied = decision.effect == .explicitlyDenied
        return [
            JSONMember("allowed", .bool(decision.isAllowed)), JSONMember("explicitDeny", .bool(isDenied)),
            JSONMember("matchedStatements", Self.items(decision.matchedStatements.prefix(matched).map(Self.value))),
            JSONMember("failures", Self.items(failures.prefix(failed).map(Self.value))),
            JSONMember(
                "context",
                .object([
                    JSONMember("principal", .object(principal)), JSONMember("action", decision.context.action),
                    JSONMember("resource", decision.context.resource.cut(to: Self.longest)),
                    JSONMember("conditions", Self.items(conditions(keys))),
                ])),
        ]
    }

    private var principal: [JSONMember] {
        let id = JSONMember("id", caller.userID)
        let arn = JSONMember("arn", caller.arn.description)
        return caller.userName.map { [id, JSONMember("name", $0), arn] } ?? [id, arn]
    }

    private func conditions(_ limit: Int) -> [JSONValue] {
        decision.context.keys.names.prefix(limit).map { name in
            Self.condition(name, decision.context.keys[name] ?? [])
        }
    }

    private static func value(_ matched: MatchedStatement) -> JSONValue {
        let statement = matched.statement
        return .object([
            JSONMember("statementId", statement.sid ?? ""),
            JSONMember("effect", statement.effect == .deny ? "DENY" : "ALLOW"),
            JSONMember("principals", items((statement.principal?.entries ?? []).map { value($0.value) })),
            JSONMember("principalGroups", items([])),
            JSONMember("actions", items(statement.actions.map(value))),
            JSONMember("resources", items(statement.resources.map(value))),
            JSONMember("conditions", items(statement.conditions.map { condition($0.key, $0.values) })),
        ])
    }

    private static func value(_ failure: StatementFailure) -> JSONValue { value(failure.description) }

    private static func condition(_ key: String, _ values: [String]) -> JSONValue {
        .object([JSONMember("key", key), JSONMember("values", items(values.map(value)))])
    }

    private static func value(_ text: String) -> JSONValue { .object([JSONMember("value", text.cut(to: longest))]) }

    private static func items(_ values: [JSONValue]) -> JSONValue { .object([JSONMember("items", .array(values))]) }
}
