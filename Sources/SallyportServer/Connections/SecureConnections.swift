import HummingbirdCore
import Logging
import NIOCore
import NIOSSL
import SallyportConfiguration

/// Connections that are there keep the certificate that they were made with.
typealias CurrentTLS = Current<TLSIdentity>

/// Connections with TLS, each with the certificate of the moment at which it was made; without one, they are plain.
struct SecureConnections<Base: ServerChildChannel>: ServerChildChannel {
    let base: Base
    let tls: CurrentTLS?

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Base.Value> {
        guard let tls else { return base.setup(channel: channel, logger: logger) }
        do {
            try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls.value.context))
        } catch {
            return channel.eventLoop.makeFailedFuture(error)
        }
        return base.setup(channel: channel, logger: logger)
    }

    func handle(value: Base.Value, logger: Logger) async { await base.handle(value: value, logger: logger) }
}
