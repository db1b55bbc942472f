import AWSQuery
import BrokerMetrics
import STS
import Sessions

/// One service of the Query protocol.
struct QueryService: Sendable {
    /// The date that calls carry as `Version`.
    let version: String
    /// XML namespace of the replies.
    let namespace: String
    /// The service in the audit, such as `sts.amazonaws.com`.
    let source: String
    /// Every operation that AWS has, built or not.
    private(set) var operations: [String: QueryOperation]

    /// Makes a service: AWS has operations of these names, some of which are built.
    init(version: String, namespace: String, source: String, names: [String], built: [String: QueryOperation]) {
        self.version = version
        self.namespace = namespace
        self.source = source
        operations = Dictionary(uniqueKeysWithValues: names.map { ($0, built[$0] ?? .notBuilt) })
    }

    /// The same, with the calls of each operation counted.
    func counted(by metrics: BrokerMetrics) -> QueryService {
        var counted = self
        let service = String(source.prefix { $0 != "." })
        for (name, operation) in operations where !operation.isMissing {
            counted.operations[name]?.counters = metrics.calls(service, name)
        }
        return counted
    }

    /// The operation that a call names.
    func operation(_ query: QueryRequest) throws(QueryFault) -> QueryOperation {
        guard let operation = operations[query.action] else { throw .unknown(query.action, query.version) }
        return operation
    }
}

/// An operation as the endpoint sees it.
struct QueryOperation: Sendable {
    /// What is done for a call.
    enum Body: Sendable {
        /// Takes no signature: something else proves who calls.
        case unsigned(@Sendable (QueryRequest) async throws(QueryFault) -> CallOutcome)
        /// Needs a signature; `changes` tells whether it changes something or gives credentials.
        case signed(changes: Bool, @Sendable (QueryRequest, Caller) async throws(QueryFault) -> CallOutcome)
        /// AWS has it, this broker has not.
        case notBuilt
    }

    /// Who records how a call ended that was authenticated and checked.
    var recording = STSOperation.Recording.caller
    /// Counts its calls.
    var counters = CallCounters.none
    /// Throws for parameters that are not as the operation declares, where the body doesn't look itself.
    let check: @Sendable (QueryParameters) throws(QueryFault) -> Void
    let body: Body

    /// Whether AWS has it and this broker has not.
    var isMissing: Bool {
        if case .notBuilt = body { return true }
        return false
    }

    /// One that AWS has and that is refused by its name.
    static let notBuilt = QueryOperation(check: { _ in }, body: .notBuilt)
}
