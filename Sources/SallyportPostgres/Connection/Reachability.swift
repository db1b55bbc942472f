import Accounts
import Synchronization

/// Whether the server that takes writes can be reached, as its connections found it last.
///
/// What needs it fails at once while it can't, instead of waiting for what the connections that try again will find out.
final class Reachability: Sendable {
    private struct State {
        var connected: Set<ObjectIdentifier> = []
        var failure: PostgresFailure?
    }

    private let state = Mutex(State())

    /// Why nothing can be written now; nil as long as one connection works, or none was tried.
    var fault: StoreError? {
        state.withLock { state in
            guard state.connected.isEmpty, let failure = state.failure else { return nil }
            return StoreError(
                .unavailable, "no server of the database takes writes, nothing new is given until one does; \(failure)")
        }
    }

    /// A connection carried something out.
    func reached(_ connection: PostgresConnection) {
        state.withLock { _ = $0.connected.insert(ObjectIdentifier(connection)) }
    }

    /// A connection broke, or could not be made.
    ///
    /// When the server is silent, or takes no new connection, the others that were not used since may be as dead as this one:
    /// each that lives says so with its next statement, one of them within half a second.
    func lost(_ connection: PostgresConnection, _ failure: PostgresFailure) {
        state.withLock { state in
            let wasConnected = state.connected.remove(ObjectIdentifier(connection)) != nil
            if !wasConnected || failure == .silence { state.connected = [] }
            state.failure = failure
        }
    }

    /// A connection is not used any more.
    func forget(_ connection: PostgresConnection) {
        state.withLock { _ = $0.connected.remove(ObjectIdentifier(connection)) }
    }
}
