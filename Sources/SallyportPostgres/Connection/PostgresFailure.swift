import Accounts
import Encodings

/// What PostgreSQL, or the way to it, answered instead of rows.
struct PostgresFailure: Error, Hashable, CustomStringConvertible {
    /// What can be done about it.
    enum Kind: Hashable {
        /// There is no connection, or it broke: nobody knows whether the last statement was carried out.
        case lost
        /// The server took the transaction back because of others (class 40); the same again may well succeed.
        case rolledBack
        /// A table that holds one hour of uses is not there.
        case missingTable
        /// A value that is taken, missing or still referred to (class 23).
        case constraint
        /// The server has no room (class 53).
        case full
        /// It waited too long for a lock.
        case lockTimeout
        /// Anything else.
        case other
    }

    let kind: Kind
    /// SQLSTATE; empty when the server did not answer.
    let state: String
    /// On one line; names of hosts and tables may be in it, values and passwords are not.
    let message: String

    /// The server said nothing for as long as a statement may take.
    static let silence = PostgresFailure.lost("no answer in time")

    /// The connection is gone.
    static func lost(_ message: String) -> PostgresFailure { PostgresFailure(kind: .lost, state: "", message: message) }

    init(kind: Kind, state: String, message: String) {
        self.kind = kind
        self.state = state
        self.message = message.split(whereSeparator: \.isNewline).joined(separator: "; ").printable(limit: 500)
    }

    /// An answer of the server; see [PostgreSQL, Appendix A](https://www.postgresql.org/docs/current/errcodes-appendix.html).
    init(state: String, message: String) { self.init(kind: Self.kind(of: state), state: state, message: message) }

    private static func kind(of state: String) -> Kind {
        switch state {
        // A row that no partition takes is a check that failed; a table that was dropped meanwhile is none.
        case "23514", "42P01": .missingTable
        // Demoted, shut down, or cut off by an administrator.
        case "25006", "57P01", "57P02", "57P03", "57P05": .lost
        case "55P03": .lockTimeout
        default:
            switch state.prefix(2) {
            case "08": .lost
            case "23": .constraint
            case "40": .rolledBack
            case "53": .full
            default: .other
            }
        }
    }

    var description: String { state.isEmpty ? message : "\(state): \(message)" }
}

extension StoreError {
    /// What a failure means for the caller of the store.
    init(_ failure: PostgresFailure) {
        switch failure.kind {
        case .full: self.init(.full, "PostgreSQL: \(failure)")
        case .constraint: self.init(.conflict, "PostgreSQL: \(failure.state)")
        case .lost, .rolledBack, .missingTable, .lockTimeout, .other:
            self.init(.unavailable, "PostgreSQL: \(failure)")
        }
    }
}

extension StoreError {
    /// The same for whatever was thrown on the way.
    init(anyOf error: any Error) {
        switch error {
        case let error as StoreError: self = error
        case let error as PostgresFailure: self.init(error)
        case is CancellationError: self.init(.unavailable, "cancelled")
        default: self.init(.unavailable, "\(type(of: error))")
        }
    }
}
