import NIOCore
import Synchronization

/// The open connections of the server: how many each address has, and which of them can go.
///
/// When there are too many, one of them is closed and the new one stays. To refuse new ones would shut out good users
/// behind the same address as a flood, or everybody once all places are taken.
package final class ConnectionTable: Sendable {
    /// One open connection.
    ///
    /// What changes is read and written in the table's `state` alone.
    final class Connection: @unchecked Sendable {
        private let table: ConnectionTable
        fileprivate let address: String?
        fileprivate let close: @Sendable () -> Void
        fileprivate var stage = Stage.new
        fileprivate var lastProgress: NIODeadline
        fileprivate var place: ConnectionOrder.Place?
        fileprivate var placeOfAddress: ConnectionOrder.Place?

        fileprivate init(
            table: ConnectionTable, address: String?, at now: NIODeadline, close: @escaping @Sendable () -> Void
        ) {
            self.table = table
            self.address = address
            self.close = close
            lastProgress = now
        }

        /// Bytes have come or gone.
        func progress(at now: NIODeadline) { table.move(self, to: nil, now) }

        /// A request is there as a whole: the client waits for us.
        func isAsking(at now: NIODeadline) { table.move(self, to: .asking, now) }

        /// An answer was given: we wait for the client.
        func isAnswered(at now: NIODeadline) { table.move(self, to: .served, now) }

        /// The connection is closed.
        func end() { table.state.withLock { table.remove(self, &$0) } }
    }

    /// What a connection has had.
    fileprivate enum Stage: Int, CaseIterable {
        case new, asking, served
    }

    private struct State {
        var all = ConnectionOrder()
        var byAddress: [String: ConnectionOrder] = [:]
    }

    /// Connections of all addresses together.
    package let limit: Int
    private let state = Mutex(State())

    /// - Parameter limit: connections of all addresses together.
    package init(limit: Int) { self.limit = limit }

    /// Connections that are open.
    package var count: Int { state.withLock { $0.all.count } }

    /// Adds a connection; what goes beyond a limit is closed.
    ///
    /// - Parameters:
    ///   - address: where it comes from; nil when it counts among all only.
    ///   - limit: connections of this address.
    ///   - close: closes it, on any thread.
    func open(
        _ address: String?, limit addressLimit: Int, at now: NIODeadline, close: @escaping @Sendable () -> Void
    ) -> Connection {
        let connection = Connection(table: self, address: address, at: now, close: close)
        let excess = state.withLock { state -> [Connection] in
            let excess = makeRoom(for: address, limit: addressLimit, at: now, &state)
            connection.place = state.all.add(connection)
            if let address {
                connection.placeOfAddress = state.byAddress[address, default: .init()].add(connection)
            }
            return excess
        }
        for other in excess { other.close() }
        return connection
    }

    /// Closes all of them, whatever they do.
    package func closeAll() {
        for connection in state.withLock({ $0.all.elements }) { connection.close() }
    }

    private func makeRoom(
        for address: String?, limit addressLimit: Int, at now: NIODeadline, _ state: inout State
    ) -> [Connection] {
        var excess: [Connection] = []
        // Without a copy of the order at hand, which would make each change of it a copy of all.
        while let address, state.byAddress[address]?.count ?? 0 >= addressLimit,
            let victim = state.byAddress[address]?.victim(at: now)
        {
            remove(victim, &state)
            excess.append(victim)
        }
        while state.all.count >= limit, let victim = state.all.victim(at: now) {
            remove(victim, &state)
            excess.append(victim)
        }
        return excess
    }

    private func move(_ connection: Connection, to stage: Stage?, _ now: NIODeadline) {
        state.withLock { state in
            connection.lastProgress = now
            let before = connection.stage
            connection.stage = stage ?? before
            if let place = connection.place {
                connection.place = state.all.move(connection, place, from: before)
            }
            if let address = connection.address, let place = connection.placeOfAddress {
                connection.placeOfAddress = state.byAddress[address]?.move(connection, place, from: before)
            }
        }
    }

    private func remove(_ connection: Connection, _ state: inout State) {
        if let place = connection.place { state.all.remove(connection, place) }
        connection.place = nil
        guard let address = connection.address, let place = connection.placeOfAddress else { return }
        connection.placeOfAddress = nil
        state.byAddress[address]?.remove(connection, place)
        if state.byAddress[address]?.count == 0 { state.byAddress[address] = nil }
    }
}

/// Some connections, in the order in which they may be closed.
private struct ConnectionOrder {
    typealias Connection = ConnectionTable.Connection
    typealias Place = RecencyOrder<Connection>.Place

    /// After so long without progress a new connection has no precedence any more.
    private static let grace = TimeAmount.seconds(1)

    /// One for each stage.
    private var orders = ConnectionTable.Stage.allCases.map { _ in RecencyOrder<Connection>() }

    private subscript(_ stage: ConnectionTable.Stage) -> RecencyOrder<Connection> { orders[stage.rawValue] }

    var elements: [Connection] { orders.flatMap(\.elements) }

    var count: Int { orders.reduce(0) { $0 + $1.count } }

    /// The one that can go.
    ///
    /// First who has asked nothing and sends nothing; then who was served already, and can come again; then who is about
    /// to ask. Who waits for an answer is left in peace: that is our time and not his. Clients that ask all the time
    /// make progress all the time, and would push out everybody who asks once.
    func victim(at now: NIODeadline) -> Connection? {
        let new = self[.new].oldest
        if let new, now - new.lastProgress >= Self.grace { return new }
        return self[.served].oldest ?? new
    }

    mutating func add(_ connection: Connection) -> Place { orders[connection.stage.rawValue].add(connection) }

    /// Makes a connection the newest of its stage, which may be another one than before.
    mutating func move(_ connection: Connection, _ place: Place, from before: ConnectionTable.Stage) -> Place {
        guard connection.stage == before else {
            orders[before.rawValue].remove(place)
            return add(connection)
        }
        orders[before.rawValue].touch(place)
        return place
    }

    mutating func remove(_ connection: Connection, _ place: Place) { orders[connection.stage.rawValue].remove(place) }
}
