import HTTPTypes
package import Hummingbird
import TraceContext
package import Tracing

/// Makes each request a span, below the one that `traceparent` names.
package struct TraceMiddleware: RouterMiddleware {
    package typealias Context = ServerContext

    private let tracer: any Tracer

    /// - Parameter tracer: who begins spans.
    package init(tracer: any Tracer) { self.tracer = tracer }

    /// Reads headers of requests.
    private struct Headers: Extractor {
        func extract(key: String, from fields: HTTPFields) -> String? {
            HTTPField.Name(key).flatMap { fields[$0] }
        }
    }

    package func handle(
        _ request: Request, context: ServerContext, next: (Request, ServerContext) async throws -> Response
    ) async throws -> Response {
        try await answer(request, context, by: tracer, next: next)
    }

    private func answer(
        _ request: Request, _ context: ServerContext, by tracer: some Tracer,
        next: (Request, ServerContext) async throws -> Response
    ) async throws -> Response {
        var trace = InstrumentationContext.topLevel
        tracer.extract(request.headers, into: &trace, using: Headers())
        let span = tracer.startSpan("request", context: trace, ofKind: .server)
        defer { span.end() }
        let response = try await InstrumentationContext.withValue(span.context) { try await next(request, context) }
        guard span.isRecording else { return response }
        // The route and not the path: paths and queries hold what others need not know.
        let route = context.endpointPath ?? "none"
        span.operationName = "\(request.method.rawValue) \(route)"
        span.updateAttributes { attributes in
            attributes["http.request.method"] = SpanAttribute.string(request.method.rawValue)
            attributes["http.route"] = SpanAttribute.string(route)
            attributes["http.response.status_code"] = SpanAttribute.int64(Int64(response.status.code))
            attributes["sallyport.request_id"] = SpanAttribute.string(response.headers[.requestID] ?? "")
        }
        if response.status.kind == .serverError { span.setStatus(SpanStatus(code: .error)) }
        return response
    }
}
