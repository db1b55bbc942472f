import AWSQuery
import AWSSigV4
import BrokerMetrics
import Encodings
import Foundation
import Hummingbird
import STS
import ServerHTTP
import Sessions

/// `/`: the AWS Query protocol.
///
/// Each service is a table of its operations; every signed call goes the same way: authenticate, check the parameters,
/// authorise, carry out, record.
struct QueryEndpoint: Sendable {
    let services: [QueryService]
    /// Counts the calls that name no operation of these.
    let unknown: CallCounters
    let caller: CallerReader
    let random: any RandomSource
    let authenticator: CallerAuthenticator
    let recorder: CallRecorder
    let bodies: CallBodies
    /// Regions that hosts may name.
    let regions: Set<String>
    let clock: @Sendable () -> Date

    func handle(_ request: Request, _ context: ServerContext) async throws -> Response {
        let call = caller.context(request, context, random: random)
        guard request.method == .post else { return await answer(to: request, body: [], call: call, at: clock()) }
        let body: CallBodies.Body
        do {
            body = try await bodies.read(request, on: context.channel) {
                await authenticator.knowsCredentials(of: signable(request, []), at: clock())
            }
        } catch let fault as QueryFault {
            let refusal = await recorder.refused(CallRecord(call: call, instant: clock()), fault)
            unknown.countRefusal(fault.code)
            return QueryReply.failure(refusal, namespace: anyNamespace, requestID: call.requestID)
        }
        defer { bodies.release(body) }
        // A call happens when it is there as a whole: whoever sends a body slowly must not choose a past instant.
        return await answer(to: request, body: body.bytes, call: call, at: clock())
    }

    private func answer(
        to request: Request, body: [UInt8], call: CallContext, at instant: Date
    ) async -> Response {
        var record = CallRecord(call: call, instant: instant)
        var namespace = anyNamespace
        do throws(RecordedFault) {
            let call = try await prepared(request, body, namespace: &namespace, record: &record)
            let result = try await perform(call, record: &record)
            call.operation.counters.countSuccess()
            return QueryReply.success(
                action: call.query.action, namespace: namespace, result: result, requestID: record.call.requestID)
        } catch {
            (record.counters ?? unknown).countRefusal(error.fault.code)
            return QueryReply.failure(error, namespace: namespace, requestID: call.requestID)
        }
    }

    /// What answers are written in before it is known which service is called.
    private var anyNamespace: String { services.first?.namespace ?? "" }

    /// A call that is ready to be carried out.
    private struct PreparedCall {
        var query: QueryRequest
        let operation: QueryOperation
        /// nil for operations without a signature.
        var caller: Caller?
    }

    /// Finds out what is called and by whom, and whether it may be carried out; refusals until then are recorded here.
    private func prepared(
        _ request: Request, _ body: [UInt8], namespace: inout String, record: inout CallRecord
    ) async throws(RecordedFault) -> PreparedCall {
        do throws(QueryFault) {
            let query = try parse(body.isEmpty ? Array(request.rawQuery.utf8) : body, record.call, record.instant)
            let service = try service(for: query)
            namespace = service.namespace
            record.source = service.source
            let operation = try service.operation(query)
            record.name = query.action
            if !operation.isMissing { record.counters = operation.counters }
            var call = PreparedCall(query: query, operation: operation)
            switch operation.body {
            case .notBuilt: throw QueryFault.notImplemented(query.action)
            case .unsigned:
                call.query.call.region = RegionalHost.region(of: request.head.authority, among: regions)
                record.call = call.query.call
                record.parameters = query.parameters
            case .signed(let changes, _):
                call = try await authenticated(call, request, body, changes: changes, record: &record)
            }
            try operation.check(query.parameters)
            return call
        } catch {
            throw await recorder.refused(record, error)
        }
    }

    private func authenticated(
        _ call: PreparedCall, _ request: Request, _ body: [UInt8], changes: Bool, record: inout CallRecord
    ) async throws(QueryFault) -> PreparedCall {
        let claim = try authenticator.claim(of: signable(request, body))
        record.claimedAccessKeyID = claim.accessKeyID
        var query = call.query
        let caller = try await authenticator.authenticate(
            claim, requestID: query.call.requestID, action: query.action, at: query.instant)
        record.caller = caller
        if changes { try Self.checkAge(of: claim, at: query.instant) }
        // Only a region that is signed counts.
        query.call.region = claim.scope.region
        record.call = query.call
        record.parameters = query.parameters
        try await recorder.ready(&record)
        return PreparedCall(query: query, operation: call.operation, caller: caller)
    }

    /// Carries a call out; what it gave is recorded before it is answered, by whom the operation says.
    private func perform(_ call: PreparedCall, record: inout CallRecord) async throws(RecordedFault) -> QueryResult {
        let outcome: CallOutcome
        do throws(QueryFault) {
            switch (call.operation.body, call.caller) {
            case (.unsigned(let body), _): outcome = try await body(call.query)
            case (.signed(_, let body), let caller?): outcome = try await body(call.query, caller)
            case (.signed, nil), (.notBuilt, _): throw .notImplemented(call.query.action)
            }
        } catch {
            switch call.operation.recording {
            case .caller: throw await recorder.refused(record, error)
            case .operation, .nobody: throw RecordedFault(byOperation: error)
            }
        }
        if call.operation.recording == .caller {
            record.outcome = outcome
            try await recorder.granted(record)
        }
        return outcome.result
    }

    /// A URL lies around in histories and logs: one that changes something works no longer than a request with a header.
    private static let longestChange: TimeInterval = 900

    private static func checkAge(of claim: AuthorizationClaim, at instant: Date) throws(QueryFault) {
        guard claim.location == .query, !(instant.timeIntervalSince(claim.date) <= longestChange) else { return }
        throw QueryFault(
            "RequestExpired",
            "Request has expired: a presigned request that changes something or asks for credentials works for 15 minutes."
        )
    }

    private func parse(_ bytes: [UInt8], _ call: CallContext, _ instant: Date) throws(QueryFault) -> QueryRequest {
        let fields: FormFields
        do throws(FormFields.Malformed) {
            fields = try FormFields(bytes)
        } catch {
            throw QueryFault("MalformedQueryString", error.reason)
        }
        return try QueryRequest(fields, call: call, at: instant)
    }

    /// The service whose version the call names; without a version the one that knows the action.
    private func service(for query: QueryRequest) throws(QueryFault) -> QueryService {
        let service = services.first { service in
            query.version.map { $0 == service.version } ?? (service.operations[query.action] != nil)
        }
        guard let service else { throw .unknown(query.action, query.version) }
        return service
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

extension QueryFault {
    /// An action that the service, or any service of that version, does not have.
    static func unknown(_ action: String, _ version: String?) -> QueryFault {
        let version = version ?? "NO_VERSION_SPECIFIED"
        return QueryFault(
            "InvalidAction", "Could not find operation \(action.cut(to: 128)) for version \(version.cut(to: 32))")
    }

    /// An operation that AWS has and that is not built here.
    static func notImplemented(_ action: String) -> QueryFault {
        QueryFault(
            "NotImplemented",
            "\(action) is an operation of AWS that this broker does not offer; see docs/operations.md",
            status: 501)
    }
}
