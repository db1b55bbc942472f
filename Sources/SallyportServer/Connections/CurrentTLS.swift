import NIOSSL
import Synchronization

/// The certificate of the moment: connections that are there keep the one that they were made with.
final class CurrentTLS: Sendable {
    private let context: Mutex<NIOSSLContext>

    init(_ context: NIOSSLContext) { self.context = Mutex(context) }

    /// What a new connection is made with.
    var value: NIOSSLContext { context.withLock { $0 } }

    /// Makes new connections with another one.
    func replace(with next: NIOSSLContext) { context.withLock { $0 = next } }
}
