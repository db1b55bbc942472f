import AWSQuery
import Audit
import Encodings
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
    let operations: [String: QueryOperation]

    /// The operation that a call names.
    func operation(_ query: QueryRequest) throws(QueryFault) -> QueryOperation {
        guard let operation = operations[query.action] else { throw .unknown(query.action, query.version) }
        return operation
    }
}

/// What is done for a call.
enum QueryOperation: Sendable {
    /// Takes no signature: something else proves who calls.
    case unsigned(@Sendable (QueryRequest, inout CallRecord) async throws(QueryFault) -> QueryResult)
    /// Needs a signature; `changes` tells whether it changes something or gives credentials.
    case signed(
        changes: Bool, @Sendable (QueryRequest, Caller, inout CallRecord) async throws(QueryFault) -> CallOutcome)
    /// AWS has it, this broker has not.
    case notBuilt
}

/// What a signed call came to.
struct CallOutcome: Sendable {
    /// The answer.
    var result: QueryResult
    /// What the audit may know of the answer; no secrets, no tokens.
    var responseElements: JSONValue = .null
    /// Whether it stands although it can't be recorded.
    var isChange = false
    /// Entities that the call is about.
    var resources: [AuditResource] = []
    /// Parameters as the audit shows them; nil takes those of the call, without the ones that are secret.
    var requestParameters: JSONValue?
}
