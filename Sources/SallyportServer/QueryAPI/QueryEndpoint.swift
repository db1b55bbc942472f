import AWSSigV4
import Federation
import Foundation
import Hummingbird

/// `/`: the AWS Query protocol.
///
/// Each service is a table of its actions; a new action is a new row.
struct QueryEndpoint: Sendable {
    /// What an action does.
    typealias Action = @Sendable (QueryRequest, SignableRequest) async throws(QueryError) -> [QueryReply.Member]

    let services: [QueryService]
    let caller: Caller
    let random: any RandomSource
    let refusals: RefusalRecorder
    let maximumBodyBytes: Int
    let clock: @Sendable () -> Date

    func handle(_ request: Request, _ context: ServerContext) async throws -> Response {
        let call = caller.context(request, context, random: random)
        let body = request.method == .post ? try await request.bytes(limit: maximumBodyBytes) : []
        var namespace = services.first?.namespace ?? ""
        // Names that nobody defined stay out of the records' eventName.
        var eventName = "UnknownAction"
        do throws(QueryError) {
            let query = try parse(body.isEmpty ? Array(request.rawQuery.utf8) : body, call)
            let service = try service(for: query)
            namespace = service.namespace
            guard let action = service.actions[query.action] else { throw unknown(query) }
            eventName = query.action
            let result = try await action(query, signable(request, body))
            return QueryReply.success(
                action: query.action, namespace: namespace, result: result, requestID: call.requestID)
        } catch {
            if !error.isRecorded {
                let refusal = RefusalRecorder.Refusal(
                    source: "sts.amazonaws.com", name: eventName, code: error.code, message: error.message)
                await refusals.record(refusal, call, at: clock())
            }
            return QueryReply.failure(error, namespace: namespace, requestID: call.requestID)
        }
    }

    private func parse(_ bytes: [UInt8], _ call: CallContext) throws(QueryError) -> QueryRequest {
        let fields: FormFields
        do throws(FormFields.Malformed) {
            fields = try FormFields(bytes)
        } catch {
            throw QueryError(code: "MalformedQueryString", message: error.reason)
        }
        return try QueryRequest(fields, call: call, at: clock())
    }

    /// The service whose version the call names; without a version the one that knows the action.
    private func service(for query: QueryRequest) throws(QueryError) -> QueryService {
        if let version = query.version {
            guard let service = services.first(where: { $0.version == version }) else { throw unknown(query) }
            return service
        }
        guard let service = services.first(where: { $0.actions[query.action] != nil }) else { throw unknown(query) }
        return service
    }

    private func unknown(_ query: QueryRequest) -> QueryError {
        QueryError(
            code: "InvalidAction",
            message:
                "Could not find operation \(query.action.prefix(128)) for version \((query.version ?? "NO_VERSION_SPECIFIED").prefix(32))"
        )
    }

    /// The request as it was signed.
    ///
    /// HTTP keeps Host apart from the other fields; Signature Version 4 does not.
    private func signable(_ request: Request, _ body: [UInt8]) -> SignableRequest {
        var headers = request.headers.map { HTTPHeader(name: $0.name.rawName, value: $0.value) }
        if let authority = request.head.authority { headers.append(HTTPHeader(name: "host", value: authority)) }
        return SignableRequest(
            method: request.method.rawValue, path: request.rawPath, query: request.rawQuery, headers: headers,
            payload: Payload(body))
    }
}

/// One service of the Query protocol.
struct QueryService: Sendable {
    /// The date that calls carry as `Version`.
    let version: String
    /// XML namespace of the replies.
    let namespace: String
    /// What there is.
    let actions: [String: QueryEndpoint.Action]
}
