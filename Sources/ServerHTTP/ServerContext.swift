import Encodings
package import Hummingbird
package import NIOCore
import ServerConnections

/// The context of one request: what Hummingbird keeps, and where the connection came from.
package struct ServerContext: RequestContext {
    package var coreContext: CoreRequestContextStorage
    /// The address at the other end of the connection; a proxy's when there is one.
    package let peerAddress: String?
    /// The connection.
    package let channel: (any NIOCore.Channel)?

    package init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        channel = source.channel
        peerAddress = source.channel.remoteAddress.flatMap { IPAddress.normalized($0) }
    }
}
