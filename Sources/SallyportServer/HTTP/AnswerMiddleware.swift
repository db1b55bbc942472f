import HTTPTypes
import Hummingbird

/// What holds for every answer, whichever route gave it, and for requests that no route takes.
struct AnswerMiddleware: RouterMiddleware {
    typealias Context = ServerContext

    /// Whether users come by https, and shall never come otherwise again.
    let isSecure: @Sendable () -> Bool

    /// A year.
    private static let strictTransport = "max-age=31536000"

    func handle(
        _ request: Request, context: ServerContext, next: (Request, ServerContext) async throws -> Response
    ) async throws -> Response {
        var response: Response
        do {
            response = try await next(request, context)
        } catch let error as any HTTPResponseError {
            response = try error.response(from: request, context: context).keptPrivate
        }
        if isSecure() { response.headers[.strictTransportSecurity] = Self.strictTransport }
        // A body after HEAD would be read as the answer to the next request of the connection (RFC 9110, 9.3.2).
        return request.method == .head ? response.createHeadResponse() : response
    }
}
