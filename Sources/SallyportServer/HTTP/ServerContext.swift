import Encodings
import Hummingbird
import NIOCore
import ServerConnections

/// The context of one request: what Hummingbird keeps, and where the connection came from.
struct ServerContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// The address at the other end of the connection; a proxy's when there is one.
    let peerAddress: String?
    /// The connection.
    let channel: (any NIOCore.Channel)?

    init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        channel = source.channel
        peerAddress = source.channel.remoteAddress.flatMap { IPAddress.normalized($0) }
    }
}
