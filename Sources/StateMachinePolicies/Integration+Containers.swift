import Encodings

extension Integration {
    /// Tasks of Amazon ECS.
    static let containers: [String: Integration] = [
        "ecs:runTask": Integration(.jobAndToken) { needs throws(DefinitionFault) in
            needs.add(.call, "ecs:RunTask", on: try needs.taskDefinitions())
            try needs.noteTaskRoles()
            guard needs.followsJob else { return }
            needs.add(.cancel, "ecs:StopTask", on: [.any])
            needs.add(.poll, "ecs:DescribeTasks", on: [.any])
            needs.addEvents(rule: "StepFunctionsGetEventsForECSTaskRule")
        }
    ]
}

extension TaskRequirements {
    /// The task definition; one without a revision means the newest, which Amazon ECS checks with its number.
    fileprivate func taskDefinitions() throws(DefinitionFault) -> [ResourceScope] {
        let scope = try resource("TaskDefinition", service: "ecs", type: "task-definition/")
        guard case .named(let arn) = scope, arn.utf8.count(where: { $0 == UInt8(ascii: ":") }) == 5 else {
            return [scope]
        }
        return [scope, .named(arn + ":*")]
    }

    /// Task and execution roles stand in the task definition, which is not known here.
    fileprivate mutating func noteTaskRoles() throws(DefinitionFault) {
        var overrides: [String] = []
        for name in ["TaskRoleArn", "ExecutionRoleArn"] {
            if case .fixed(let role) = try parameters.value(["Overrides", name]) { overrides.append(role) }
        }
        note(
            .passRole,
            "add iam:PassRole for the task role and the execution role of the task definition"
                + (overrides.isEmpty
                    ? ", and for roles that override them" : ", and for \(overrides.joined(separator: ", "))"))
    }
}
