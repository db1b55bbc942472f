import AWSQuery
import Encodings
import STS

/// STS as a service of the Query protocol.
struct STSQueryService: Sendable {
    let operations: STSOperations

    var queryService: QueryService {
        let built = Dictionary(uniqueKeysWithValues: STSOperations.all.map { ($0.name, operation($0)) })
        return QueryService(
            version: "2011-06-15", namespace: "https://sts.amazonaws.com/doc/2011-06-15/", source: "sts.amazonaws.com",
            names: OperationNames.sts, built: built)
    }

    private func operation(_ operation: STSOperation) -> QueryOperation {
        let body: QueryOperation.Body =
            operation.isSigned
            ? .signed(changes: operation.givesCredentials) { query, caller throws(QueryFault) in
                let result = try await operations.perform(
                    operation, query.parameters, caller: caller, call: query.call, at: query.instant)
                return CallOutcome(
                    result: result, responseElements: operation.givesToken ? AuditResult.value(result) : .null)
            }
            : .unsigned { query throws(QueryFault) in
                CallOutcome(
                    result: try await operations.perform(
                        operation, query.parameters, caller: nil, call: query.call, at: query.instant))
            }
        return QueryOperation(recording: operation.recording, check: operation.check, body: body)
    }
}
