import Encodings
package import HummingbirdCore
package import Logging
package import NIOCore

/// A server's connections: bounded in number and in what they hold, each handled on its own event loop.
package struct BrokerConnections<Base: ServerChildChannel>: ServerChildChannel {
    private let base: Base
    private let table: ConnectionTable
    private let budget: ArrivalBudget
    private let turns = TurnQueues()
    private let rules: @Sendable () -> AddressRules

    /// - Parameters:
    ///   - base: what handles a connection.
    ///   - table: all that are open.
    ///   - budget: of what they hold.
    ///   - rules: those of the moment for how many an address may have.
    package init(
        base: Base, table: ConnectionTable, budget: ArrivalBudget, rules: @escaping @Sendable () -> AddressRules
    ) {
        self.base = base
        self.table = table
        self.budget = budget
        self.rules = rules
    }

    package func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Base.Value> {
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

    package func handle(value: Base.Value, logger: Logger) async {
        await withTaskExecutorPreference(EventLoopExecutor(value.channel.eventLoop)) {
            await base.handle(value: value, logger: logger)
        }
    }
}

/// How many connections one address may have.
package struct AddressRules: Sendable {
    let connections: Int
    private let trustedProxies: Set<String>

    /// - Parameters:
    ///   - connections: of one address at most.
    ///   - trustedProxies: bring the connections of many: theirs count among all only.
    package init(connections: Int, trustedProxies: Set<String>) {
        self.connections = connections
        self.trustedProxies = trustedProxies
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
