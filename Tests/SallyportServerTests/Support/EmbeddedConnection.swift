import HTTPTypes
import NIOCore
import NIOEmbedded
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1

@testable import SallyportServer
@testable import ServerConnections

/// A connection with the handlers that the server's have; what stands behind them is the test.
final class EmbeddedConnection {
    let channel: EmbeddedChannel
    let budget: ArrivalBudget
    private let table = ConnectionTable(limit: 100)
    private let client = Client()
    private let application = Application()

    init(
        budget: ArrivalBudget = ArrivalBudget(), on eventLoop: EmbeddedEventLoop = .init(), turns: TurnQueue? = nil
    ) throws {
        channel = EmbeddedChannel(loop: eventLoop)
        self.budget = budget
        let connection = table.open(nil, limit: 1, at: eventLoop.now) {}
        let pipeline = channel.pipeline.syncOperations
        try pipeline.addHandler(client)
        try pipeline.addHandler(
            RequestGate(
                connection: connection, budget: budget, turns: turns ?? TurnQueue(channel.embeddedEventLoop)))
        try pipeline.configureHTTPServerPipeline(withPipeliningAssistance: false, withErrorHandling: false)
        try pipeline.addHandler(HTTP1ToHTTPServerCodec(secure: false))
        try pipeline.addHandler(ConnectionWatch())
        try pipeline.addHandler(application)
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
        channel.read()
    }

    var isOpen: Bool { channel.isActive }

    /// Whether the channel is asked for more.
    var isRead: Bool { client.reads > client.received }

    /// Whether the client takes what is sent to it.
    var takesAnswers: Bool {
        get { !client.isStuck }
        set {
            client.isStuck = !newValue
            if newValue { channel.flush() }
        }
    }

    /// What the test has been given of requests; bodies as their sizes.
    var requests: [String] { application.parts }
    /// Whether the client is known to send nothing more.
    var isInputClosed: Bool { application.isInputClosed }
    var errors: [any Error] { application.errors }

    /// Whether those behind want more than they have got.
    func wants(_ wants: Bool) {
        application.isFull = !wants
        if wants { channel.read() }
    }

    func receive(_ text: String) {
        client.received += 1
        channel.pipeline.fireChannelRead(ByteBuffer(string: text))
        channel.pipeline.fireChannelReadComplete()
        channel.embeddedEventLoop.run()
    }

    /// The broker ends.
    func quiesce() {
        channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
        channel.embeddedEventLoop.run()
    }

    func closeInput() {
        channel.pipeline.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
        channel.embeddedEventLoop.run()
    }

    func answer(_ status: HTTPResponse.Status = .ok, body: String = "", givingTurn: Bool = true) {
        let response = HTTPResponse(status: status, headerFields: [.contentLength: "\(body.utf8.count)"])
        channel.write(HTTPResponsePart.head(response), promise: nil)
        channel.write(HTTPResponsePart.body(ByteBuffer(string: body)), promise: nil)
        channel.write(HTTPResponsePart.end(nil), promise: nil)
        channel.flush()
        if givingTurn { giveTurn() }
    }

    /// Answers when a whole request is there without an answer.
    func answerWhatIsThere() {
        guard requests.filter({ $0 == "end" }).count > answers else { return }
        answers += 1
        answer()
    }

    private var answers = 0

    /// What the client has been sent since the last look.
    func sent() throws -> String {
        var text = ""
        while let part = try channel.readOutbound(as: ByteBuffer.self) { text += String(buffer: part) }
        return text
    }

    /// Lets those that wait have their turn.
    func giveTurn() { channel.embeddedEventLoop.advanceTime(by: .milliseconds(1)) }

    func pass(_ seconds: Int64) { channel.embeddedEventLoop.advanceTime(by: .seconds(seconds)) }

    /// Counts reads, and keeps what is written when the client takes nothing.
    private final class Client: ChannelOutboundHandler {
        typealias OutboundIn = ByteBuffer
        var isStuck = false
        var reads = 0
        var received = 0

        func flush(context: ChannelHandlerContext) { if !isStuck { context.flush() } }

        func read(context: ChannelHandlerContext) {
            if reads == received { reads += 1 }
            context.read()
        }
    }

    private final class Application: ChannelDuplexHandler {
        typealias InboundIn = HTTPRequestPart
        typealias OutboundIn = HTTPResponsePart
        var parts: [String] = []
        var errors: [any Error] = []
        var isInputClosed = false
        var isFull = false

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            switch unwrapInboundIn(data) {
            case .head(let request): parts.append(request.path ?? "")
            case .body(let bytes): parts.append("\(bytes.readableBytes)")
            case .end: parts.append("end")
            }
        }

        func read(context: ChannelHandlerContext) { if !isFull { context.read() } }

        func errorCaught(context: ChannelHandlerContext, error: any Error) { errors.append(error) }

        func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
            if event as? ChannelEvent == .inputClosed { isInputClosed = true }
        }
    }
}
