import Encodings
import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// Waits on this machine for a browser that comes back with the answer to a question (RFC 8252, 7.3).
struct LoopbackServer: Sendable {
    /// What the browser brought.
    enum Answer: Hashable, Sendable {
        /// An authorization code.
        case code(String)
        /// The name of an error, such as `access_denied`.
        case error(String)
    }

    /// Where the browser comes back to, as it is registered: the port may be any.
    static let registeredURI = "http://127.0.0.1" + path
    private static let path = "/oauth/callback"
    /// Bytes of a code at most.
    private static let longestCode = 4_096

    /// What the browser has to bring along, so that no other page answers.
    let state: String

    /// Serves until the task is cancelled.
    ///
    /// - Parameters:
    ///   - begun: gets the redirect URI with the port that the system gave.
    ///   - answered: gets what the browser brought, perhaps more than once.
    func run(
        _ begun: @escaping @Sendable (_ redirectURI: String) -> Void,
        answered: @escaping @Sendable (Answer) -> Void
    ) async throws {
        let router = Router()
        router.get("oauth/callback") { request, _ in
            guard let answer = answer(in: request.uri.query ?? "") else { return Self.page(Self.strange, .badRequest) }
            answered(answer)
            return Self.page(answer.isCode ? Self.done : Self.denied, .ok)
        }
        let application = Application(
            router: router, configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { channel in
                begun("http://127.0.0.1:\(channel.localAddress?.port ?? 0)\(Self.path)")
            },
            logger: Logger(label: "sallyport-login") { _ in SwiftLogNoOpLogHandler() })
        try await application.run()
    }

    /// The answer in a query; nil for one that does not belong to the question.
    func answer(in query: String) -> Answer? {
        guard let fields = try? FormFields(query: query), let given = try? fields.text("state"),
            ConstantTime.areEqual(given.utf8, state.utf8)
        else { return nil }
        if let code = try? fields.text("code"), !code.isEmpty, code.utf8.count <= Self.longestCode {
            return .code(code)
        }
        return (try? fields.text("error")).map { .error($0.cut(to: 64)) }
    }

    // MARK: Pages

    private static let done = "You are signed in. You can close this page, and go back to your terminal."
    private static let denied = "Nothing was allowed. You can close this page."
    private static let strange = "This is no answer to the question of your terminal."

    private static func page(_ text: String, _ status: HTTPResponse.Status) -> Response {
        Response(
            status: status,
            headers: [
                .contentType: "text/html; charset=utf-8", .cacheControl: "no-store",
                .contentSecurityPolicy: "default-src 'none'; frame-ancestors 'none'",
            ],
            body: ResponseBody(
                byteBuffer: ByteBuffer(
                    string: "<!DOCTYPE html><html lang=\"en\"><meta charset=\"utf-8\"><title>sallyport</title>"
                        + "<main><p>\(text)</p></main></html>")))
    }
}

extension LoopbackServer.Answer {
    /// Whether it is a code.
    fileprivate var isCode: Bool { if case .code = self { true } else { false } }
}
