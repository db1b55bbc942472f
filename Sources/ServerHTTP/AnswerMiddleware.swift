import Encodings
import HTTPTypes
package import Hummingbird
package import Logging
import TraceContext
import Tracing

/// What holds for every answer, whichever route gave it, and for requests that no route takes.
package struct AnswerMiddleware: RouterMiddleware {
    package typealias Context = ServerContext

    /// What is asked for each answer.
    package struct Rules {
        /// Whether users come by https, and shall never come otherwise again.
        package var isSecure = false
        /// Whether there is a line in the log.
        package var isLogged = false

        package init(isSecure: Bool = false, isLogged: Bool = false) {
            self.isSecure = isSecure
            self.isLogged = isLogged
        }
    }

    /// The rules of the moment.
    let rules: @Sendable () -> Rules
    let logger: Logger
    private let random: any RandomSource = SystemRandomSource()

    package init(logger: Logger, rules: @escaping @Sendable () -> Rules) {
        self.rules = rules
        self.logger = logger
    }

    /// A year.
    private static let strictTransport = "max-age=31536000"

    package func handle(
        _ request: Request, context: ServerContext, next: (Request, ServerContext) async throws -> Response
    ) async throws -> Response {
        let rules = rules()
        let start = rules.isLogged ? ContinuousClock.now : nil
        var response: Response
        do {
            response = try await next(request, context)
        } catch let error as any HTTPResponseError {
            response = try error.response(from: request, context: context).keptPrivate
        }
        // Whoever asks for help names it; answers of AWS's protocols have one already, which the audit knows as well.
        if response.headers[.requestID] == nil { response.headers[.requestID] = UUIDText.make(random) }
        if rules.isSecure { response.headers[.strictTransportSecurity] = Self.strictTransport }
        if let start { log(request, response, context, took: .now - start) }
        // A body after HEAD would be read as the answer to the next request of the connection (RFC 9110, 9.3.2).
        return request.method == .head ? response.createHeadResponse() : response
    }

    /// Without query and headers: they may hold what opens something.
    private func log(_ request: Request, _ response: Response, _ context: ServerContext, took time: Duration) {
        let trace = InstrumentationContext.current?.traceParent.map { Hexadecimal.text($0.traceID) }
        logger.info(
            "request",
            metadata: [
                "requestID": "\(response.headers[.requestID] ?? "")",
                "method": "\(request.method.rawValue.printable(limit: 16))",
                "path": "\(request.rawPath.printable(limit: 256))", "route": "\(context.endpointPath ?? "none")",
                "status": .stringConvertible(response.status.code), "peer": "\(context.peerAddress ?? "-")",
                "milliseconds": .stringConvertible(time / .microseconds(1) / 1_000),
            ].merging(trace.map { ["traceID": "\($0)"] } ?? [:]) { $1 })
    }
}
