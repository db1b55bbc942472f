import Accounts
import Foundation
import Glibc
import Keys
import Synchronization

/// The files of an open database: the database, its write-ahead log and the index of that.
///
/// A process that has them open writes on when they are deleted, moved away or replaced, into what nobody will find. While a database
/// is open SQLite itself replaces none of the three. Once one is not what it was, nothing counts any more: another process may have
/// made a new database in the meantime.
final class DatabaseFiles: Sendable {
    private struct State {
        var failure: StoreError?
        var lookedAt: ContinuousClock.Instant?
    }

    /// How long readers go without a look.
    private static let longestPause = Duration.seconds(1)

    private let path: String
    private let known: [(path: String, identity: FileIdentity)]
    private let state = Mutex(State())

    /// Remembers the files of a database that was just opened, read and written.
    init(path: String) throws(StoreError) {
        self.path = path
        var known: [(path: String, identity: FileIdentity)] = []
        for file in [path, path + "-wal", path + "-shm"] {
            guard let identity = FileIdentity(path: file) else {
                throw StoreError(.unavailable, "\(file) is not there: \(String(cString: strerror(errno)))")
            }
            known.append((file, identity))
        }
        self.known = known
    }

    /// Looks; to be called between a commit and its answer.
    func check() throws(StoreError) {
        try state.withLock { state throws(StoreError) in try look(&state) }
    }

    /// Looks once a second.
    func check(at now: ContinuousClock.Instant) throws(StoreError) {
        try state.withLock { state throws(StoreError) in
            if let failure = state.failure { throw failure }
            if let lookedAt = state.lookedAt, now >= lookedAt, now - lookedAt < Self.longestPause { return }
            try look(&state)
            state.lookedAt = now
        }
    }

    private func look(_ state: inout State) throws(StoreError) {
        if let failure = state.failure { throw failure }
        for file in known {
            var status = stat()
            if stat(file.path, &status) == 0 {
                if FileIdentity(status) == file.identity { continue }
            } else if errno != ENOENT, errno != ENOTDIR {
                throw StoreError(.unavailable, "cannot look at \(file.path): \(String(cString: strerror(errno)))")
            }
            let failure = gone(file.path)
            state.failure = failure
            throw failure
        }
    }

    private func gone(_ file: String) -> StoreError {
        StoreError(
            .gone,
            "\(file) was deleted, moved or replaced while it was open; stop the server, put \(path) back as it was, together "
                + "with the -wal beside it, and start anew")
    }
}
