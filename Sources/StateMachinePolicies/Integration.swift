/// A service that Step Functions knows, and what tasks that call it need.
///
/// The templates are those of the developer guide of AWS Step Functions, one for each integration and pattern.
struct Integration: Sendable {
    typealias Template = @Sendable (inout TaskRequirements) throws(DefinitionFault) -> Void

    /// How a task may wait for it.
    let patterns: Set<IntegrationPattern>
    let template: Template

    init(_ patterns: Patterns, _ template: @escaping Template) {
        self.patterns = patterns.all
        self.template = template
    }

    /// Sets of patterns; every integration can be called without waiting.
    enum Patterns {
        case call
        case job
        case token
        case jobAndToken
        /// As of executions of state machines, whose output has two forms.
        case execution

        fileprivate var all: Set<IntegrationPattern> {
            switch self {
            case .call: [.requestResponse]
            case .job: [.requestResponse, .runJob]
            case .token: [.requestResponse, .waitForTaskToken]
            case .jobAndToken: [.requestResponse, .runJob, .waitForTaskToken]
            case .execution: Set(IntegrationPattern.allCases)
            }
        }
    }

    /// All of them, by `service:action`.
    static let known: [String: Integration] = {
        var known: [String: Integration] = [:]
        for some in [
            messaging, functions, tables, jobs, containers, machineLearning, clusters, virtualClusters, queries, builds,
            kubernetes, executions,
        ] {
            known.merge(some) { first, _ in first }
        }
        return known
    }()
}
