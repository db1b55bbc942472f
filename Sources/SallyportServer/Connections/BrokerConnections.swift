import Encodings
import HummingbirdCore
import Logging
import NIOCore
import SallyportConfiguration

/// A server's connections: bounded in number and in what they hold, each handled on its own event loop.
struct BrokerConnections<Base: ServerChildChannel>: ServerChildChannel {
    let base: Base
    let table: ConnectionTable
    let budget: ArrivalBudget
    let turns = TurnQueues()
    /// The rules of the moment for how many an address may have.
    let rules: @Sendable () -> AddressRules

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Base.Value> {
        do {
            try prepare(channel)
        } catch {
            return channel.eventLoop.makeFailedFuture(error)
        }
        return base.setup(channel: channel, logger: logger)
    }

    private func prepare(_ channel: any Channel) throws {
        // A read hands over one buffer, so that what waits stays small.
        try channel.syncOptions?.setOption(.maxMessagesPerRead, value: 1)
        try channel.syncOptions?.setOption(.recvAllocator, value: PassingBuffers())
        let rules = rules()
        let address = channel.remoteAddress.flatMap { rules.counted($0) }
        let connection = table.open(address, limit: rules.connections, at: channel.eventLoop.now) {
            channel.close(promise: nil)
        }
        do {
            let turns = turns.queue(of: channel.eventLoop)
            try channel.pipeline.syncOperations.addHandler(
                RequestGate(connection: connection, budget: budget, turns: turns))
        } catch {
            connection.end()
            throw error
        }
    }

    func handle(value: Base.Value, logger: Logger) async {
        await withTaskExecutorPreference(EventLoopExecutor(value.channel.eventLoop)) {
            await base.handle(value: value, logger: logger)
        }
    }
}

/// How many connections one address may have.
struct AddressRules: Sendable {
    let connections: Int
    /// Proxies bring the connections of many: theirs count among all only.
    let trustedProxies: Set<String>

    init(_ configuration: BrokerConfiguration) {
        connections = configuration.connectionsPerAddress
        trustedProxies = configuration.proxies
    }

    /// What an address is counted as; nil when it is not counted.
    func counted(_ address: SocketAddress) -> String? {
        guard let text = IPAddress.normalized(address), !trustedProxies.contains(text) else { return nil }
        return IPAddress.site(of: text)
    }
}

/// A new buffer for each read.
///
/// A channel that may use its buffers again keeps them as long as the connection is there: up to 256 KiB for each that
/// has once sent much.
private struct PassingBuffers: RecvByteBufferAllocator {
    /// A response of an IdP and its head.
    private static let bytes = 16_384

    func buffer(allocator: ByteBufferAllocator) -> ByteBuffer { allocator.buffer(capacity: Self.bytes) }

    func record(actualReadBytes: Int) -> Bool { false }
}
