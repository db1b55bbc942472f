import Encodings
import IAMPolicy

/// What one task needs, while its template is filled in.
struct TaskRequirements {
    let task: StateMachineTask
    let place: ResolvedPlace
    private(set) var collector: AccessCollector
    private(set) var notes: [(code: StateMachineFinding.Code, message: String)] = []

    init(_ task: StateMachineTask, in place: ResolvedPlace, adding collector: AccessCollector) {
        self.task = task
        self.place = place
        self.collector = collector
    }

    var parameters: TaskParameters { task.parameters }
    var followsJob: Bool { task.resource.pattern.followsJob }

    mutating func add(
        _ purpose: RequiredAccess.Purpose, _ actions: String..., on scopes: [ResourceScope],
        when condition: RequiredCondition? = nil
    ) {
        for action in actions {
            collector.add(action, for: purpose, on: scopes, when: condition, by: task.state)
        }
    }

    /// What the managed rule needs that tells when a job has ended.
    mutating func addEvents(rule: String) {
        let scope = ResourceScope.always(place.arn("events", "rule/" + rule))
        add(.events, "events:PutTargets", "events:PutRule", "events:DescribeRule", on: [scope])
    }

    /// A role that the task hands to a service; without a service, to whichever it is.
    mutating func addPassRole(_ path: [String], to service: String? = nil) throws(DefinitionFault) {
        let condition = service.map { RequiredCondition("StringEquals", "iam:PassedToService", [$0]) }
        add(.passRole, "iam:PassRole", on: [try role(path)], when: condition)
    }

    mutating func note(_ code: StateMachineFinding.Code, _ message: String) { notes.append((code, message)) }

    private func role(_ path: [String]) throws(DefinitionFault) -> ResourceScope {
        guard case .fixed(let text) = try parameters.value(path) else {
            return .dynamic(place.globalARN("iam", "role/*"))
        }
        guard text.hasPrefix("arn:") else { return .named(place.globalARN("iam", "role/\(text)")) }
        guard let arn = ARN(text), arn.region.isEmpty, arn.resource.hasPrefix("role/") else {
            throw fault("\(text.quoted) is not the ARN of a role")
        }
        return .named(try place.relocated(text, for: self, service: "iam"))
    }

    /// The resource that a parameter names, by its name or its ARN, or what stands for all.
    ///
    /// - Parameter type: what a name is preceded by, such as `table/`.
    func resource(
        _ path: String..., service: String, type: String, dynamic: String = "*"
    ) throws(DefinitionFault) -> ResourceScope {
        guard case .fixed(let text) = try parameters.value(path) else { return .dynamic(dynamic) }
        guard text.hasPrefix("arn:") else { return .named(place.arn(service, type + text)) }
        return .named(try place.relocated(text, for: self, service: service))
    }

    func fault(_ message: String) -> DefinitionFault {
        DefinitionFault(message: "task \(task.state.quoted): \(message)", offset: task.offset)
    }
}
