import Logging
import ServiceLifecycle
import Synchronization
import UnixSignals

/// Waits for the signal that ends the server, says so, and ends it by ending itself.
struct Ending<Signals: AsyncSequence & Sendable>: Service where Signals.Element == UnixSignal {
    /// What ended the server, and when.
    final class Cause: Sendable {
        private let known = Mutex<(signal: UnixSignal, at: ContinuousClock.Instant)?>(nil)

        /// The name of the signal; nil when there was none.
        var signal: String? { known.withLock { $0.map { "\($0.signal)" } } }

        /// How long the server has been ending.
        var duration: Duration? { known.withLock { $0.map { ContinuousClock.now - $0.at } } }

        fileprivate func note(_ signal: UnixSignal) { known.withLock { $0 = $0 ?? (signal, .now) } }
    }

    let signals: Signals
    let cause: Cause
    let logger: Logger
    /// What else is to be done when the signal comes.
    var begin: @Sendable () -> Void = {}

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var signals = signals.makeAsyncIterator()
            guard let signal = try? await signals.next() else { return }
            cause.note(signal)
            logger.notice("stopping; requests that are on their way are answered", metadata: ["signal": "\(signal)"])
            begin()
        }
    }
}
