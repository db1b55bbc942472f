import Accounts
import GRDB

extension StoreError {
    /// What an error of the database means for the caller of the store.
    ///
    /// Arguments of statements are not in the message.
    init(_ error: any Error) {
        switch error {
        case let error as StoreError: self = error
        case let error as DatabaseError:
            let message = "\(error.resultCode): \(error.message ?? "no message")"
            switch error.resultCode {
            case .SQLITE_FULL: self.init(.full, message)
            case .SQLITE_CORRUPT, .SQLITE_NOTADB: self.init(.corrupt, message)
            default: self.init(.unavailable, message)
            }
        default: self.init(.unavailable, "\(type(of: error))")
        }
    }
}

extension DatabaseError {
    /// Whether the statement was refused for what it says, so that other statements may well succeed.
    var isOfStatement: Bool { resultCode == .SQLITE_CONSTRAINT || resultCode == .SQLITE_MISMATCH }
}
