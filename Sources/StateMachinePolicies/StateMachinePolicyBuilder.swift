import IAMPolicy

/// Goes through the tasks of a definition.
struct StateMachinePolicyBuilder {
    let definition: StateMachineDefinition
    let deployment: Deployment
    let place: ResolvedPlace
    private(set) var collector = AccessCollector()
    private(set) var findings: [StateMachineFinding] = []
    private let map: SourceMap

    init(definition: StateMachineDefinition, deployment: Deployment, place: ResolvedPlace) {
        self.definition = definition
        self.deployment = deployment
        self.place = place
        map = SourceMap(definition.text)
    }

    mutating func build() throws(DefinitionFault) {
        for task in definition.tasks { try add(task) }
        addDeliveries()
        for map in definition.distributedMaps {
            let message =
                "a distributed map starts executions of the state machine itself and may read and write objects: add "
                + "states:StartExecution, states:DescribeExecution, states:StopExecution and those of Amazon S3 by hand"
            note(.byHand, message, state: map.state, offset: map.offset)
        }
        notePlace()
    }

    private mutating func add(_ task: StateMachineTask) throws(DefinitionFault) {
        let pattern = task.resource.pattern
        if deployment.isExpress, pattern != .requestResponse {
            throw DefinitionFault(
                message: "an express workflow cannot wait: .\(pattern.rawValue) is for standard workflows",
                offset: task.offset)
        }
        switch task.resource {
        case .activity: break
        case .function(let arn):
            collector.add(
                "lambda:InvokeFunction", for: .call, on: [.named(place.relocated(arn))], when: nil, by: task.state)
        case .sdk(let service, let action, _):
            for action in SDKAction.actions(service: service, action: action) {
                collector.add(action, for: .call, on: [.dynamic("*")], when: nil, by: task.state)
            }
            note(
                .partial,
                "aws-sdk:\(service):\(action) is granted on every resource; what else it needs is not known",
                state: task.state, offset: task.offset)
        case .optimized(let service, let action, _):
            try add(task, integration: "\(service):\(action)")
        }
    }

    private mutating func add(_ task: StateMachineTask, integration name: String) throws(DefinitionFault) {
        guard let integration = Integration.known[name] else {
            note(
                .unknownIntegration, "\(name) is not known; its permissions are set up by hand", state: task.state,
                offset: task.offset)
            return
        }
        guard integration.patterns.contains(task.resource.pattern) else {
            throw DefinitionFault(
                message: "\(name) cannot be called with .\(task.resource.pattern.rawValue)", offset: task.offset)
        }
        var requirements = TaskRequirements(task, in: place, adding: collector)
        collector = AccessCollector()
        try integration.template(&requirements)
        collector = requirements.collector
        for (code, message) in requirements.notes { note(code, message, state: task.state, offset: task.offset) }
    }

    /// Traces and logs.
    private mutating func addDeliveries() {
        if deployment.isTraced {
            for action in ["PutTraceSegments", "PutTelemetryRecords", "GetSamplingRules", "GetSamplingTargets"] {
                collector.add("xray:\(action)", for: .trace, on: [.any], when: nil, by: nil)
            }
        }
        guard deployment.isLogged else { return }
        for action in [
            "CreateLogDelivery", "GetLogDelivery", "UpdateLogDelivery", "DeleteLogDelivery", "ListLogDeliveries",
            "PutLogEvents", "PutResourcePolicy", "DescribeResourcePolicies", "DescribeLogGroups",
        ] {
            collector.add("logs:\(action)", for: .log, on: [.any], when: nil, by: nil)
        }
    }

    private mutating func notePlace() {
        let patterns = collector.access.flatMap(\.resources).compactMap(ARN.init)
        if place.region == "*", patterns.contains(where: { $0.region == "*" }) {
            note(.unknownPlace, "the region is not known, so ARNs are granted in every one", state: nil, offset: 0)
        }
        if place.account == "*", patterns.contains(where: { $0.accountID == "*" }) {
            note(.unknownPlace, "the account is not known, so ARNs are granted in every one", state: nil, offset: 0)
        }
    }

    private mutating func note(_ code: StateMachineFinding.Code, _ message: String, state: String?, offset: Int) {
        findings.append(
            StateMachineFinding(
                code: code, message: message, state: state, position: map.position(atOffset: offset)))
    }
}
