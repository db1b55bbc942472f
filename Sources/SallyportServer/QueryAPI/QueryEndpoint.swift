import AWSQuery
import AWSSigV4
import Encodings
import Foundation
import Hummingbird
import Sessions

/// `/`: the AWS Query protocol.
///
/// Each service is a table of its operations; every signed call goes the same way: authenticate, check the parameters,
/// authorise, carry out, record.
struct QueryEndpoint: Sendable {
    let services: [QueryService]
    let caller: CallerReader
    let random: any RandomSource
    let authenticator: CallerAuthenticator
    let recorder: CallRecorder
    let bodies: CallBodies
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
            return await refuse(CallRecord(call: call, instant: clock()), fault, namespace: anyNamespace)
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
        do throws(QueryFault) {
            let query = try parse(body.isEmpty ? Array(request.rawQuery.utf8) : body, call, record.instant)
            let service = try service(for: query)
            namespace = service.namespace
            record.source = service.source
            let operation = try service.operation(query)
            record.name = query.action
            let result = try await perform(operation, query: query, request: request, body: body, record: &record)
            return QueryReply.success(
                action: query.action, namespace: namespace, result: result, requestID: call.requestID)
        } catch {
            return await refuse(record, error, namespace: namespace)
        }
    }

    /// What answers are written in before it is known which service is called.
    private var anyNamespace: String { services.first?.namespace ?? "" }

    private func refuse(_ record: CallRecord, _ fault: QueryFault, namespace: String) async -> Response {
        await recorder.refused(record, fault)
        return QueryReply.failure(fault, namespace: namespace, requestID: record.call.requestID)
    }

    /// Carries an operation out; what it gave is recorded before it is answered.
    private func perform(
        _ operation: QueryOperation, query: QueryRequest, request: Request, body: [UInt8],
        record: inout CallRecord
    ) async throws(QueryFault) -> QueryResult {
        switch operation {
        case .unsigned(let perform):
            record.parameters = query.parameters
            return try await perform(query, &record)
        case .notBuilt: throw .notImplemented(query.action)
        case .signed(let changes, let perform):
            let claim = try authenticator.claim(of: signable(request, body))
            record.claimedAccessKeyID = claim.accessKeyID
            let authenticated = try await authenticator.authenticate(
                claim, requestID: query.call.requestID, at: query.instant)
            record.caller = authenticated
            if changes { try Self.checkAge(of: claim, at: query.instant) }
            // Only a region that is signed counts.
            var query = query
            query.call.region = claim.scope.region
            record.call = query.call
            record.parameters = query.parameters
            try await recorder.ready(&record)
            let outcome = try await perform(query, authenticated, &record)
            record.outcome = outcome
            if !record.isRecorded { try await recorder.granted(&record) }
            return outcome.result
        }
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
        if let version = query.version {
            guard let service = services.first(where: { $0.version == version }) else {
                throw .unknown(query.action, query.version)
            }
            return service
        }
        guard let service = services.first(where: { $0.operations[query.action] != nil }) else {
            throw .unknown(query.action, query.version)
        }
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
