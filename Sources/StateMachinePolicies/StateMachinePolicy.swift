import Encodings
public import IAMPolicy

/// The least policy of the role with which a state machine runs.
///
/// What a task names is granted by name, what its input tells is granted on every resource, and a task that follows a job
/// may also ask how it is getting on, be told that it has ended, and end it.
public struct StateMachinePolicy: Sendable {
    /// What the tasks need, in the order of the definition; empty when no task needs anything.
    public let access: [RequiredAccess]
    /// The same as statements.
    public let statements: [StateMachineStatement]
    /// What the policy cannot hold.
    public let findings: [StateMachineFinding]
    let place: ResolvedPlace

    /// Works out the policy of a definition.
    ///
    /// - Throws: `StateMachineError` when a task waits in a way that its integration does not have, or names a resource that
    ///   a policy would take for a pattern.
    public init(
        for definition: StateMachineDefinition, in deployment: Deployment
    ) throws(StateMachineError) {
        place = ResolvedPlace(deployment, origin: definition.origin)
        var builder = StateMachinePolicyBuilder(definition: definition, deployment: deployment, place: place)
        do throws(DefinitionFault) {
            try builder.build()
        } catch {
            throw error.error(in: SourceMap(definition.text))
        }
        access = builder.collector.access
        let isIdle = definition.tasks.allSatisfy { $0.resource == .activity }
        statements =
            access.isEmpty && isIdle ? [.nothing] : StateMachineStatement.statements(granting: access)
        let json = Self.text(of: statements)
        findings = builder.findings + Self.sizeFindings(json)
    }

    /// The statements alone.
    public static func statements(
        for definition: StateMachineDefinition, in deployment: Deployment
    ) throws(StateMachineError) -> [StateMachineStatement] {
        try StateMachinePolicy(for: definition, in: deployment).statements
    }

    /// The policy's text, over several lines.
    public var json: String { Self.text(of: statements) }

    private static func text(of statements: [StateMachineStatement]) -> String {
        JSONValue.policy(statements.map(\.json)).indentedText
    }

    private static func sizeFindings(_ json: String) -> [StateMachineFinding] {
        let size = PolicyDocument.size(of: json, kind: .inlineRole)
        let limit = PolicyKind.inlineRole.sizeLimit
        guard size > limit else { return [] }
        let message =
            "the policy has \(size) characters, and the inline policies of a role \(limit) at most: attach managed "
            + "policies of up to \(PolicyKind.managed.sizeLimit) characters in its place"
        return [
            StateMachineFinding(
                code: .tooLong, message: message, state: nil, position: SourcePosition(line: 1, column: 1, offset: 0))
        ]
    }

    /// The resource policy of the APIs that tasks call, for a state machine; `nil` when no task calls one.
    public func apiPolicy(for stateMachine: ARN) -> String? {
        let apis = access.filter { $0.action == "execute-api:Invoke" }.flatMap(\.resources)
        guard !apis.isEmpty else { return nil }
        let sourceARN = JSONMember("aws:SourceArn", stateMachine.description)
        let statement = JSONValue.object([
            JSONMember("Effect", "Allow"),
            JSONMember("Principal", .object([JSONMember("Service", "states.amazonaws.com")])),
            JSONMember("Action", "execute-api:Invoke"), JSONMember("Resource", .strings(apis)),
            JSONMember("Condition", .object([JSONMember("StringEquals", .object([sourceARN]))])),
        ])
        return JSONValue.policy([statement]).indentedText
    }
}

extension JSONValue {
    fileprivate static func policy(_ statements: [JSONValue]) -> JSONValue {
        .object([JSONMember("Version", "2012-10-17"), JSONMember("Statement", .array(statements))])
    }
}
