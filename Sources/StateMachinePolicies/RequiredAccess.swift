/// An action that tasks need, and on what.
public struct RequiredAccess: Hashable, Sendable {
    /// What an action is needed for.
    public enum Purpose: String, Hashable, Sendable, CaseIterable {
        /// What the task does.
        case call
        /// To find out how a job is getting on.
        case poll
        /// To be told by the managed rule that a job has ended.
        case events
        /// To end a job when the execution is stopped.
        case cancel
        /// To hand a role to a service.
        case passRole = "pass-role"
        /// To write traces.
        case trace
        /// To deliver logs.
        case log

        /// What happens without it.
        public var consequence: String {
            switch self {
            case .call: "the task fails"
            case .poll: "an execution stays stuck when the event that a job has ended is lost"
            case .events: "the end of a job is noticed late"
            case .cancel: "a job goes on, and costs, when its execution is stopped"
            case .passRole: "the service refuses to run with the role"
            case .trace: "executions are not traced"
            case .log: "executions are not logged"
            }
        }
    }

    /// The action.
    public let action: String
    /// What it is needed for, each once.
    public let purposes: [Purpose]
    /// On what, as policies write it; sorted, each once.
    public let resources: [String]
    /// What must hold besides.
    public let condition: RequiredCondition?
    /// The states that need it, in the order of the definition.
    public let states: [String]
}

/// A condition that narrows what is granted.
public struct RequiredCondition: Hashable, Sendable {
    /// The operator, such as `StringEquals`.
    public let operatorName: String
    /// The key.
    public let key: String
    /// The values, sorted.
    public let values: [String]

    init(_ operatorName: String, _ key: String, _ values: [String]) {
        self.operatorName = operatorName
        self.key = key
        self.values = values
    }
}

/// A resource as a template has it.
enum ResourceScope: Hashable, Sendable {
    /// Whatever the task names.
    case always(String)
    /// Written in the definition.
    case named(String)
    /// Told by the input: makes those superfluous that are written in the definition.
    case dynamic(String)

    static let any = ResourceScope.always("*")
}
