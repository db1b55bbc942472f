import Encodings
package import HTTPTypes
import NIOCore

/// Hands a connection's bytes to the HTTP decoder one request after the other.
///
/// The decoder alone makes requests of everything that a read brought: thousands of 64 KiB, each a hundred times as
/// large as its bytes. Here what follows a request waits, as bytes, until the answer before it has gone out, and as
/// long as something waits nothing is read: a client that does not take its answers is not listened to.
///
/// The gate looks for blank lines and lengths alone; the decoder behind it decides what is a request. A line that only
/// looks like the end of a head makes for one slice more and nothing else.
final class RequestGate: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = IOData
    typealias OutboundOut = IOData

    /// What the decoder is in the middle of.
    private enum Stage {
        /// The head of a request, or nothing.
        case head
        /// A body of which so many bytes are to come.
        case sized(Int)
        /// A body whose end the decoder finds.
        case chunked
    }

    /// Bytes of a chunked body that the decoder gets at once: each chunk may be a single byte.
    private static let sliceBytes = 4_096
    /// What a connection holds without asking the budget.
    private static let freeBytes = 4_096
    /// What waits at most: a client that closes its side is read to its end, whether or not anybody wants it.
    private static let mostWaiting = 262_144
    /// What is still read, and dropped, from a client that goes on sending after the last answer.
    private static let mostDiscarded = 1_048_576

    private let connection: ConnectionTable.Connection
    private let budget: ArrivalBudget
    private let turns: TurnQueue
    private var reservation: ArrivalBudget.Reservation?
    private var context: ChannelHandlerContext?

    private var stage = Stage.head
    private var unanswered = 0
    private var waiting = ByteBuffer()
    /// Bytes of the head that the decoder has not finished.
    private var headBytes = 0
    /// The handlers behind want more.
    private var isWanted = false
    /// The channel was asked for more, and has brought nothing since.
    private var isReading = false
    private var isHandingOver = false
    /// That the client has closed its side, or that the broker ends: told after what waits, which came before it.
    private var laterEvents: [Any] = []
    /// Bytes that may still be dropped, once nothing is handed over any more.
    private var toDiscard: Int?

    init(connection: ConnectionTable.Connection, budget: ArrivalBudget, turns: TurnQueue) {
        self.connection = connection
        self.budget = budget
        self.turns = turns
    }

    // MARK: What the handler behind the decoder tells

    /// A request has begun.
    func requestBegan(_ request: HTTPRequest) {
        unanswered += 1
        headBytes = 0
        let length = request.headerFields[.transferEncoding] == nil ? request.announcedLength : nil
        stage = length.map { .sized($0) } ?? .chunked
    }

    /// A request is there as a whole.
    func requestEnded(at now: NIODeadline) {
        stage = .head
        connection.isAsking(at: now)
    }

    /// An answer was written; whether it goes out is up to the client.
    func answerWritten(at now: NIODeadline) { connection.isAnswered(at: now) }

    /// An answer has gone out: what waits may have its turn.
    func answered(at now: NIODeadline) {
        unanswered -= 1
        connection.progress(at: now)
        if waiting.readableBytes > 0 { turns.add(self) }
    }

    /// Hands over what waits.
    func takeTurn() {
        if let context { handOver(context) }
    }

    /// Nothing that comes is a request any more: it is dropped, so that the client can end and read the answer.
    func discard() {
        guard toDiscard == nil, let context else { return }
        toDiscard = Self.mostDiscarded
        waiting = ByteBuffer()
        reservation = nil
        tellEvents(context)
        context.read()
    }

    // MARK: Bytes

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        reservation = nil
        connection.end()
    }

    func read(context: ChannelHandlerContext) {
        if waiting.readableBytes == 0 {
            isReading = true
            context.read()
        } else {
            isWanted = true
            handOver(context)
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        if let left = toDiscard {
            toDiscard = left - bytes.readableBytes
            if bytes.readableBytes > left { context.close(promise: nil) }
            return
        }
        connection.progress(at: context.eventLoop.now)
        if waiting.readableBytes == 0 { waiting = bytes } else { waiting.writeBuffer(&bytes) }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        guard toDiscard == nil else { return context.read() }
        if isReading {
            isReading = false
            isWanted = true
        }
        handOver(context)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        let isOfOrder = event as? ChannelEvent == .inputClosed || event is ChannelShouldQuiesceEvent
        if isOfOrder, toDiscard == nil, waiting.readableBytes > 0 {
            laterEvents.append(event)
        } else {
            context.fireUserInboundEventTriggered(event)
        }
    }

    private func tellEvents(_ context: ChannelHandlerContext) {
        let events = laterEvents
        laterEvents = []
        for event in events { context.fireUserInboundEventTriggered(event) }
    }

    /// Hands over as much as is wanted and has its turn.
    private func handOver(_ context: ChannelHandlerContext) {
        guard !isHandingOver else { return }
        isHandingOver = true
        while toDiscard == nil, isWanted, handOverNext(context) {
            context.fireChannelReadComplete()
            // As a channel that reads by itself does; the handlers behind keep it back when they have enough.
            context.pipeline.syncOperations.read()
        }
        isHandingOver = false
        if waiting.readableBytes == 0 { tellEvents(context) }
        settle(context)
    }

    /// Hands over a head with what there is of its body, or another part of a body; false when nothing has its turn.
    private func handOverNext(_ context: ChannelHandlerContext) -> Bool {
        var isAny = false
        while let (slice, isBody) = nextSlice(context) {
            isWanted = false
            isAny = true
            context.fireChannelRead(wrapInboundOut(slice))
            if isBody { break }
        }
        return isAny
    }

    private func nextSlice(_ context: ChannelHandlerContext) -> (slice: ByteBuffer, isBody: Bool)? {
        let there = waiting.readableBytes
        guard there > 0, toDiscard == nil else { return nil }
        switch stage {
        case .head:
            guard unanswered == 0 else { return nil }
            let end = waiting.endOfBlankLine
            headBytes += end ?? there
            return slice(end ?? there, isComplete: end != nil, context).map { ($0, false) }
        case .sized(let left) where left > 0:
            let length = min(left, there)
            stage = .sized(left - length)
            return slice(length, isComplete: length == left, context).map { ($0, true) }
        case .sized, .chunked:
            let end = waiting.endOfBlankLine
            return slice(min(end ?? there, Self.sliceBytes), isComplete: end != nil, context).map { ($0, true) }
        }
    }

    /// Takes so many of the bytes that wait; a few that are kept until more come keep no large buffer alive.
    private func slice(_ length: Int, isComplete: Bool, _ context: ChannelHandlerContext) -> ByteBuffer? {
        guard let slice = waiting.readSlice(length: length) else { return nil }
        return isComplete ? slice : slice.compact(context.channel.allocator)
    }

    /// Counts what is held, and closes the connection when there is no room for it.
    private func settle(_ context: ChannelHandlerContext) {
        waiting = waiting.readableBytes == 0 ? ByteBuffer() : waiting.compact(context.channel.allocator)
        let held = waiting.readableBytes + headBytes
        guard held > Self.freeBytes else { return reservation = nil }
        let reservation =
            reservation ?? budget.reservation { [channel = context.channel] in channel.close(promise: nil) }
        self.reservation = reservation
        if held > Self.mostWaiting || !reservation.hold(held) { context.close(promise: nil) }
    }
}

extension HTTPRequest {
    /// The length of the body as its head tells it; `Int.max` for more than that, nil for none that can be read.
    package var announcedLength: Int? {
        guard let text = headerFields[.contentLength], !text.isEmpty,
            text.utf8.allSatisfy(ASCII.isDigit)
        else { return nil }
        return Int(text) ?? .max
    }
}

extension ByteBuffer {
    /// Bytes up to the end of the first blank line.
    fileprivate var endOfBlankLine: Int? {
        withUnsafeReadableBytes { bytes in
            let newline = UInt8(ascii: "\n")
            var start = 0
            while let hit = bytes.position(of: newline, from: start) {
                let next = hit + 1
                if next < bytes.count, bytes[next] == newline { return next + 1 }
                if next + 1 < bytes.count, bytes[next] == UInt8(ascii: "\r"), bytes[next + 1] == newline {
                    return next + 2
                }
                start = next
            }
            return nil
        }
    }

    /// The same bytes; in a buffer of their own when this one is more than twice as large.
    fileprivate func compact(_ allocator: ByteBufferAllocator) -> ByteBuffer {
        guard storageCapacity > 2 * readableBytes + 64 else { return self }
        var copy = allocator.buffer(capacity: readableBytes)
        copy.writeImmutableBuffer(self)
        return copy
    }
}
