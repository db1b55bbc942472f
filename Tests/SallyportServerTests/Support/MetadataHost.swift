import Foundation
import NIOCore
import NIOPosix
import Synchronization

/// A host on this machine that answers each path as it is told, also in ways that no good server would.
final class MetadataHost: Sendable {
    /// What a path answers.
    enum Answer: Sendable {
        /// A whole document.
        case document([UInt8])
        /// Bytes as they are; then the connection ends.
        case bytes(String)
        /// Bytes as they are, then a piece every millisecond, until the other side has had enough.
        case endless(String, piece: String)
        /// Bytes as they are, and nothing more; the connection stays open.
        case unfinished(String)
        /// Nothing; the connection stays open.
        case silence

        static func text(_ text: String) -> Answer { .document(Array(text.utf8)) }
        static func status(_ line: String) -> Answer { .bytes("HTTP/1.1 \(line)\r\nContent-Length: 0\r\n\r\n") }
    }

    private let record: Record
    private let channel: any Channel

    init(_ answers: [String: Answer] = [:]) async throws {
        let record = Record(answers)
        self.record = record
        channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Answerer(record))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
    }

    deinit { channel.close(promise: nil) }

    func url(_ path: String) -> String { "http://127.0.0.1:\(channel.localAddress?.port ?? 0)\(path)" }

    func answer(_ path: String, with answer: Answer) { record.state.withLock { $0.answers[path] = answer } }

    /// The heads of the requests that came.
    var requests: [String] { record.state.withLock { $0.requests } }

    /// Waits until so many requests have come.
    func hasBeenAsked(times: Int) async { await record.wait { $0.requests.count >= times } }

    /// Waits until so many connections have ended.
    func hasBeenLeft(times: Int) async { await record.wait { $0.ended >= times } }

    fileprivate struct State {
        var answers: [String: Answer]
        var requests: [String] = []
        var ended = 0
        var waiting: [(isOver: @Sendable (State) -> Bool, continuation: CheckedContinuation<Void, Never>)] = []
    }

    fileprivate final class Record: Sendable {
        let state: Mutex<State>

        init(_ answers: [String: Answer]) { state = Mutex(State(answers: answers)) }

        func wait(_ isOver: @escaping @Sendable (State) -> Bool) async {
            await withCheckedContinuation { continuation in
                change { $0.waiting.append((isOver, continuation)) }
            }
        }

        func change(_ body: (inout State) -> Void) {
            let over = state.withLock { state in
                body(&state)
                let now = state
                let over = now.waiting.filter { $0.isOver(now) }.map(\.continuation)
                state.waiting = now.waiting.filter { !$0.isOver(now) }
                return over
            }
            for continuation in over { continuation.resume() }
        }
    }

    private final class Answerer: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private let record: Record
        private var head = ""

        init(_ record: Record) { self.record = record }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            head += String(buffer: unwrapInboundIn(data))
            guard head.hasSuffix("\r\n\r\n") else { return }
            let path = String(head.split(separator: " ", maxSplits: 2).dropFirst().first ?? "")
            let answer = record.state.withLock { $0.answers[path] } ?? .status("404 Not Found")
            switch answer {
            case .document(let body):
                let text = "HTTP/1.1 200 OK\r\nContent-Length: \(body.count)\r\n\r\n"
                end(context, ByteBuffer(bytes: Array(text.utf8) + body))
            case .bytes(let text): end(context, ByteBuffer(string: text))
            case .endless(let text, let piece):
                context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
                context.eventLoop.scheduleRepeatedTask(initialDelay: .zero, delay: .milliseconds(1)) {
                    [channel = context.channel] task in
                    guard channel.isActive else { return task.cancel() }
                    channel.writeAndFlush(ByteBuffer(string: piece), promise: nil)
                }
            case .unfinished(let text):
                context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
            case .silence: break
            }
            record.change { $0.requests.append(head) }
        }

        func channelInactive(context: ChannelHandlerContext) { record.change { $0.ended += 1 } }

        func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

        private func end(_ context: ChannelHandlerContext, _ bytes: ByteBuffer) {
            let channel = context.channel
            context.writeAndFlush(wrapOutboundOut(bytes)).whenComplete { _ in channel.close(promise: nil) }
        }
    }
}
