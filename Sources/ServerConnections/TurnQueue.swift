import NIOCore
import Synchronization

/// The connections of one event loop whose next request waits for its turn.
///
/// An event loop looks at its sockets only when no task is left. Were each answer followed at once by the next request
/// that waits, a few clients that send requests without an end would keep it from everybody else, and from new
/// connections, until all that waits is done. So a few get their turn, then the sockets are looked at.
final class TurnQueue {
    /// Requests that get their turn together.
    private static let together = 2
    /// Long enough for those to be done: a request takes a fraction of it.
    private static let pause = TimeAmount.milliseconds(1)

    private let eventLoop: any EventLoop
    private var waiting = CircularBuffer<RequestGate>()
    private var isScheduled = false

    init(_ eventLoop: any EventLoop) { self.eventLoop = eventLoop }

    /// Gives a connection its turn after those that came before it; only on the event loop.
    func add(_ gate: RequestGate) {
        waiting.append(gate)
        schedule()
    }

    private func schedule() {
        guard !isScheduled, !waiting.isEmpty else { return }
        isScheduled = true
        eventLoop.assumeIsolated().scheduleTask(in: Self.pause) { self.giveTurns() }
    }

    private func giveTurns() {
        isScheduled = false
        for _ in 0..<Self.together { waiting.popFirst()?.takeTurn() }
        schedule()
    }
}

/// The queue of each event loop of a server.
final class TurnQueues: Sendable {
    private let queues = Mutex<[ObjectIdentifier: NIOLoopBound<TurnQueue>]>([:])

    /// The queue of an event loop, asked for on it.
    func queue(of eventLoop: any EventLoop) -> TurnQueue {
        queues.withLock { queues in
            if let queue = queues[ObjectIdentifier(eventLoop)] { return queue }
            let queue = NIOLoopBound(TurnQueue(eventLoop), eventLoop: eventLoop)
            queues[ObjectIdentifier(eventLoop)] = queue
            return queue
        }.value
    }
}
