import AWSQuery
import Encodings
import IAM

/// IAM, version 2010-05-08, as a service of the Query protocol.
struct IAMQueryService: Sendable {
    let iam: IAMService

    var queryService: QueryService {
        QueryService(
            version: "2010-05-08", namespace: "https://iam.amazonaws.com/doc/2010-05-08/", source: "iam.amazonaws.com",
            names: OperationNames.iam, built: IAMService.operations.mapValues(operation))
    }

    private func operation(_ operation: IAMOperation) -> QueryOperation {
        // The service checks them itself, in its own words.
        QueryOperation(
            check: { _ in },
            body: .signed(changes: operation.isWrite) { query, caller throws(QueryFault) in
                let answer = try await iam.perform(
                    operation, query.parameters, caller: caller, call: query.call, at: query.instant)
                return CallOutcome(
                    result: answer.result,
                    responseElements: operation.isWrite ? AuditResult.value(answer.result) : .null,
                    isChange: operation.isWrite, resources: answer.resources)
            })
    }
}
