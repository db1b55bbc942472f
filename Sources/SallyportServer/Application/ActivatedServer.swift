import HummingbirdCore
import Logging
import NIOCore
import NIOExtras
import NIOPosix
import ServiceLifecycle
import ServiceManager

/// Serves the connections of a listening socket that a service manager has made: it is bound before the broker runs, and stays when
/// it is started anew, so that nobody who connects meanwhile is sent away.
struct ActivatedServer<Connections: ServerChildChannel>: Service {
    let socket: InheritedSocket
    let connections: Connections
    let limit: MaximumAvailableConnections
    let logger: Logger
    /// Called once connections are taken.
    let onServerRunning: @Sendable (any Channel) async -> Void

    func run() async throws {
        let group = MultiThreadedEventLoopGroup.singleton
        let quiescing = ServerQuiescingHelper(group: group)
        let channel = try await bootstrap(group, quiescing).withBoundSocket(socket.descriptor).get()
        let ended = channel.eventLoop.makePromise(of: Void.self)
        try await withGracefulShutdownHandler {
            await onServerRunning(channel)
            // The helper keeps the promise once the last connection is closed.
            try await ended.futureResult.get()
        } onGracefulShutdown: {
            quiescing.initiateShutdown(promise: ended)
        }
    }

    private func bootstrap(
        _ group: MultiThreadedEventLoopGroup, _ quiescing: ServerQuiescingHelper
    ) -> ServerBootstrap {
        let (connections, limit, logger) = (connections, limit, logger)
        return ServerBootstrap(group: group)
            .serverChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.addHandler(AvailableConnectionsChannelHandler(delegate: limit))
                    try pipeline.addHandler(quiescing.makeServerChannelHandler(channel: channel))
                }
            }
            .childChannelOption(ChannelOptions.allowRemoteHalfClosure, value: true)
            .childChannelInitializer { channel in
                connections.setup(channel: channel, logger: logger).map { value in
                    // It ends with its connection, which the helper waits for.
                    _ = Task { await connections.handle(value: value, logger: logger) }
                }
            }
    }
}
