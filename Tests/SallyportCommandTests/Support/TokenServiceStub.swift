import Foundation
import NIOCore
import NIOPosix
import Synchronization

/// Stands on this machine in the place of token services: answers each action as it is told, and keeps what it was asked.
final class TokenServiceStub: Sendable {
    /// A form that came.
    struct Request: Sendable {
        let path: String
        /// Fields of the head, in small letters.
        let headers: [String: String]
        let body: String

        /// The fields of the form, decoded; a plus sign stands for itself.
        var fields: [String: String] {
            let pairs = body.split(separator: "&").map { $0.split(separator: "=", maxSplits: 1).map(String.init) }
            return Dictionary(
                pairs.map { ($0[0], $0.count > 1 ? $0[1].removingPercentEncoding ?? "" : "") },
                uniquingKeysWith: { first, _ in first })
        }
    }

    /// What an action is answered.
    struct Answer: Sendable {
        var status = "200 OK"
        var body: String

        static func text(_ body: String, _ status: String) -> Answer { Answer(status: status, body: body) }

        /// The result of an action, in the form of AWS.
        static func result(of action: String, _ xml: String) -> Answer {
            Answer(
                body: "<\(action)Response xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><\(action)Result>\(xml)"
                    + "</\(action)Result></\(action)Response>")
        }

        static func refusal(_ code: String, _ message: String) -> Answer {
            Answer(
                status: "403 Forbidden",
                body: "<ErrorResponse><Error><Type>Sender</Type><Code>\(code)</Code>"
                    + "<Message>\(message)</Message></Error><RequestId>its-request</RequestId></ErrorResponse>")
        }
    }

    private struct State {
        var answers: [String: Answer]
        var requests: [Request] = []
    }

    private let state: Shared
    private let channel: any Channel

    init(_ answers: [String: Answer]) async throws {
        let state = Shared(answers)
        self.state = state
        channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Answerer(state))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
    }

    deinit { channel.close(promise: nil) }

    func url(_ path: String) -> String { "http://127.0.0.1:\(channel.localAddress?.port ?? 0)\(path)" }

    /// What came, in order.
    var requests: [Request] { state.mutex.withLock { $0.requests } }

    private final class Shared: Sendable {
        let mutex: Mutex<State>

        init(_ answers: [String: Answer]) { mutex = Mutex(State(answers: answers)) }

        func answer(to request: Request) -> Answer {
            mutex.withLock { state in
                state.requests.append(request)
                return state.answers[request.fields["Action"] ?? ""] ?? .text("nothing here", "404 Not Found")
            }
        }
    }

    private final class Answerer: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private let state: Shared
        private var seen = ""

        init(_ state: Shared) { self.state = state }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            seen += String(buffer: unwrapInboundIn(data))
            guard let request = Self.whole(seen) else { return }
            let answer = state.answer(to: request)
            let text =
                "HTTP/1.1 \(answer.status)\r\nContent-Length: \(answer.body.utf8.count)\r\n"
                + "Connection: close\r\n\r\n\(answer.body)"
            let channel = context.channel
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text))).whenComplete { _ in
                channel.close(promise: nil)
            }
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

        /// The request, when all of it has come.
        private static func whole(_ text: String) -> Request? {
            let parts = text.components(separatedBy: "\r\n\r\n")
            guard parts.count == 2 else { return nil }
            let lines = parts[0].components(separatedBy: "\r\n")
            let headers = lines.dropFirst().map { $0.components(separatedBy: ": ") }
                .map { ($0[0].lowercased(), $0.dropFirst().joined(separator: ": ")) }
            let path = lines[0].components(separatedBy: " ")[1]
            let request = Request(
                path: path, headers: Dictionary(headers, uniquingKeysWith: { first, _ in first }), body: parts[1])
            let length = request.headers["content-length"].flatMap { Int($0) } ?? 0
            return parts[1].utf8.count == length ? request : nil
        }
    }
}
