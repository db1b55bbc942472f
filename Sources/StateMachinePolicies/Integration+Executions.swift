import Encodings

extension Integration {
    /// Executions of other state machines.
    static let executions: [String: Integration] = [
        "states:startExecution": Integration(.execution) { needs throws(DefinitionFault) in
            let machine = try needs.resource("StateMachineArn", service: "states", type: "stateMachine:")
            needs.add(.call, "states:StartExecution", on: [machine])
            guard needs.followsJob else { return }
            let executions = machine.executions
            needs.add(.poll, "states:DescribeExecution", on: [executions])
            needs.add(.cancel, "states:StopExecution", on: [executions])
            needs.addEvents(rule: "StepFunctionsGetEventsForStepFunctionsExecutionRule")
        }
    ]
}

extension ResourceScope {
    /// The executions of a state machine; a version or alias of it does not show in them.
    fileprivate var executions: ResourceScope {
        guard case .named(let arn) = self else { return self }
        var parts = arn.pieces(separatedBy: UInt8(ascii: ":"))
        guard parts.count > 6, parts[5] == "stateMachine" else { return .dynamic("*") }
        parts[5] = "execution"
        return .named((parts.prefix(7) + ["*"]).joined(separator: ":"))
    }
}
