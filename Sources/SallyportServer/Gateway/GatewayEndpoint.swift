import AWSQuery
import AWSSigV4
import Accounts
import BrokerMetrics
import Encodings
import Foundation
import Gateway
import HTTPTypes
import Hummingbird
import Logging
import STS
import SallyportConfiguration
import ServerHTTP
import Sessions

/// `/authorize/<service>`: whether a request may pass that a proxy has before it.
struct GatewayEndpoint: Sendable {
    private let services: [String: GatewayService]
    /// What stands before the name of a service.
    private let prefix: String
    private let decision: GatewayDecision
    private let recorder: GatewayRecorder
    private let random: any RandomSource
    private let clock: @Sendable () -> Date

    init(
        _ broker: Broker, uses: LastUseRecorder, metrics: BrokerMetrics, recorder: GatewayRecorder, logger: Logger,
        clock: @escaping @Sendable () -> Date
    ) {
        let configuration = broker.configuration
        var services: [String: GatewayService] = [:]
        for service in configuration.services {
            services[service.name] = GatewayService(
                service, in: configuration, tokens: broker.service, uses: uses, metrics: metrics, logger: logger)
        }
        self.services = services
        self.recorder = recorder
        self.clock = clock
        prefix = configuration.basePath + "/authorize/"
        decision = GatewayDecision(tokens: broker.service, stages: metrics.stages)
        random = broker.random
    }

    func handle(_ request: Request, _ context: ServerContext) async -> Response {
        guard let (service, rest) = place(request.head.path ?? "") else {
            return Response.json(#"{"code":"NoSuchService"}"#, status: .notFound)
        }
        var call = service.caller.context(request, context, random: random)
        // How the client came to the proxy, not how the proxy came here.
        call.secureTransport = request.headers[.xForwardedProto] == "https"
        var record = GatewayRecord(service: service.configuration.name, call: call, instant: clock())
        do throws(GatewayRefusal) {
            try service.checkProxy(context)
            let fields = try await pass(request, rest: rest, to: service, record: &record)
            try await recorder.allowed(record)
            service.counters.count(.allowed)
            return GatewayAnswer.allowed(fields, requestID: call.requestID)
        } catch {
            await recorder.refused(record, error)
            service.counters.count(error.outcome)
            return GatewayAnswer.refused(error, by: service.configuration, requestID: call.requestID)
        }
    }

    /// The service that a target names, and what follows its name.
    private func place(_ target: String) -> (GatewayService, rest: Substring)? {
        guard target.utf8.starts(with: prefix.utf8) else { return nil }
        let path = Substring(target.utf8.dropFirst(prefix.utf8.count))
        let end = path.utf8.firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") } ?? path.endIndex
        guard let service = services[String(path[..<end])] else { return nil }
        return (service, path[end...])
    }

    /// The headers for the service.
    private func pass(
        _ request: Request, rest: Substring, to service: GatewayService, record: inout GatewayRecord
    ) async throws(GatewayRefusal) -> HTTPFields {
        let description = try RequestDescription(request, rest: rest, proxy: service.configuration.proxy)
        let original = try OriginalRequest(request, description)
        record.original = original
        try service.identity.check(request.headers)
        try service.checkHost(original)
        let (claim, caller) = try await authenticate(original, service, &record)
        try service.checkAccount(caller)
        let access = try service.configuration.access(of: original, region: claim.scope.region)
        record.access = access
        let keys = RequestKeys(caller, record.call, at: Timestamp(roundingDown: record.instant)).keys
        record.allowedBy = try await decision.decide(access, on: service.configuration, caller: caller, keys: keys)
        var fields = service.identity.fields(caller, keys)
        if let resigner = service.resigner {
            fields.append(
                contentsOf: try resigner.fields(for: original, signedIn: claim.location, at: record.instant))
        }
        return fields
    }

    private func authenticate(
        _ original: OriginalRequest, _ service: GatewayService, _ record: inout GatewayRecord
    ) async throws(GatewayRefusal) -> (AuthorizationClaim, Caller) {
        do throws(QueryFault) {
            let claim = try service.authenticator.claim(of: original.signable)
            record.claimedAccessKeyID = claim.accessKeyID
            let caller = try await service.authenticator.authenticate(
                claim, requestID: record.call.requestID, at: record.instant)
            record.caller = caller
            // Only a region that is signed counts.
            record.call.region = claim.scope.region
            return (claim, caller)
        } catch {
            throw GatewayRefusal(error)
        }
    }
}
