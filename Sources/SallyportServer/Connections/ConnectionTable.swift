import Synchronization

/// The open connections of the server: how many each address has, and which has made no progress for the longest.
///
/// When there are too many, that one is closed and the new one stays. To refuse new ones would shut out good users
/// behind the same address as a flood, or everybody once all places are taken.
final class ConnectionTable: Sendable {
    /// One open connection.
    ///
    /// Places are read and written in the table's `state` alone.
    final class Connection: @unchecked Sendable {
        private let table: ConnectionTable
        fileprivate let address: String?
        fileprivate let close: @Sendable () -> Void
        fileprivate var place: RecencyOrder<Connection>.Place?
        fileprivate var placeOfAddress: RecencyOrder<Connection>.Place?

        fileprivate init(_ table: ConnectionTable, _ address: String?, _ close: @escaping @Sendable () -> Void) {
            self.table = table
            self.address = address
            self.close = close
        }

        /// Bytes have come or gone.
        func progress() { table.progress(self) }

        /// The connection is closed.
        func end() { table.state.withLock { table.remove(self, &$0) } }
    }

    private struct State {
        var all = RecencyOrder<Connection>()
        var byAddress: [String: RecencyOrder<Connection>] = [:]
    }

    private let limit: Int
    private let state = Mutex(State())

    /// - Parameter limit: connections of all addresses together.
    init(limit: Int) { self.limit = limit }

    /// Connections that are open.
    var count: Int { state.withLock { $0.all.count } }

    /// Adds a connection; what goes beyond a limit is closed.
    ///
    /// - Parameters:
    ///   - address: where it comes from; nil when it counts among all only.
    ///   - limit: connections of this address.
    ///   - close: closes it, on any thread.
    func open(_ address: String?, limit addressLimit: Int, close: @escaping @Sendable () -> Void) -> Connection {
        let connection = Connection(self, address, close)
        let excess = state.withLock { state -> [Connection] in
            connection.place = state.all.add(connection)
            if let address {
                connection.placeOfAddress = state.byAddress[address, default: .init()].add(connection)
            }
            return removeExcess(address, addressLimit, &state)
        }
        for other in excess { other.close() }
        return connection
    }

    private func removeExcess(_ address: String?, _ addressLimit: Int, _ state: inout State) -> [Connection] {
        var excess: [Connection] = []
        // Without a copy of the order at hand, which would make each change of it a copy of all.
        while let address, state.byAddress[address]?.count ?? 0 > max(addressLimit, 1),
            let oldest = state.byAddress[address]?.oldest
        {
            remove(oldest, &state)
            excess.append(oldest)
        }
        while state.all.count > max(limit, 1), let oldest = state.all.oldest {
            remove(oldest, &state)
            excess.append(oldest)
        }
        return excess
    }

    private func progress(_ connection: Connection) {
        state.withLock { state in
            if let place = connection.place { state.all.touch(place) }
            if let address = connection.address, let place = connection.placeOfAddress {
                state.byAddress[address]?.touch(place)
            }
        }
    }

    private func remove(_ connection: Connection, _ state: inout State) {
        if let place = connection.place { state.all.remove(place) }
        connection.place = nil
        guard let address = connection.address, let place = connection.placeOfAddress else { return }
        connection.placeOfAddress = nil
        state.byAddress[address]?.remove(place)
        if state.byAddress[address]?.count == 0 { state.byAddress[address] = nil }
    }
}
