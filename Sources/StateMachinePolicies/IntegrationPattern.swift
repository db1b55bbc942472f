/// How a task waits for the service that it calls (AWS Step Functions developer guide, "Service integration patterns").
public enum IntegrationPattern: String, Hashable, Sendable, CaseIterable {
    /// The task is done when the service has answered.
    case requestResponse = ""
    /// The task is done when the job is.
    case runJob = "sync"
    /// The same, and the job's output is JSON instead of a text.
    case runJobWithJSONOutput = "sync:2"
    /// The task is done when somebody sends its token back.
    case waitForTaskToken

    /// Whether the task follows a job, which asks for more than the call.
    public var followsJob: Bool { self == .runJob || self == .runJobWithJSONOutput }
}
