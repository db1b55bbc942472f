import HTTPTypes
package import NIOCore
package import NIOHTTPTypes

/// Follows the requests and answers of one connection, and closes it when the client makes it wait.
///
/// A request has to arrive whole in its time, however steadily its bytes trickle in; of an answer something has to be
/// taken; a connection without a request is not kept. While the server works on an answer the client has all the time.
///
/// An answer that is given before its request has arrived is the last one of the connection: what is still to come is
/// not waited for.
package final class ConnectionWatch: ChannelDuplexHandler, RemovableChannelHandler {
    package typealias InboundIn = HTTPRequestPart
    package typealias InboundOut = HTTPRequestPart
    package typealias OutboundIn = HTTPResponsePart
    package typealias OutboundOut = HTTPResponsePart

    /// How long is waited for a client.
    package struct Patience {
        /// For a request to begin, and from its head to its end.
        package var request = TimeAmount.seconds(30)
        /// For anything of an answer to be taken.
        package var answer = TimeAmount.seconds(30)
        /// For the client to close, after the last answer.
        package var close = TimeAmount.seconds(5)
        /// For either of the first two once the broker ends: a request that is half there holds up nobody then.
        package var end = TimeAmount.seconds(3)

        /// The usual patience.
        package init() {}
    }

    /// Tells the client to send the body that it has announced.
    package struct BodyIsWelcome {
        package init() {}
    }

    /// Ends the body that is being read, since there is no room for it.
    package struct TurnAway {
        let body: OpenBody

        package init(body: OpenBody) { self.body = body }
    }

    private var patience: Patience
    private var gate: RequestGate?
    private var context: ChannelHandlerContext?

    private var isArriving = false
    private var expectsContinue = false
    private var unanswered = 0
    /// Answers that are written and have not gone out.
    private var unsent = 0
    /// Bytes of them when they were looked at last.
    private var unsentBytes = 0
    private var isLastAnswer = false
    private var isOutputClosed = false
    /// What has arrived of a body since the last look: many small chunks are handed on as one part.
    private var chunks: ByteBuffer?

    private var deadline: NIODeadline?
    private var timer: (at: NIODeadline, task: Scheduled<Void>)?

    package init(_ patience: Patience = Patience()) { self.patience = patience }

    package func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        gate = try? context.pipeline.syncOperations.handler(type: RequestGate.self)
        wait()
    }

    package func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        gate = nil
        timer?.task.cancel()
        timer = nil
    }

    // MARK: Requests

    package func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let request):
            unanswered += 1
            isArriving = true
            expectsContinue = request.headerFields[.expect]?.lowercased() == "100-continue"
            gate?.requestBegan(request)
            wait()
            context.fireChannelRead(data)
        case .body(var bytes):
            expectsContinue = false
            if chunks == nil { chunks = bytes } else { chunks?.writeBuffer(&bytes) }
        case .end:
            passOnChunks(context)
            isArriving = false
            gate?.requestEnded(at: context.eventLoop.now)
            wait()
            context.fireChannelRead(data)
        }
    }

    package func channelReadComplete(context: ChannelHandlerContext) {
        passOnChunks(context)
        context.fireChannelReadComplete()
    }

    package func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is ChannelShouldQuiesceEvent {
            patience.request = min(patience.request, patience.end)
            patience.answer = min(patience.answer, patience.end)
            wait()
        }
        context.fireUserInboundEventTriggered(event)
    }

    private func passOnChunks(_ context: ChannelHandlerContext) {
        guard let bytes = chunks else { return }
        chunks = nil
        context.fireChannelRead(wrapInboundOut(.body(bytes)))
    }

    package func triggerUserOutboundEvent(context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?)
    {
        switch event {
        case is BodyIsWelcome:
            if expectsContinue {
                expectsContinue = false
                context.writeAndFlush(wrapOutboundOut(.head(HTTPResponse(status: .continue))), promise: nil)
            }
            promise?.succeed()
        case let event as TurnAway:
            if event.body.isOpen { context.fireErrorCaught(BodyRefusal.busy) }
            promise?.succeed()
        default: context.triggerUserOutboundEvent(event, promise: promise)
        }
    }

    // MARK: Answers

    package func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head(var response) where isArriving && response.status.kind != .informational:
            isLastAnswer = true
            response.headerFields[.connection] = "close"
            context.write(wrapOutboundOut(.head(response)), promise: promise)
        case .head, .body: context.write(data, promise: promise)
        case .end:
            let promise = promise ?? context.eventLoop.makePromise(of: Void.self)
            promise.futureResult.assumeIsolated().whenComplete { _ in self.wentOut() }
            unsent += 1
            wait()
            gate?.answerWritten(at: context.eventLoop.now)
            context.write(data, promise: promise)
            if isLastAnswer { endInput(context) }
        }
    }

    package func flush(context: ChannelHandlerContext) {
        context.flush()
        if unsent > 0 { unsentBytes = bufferedBytes(context) }
    }

    package func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        if mode == .output {
            isOutputClosed = true
            isArriving = false
            gate?.discard()
            wait()
        }
        context.close(mode: mode, promise: promise)
    }

    private func wentOut() {
        unsent -= 1
        unanswered -= 1
        wait()
        if let context { gate?.answered(at: context.eventLoop.now) }
    }

    /// Nobody behind waits for the rest of a request that has its answer.
    private func endInput(_ context: ChannelHandlerContext) {
        isArriving = false
        chunks = nil
        gate?.discard()
        context.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
    }

    // MARK: Time

    /// Waits for what has to come next, from now on.
    private func wait() {
        guard let context else { return }
        let time: TimeAmount? =
            if unsent > 0 {
                patience.answer
            } else if isOutputClosed {
                patience.close
            } else if isArriving || unanswered == 0 {
                patience.request
            } else {
                nil
            }
        deadline = time.map { context.eventLoop.now + $0 }
        schedule(context)
    }

    /// One timer looks after a connection: a later deadline moves it when it is over, so that a request costs none.
    private func schedule(_ context: ChannelHandlerContext) {
        guard let deadline else { return }
        if let timer {
            guard deadline < timer.at else { return }
            timer.task.cancel()
        }
        let task = context.eventLoop.assumeIsolated().scheduleTask(deadline: deadline) { [weak self] in
            guard let self else { return }
            timeIsUp()
        }
        timer = (deadline, task)
    }

    private func timeIsUp() {
        timer = nil
        guard let context, let deadline else { return }
        guard deadline <= context.eventLoop.now else { return schedule(context) }
        let bytes = bufferedBytes(context)
        guard unsent > 0, bytes < unsentBytes else { return context.close(promise: nil) }
        unsentBytes = bytes
        wait()
    }

    private func bufferedBytes(_ context: ChannelHandlerContext) -> Int {
        (try? context.channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0
    }
}
