public import Accounts
public import Encodings
public import Foundation

/// A `FederationStore` in an SQLite database file: the embedded default of one server.
///
/// Every write is a transaction and is answered when that is committed; writes that arrive together share one. After
/// the end of the process at any moment, `kill -9` included, the file opens again with every answered write in it. What
/// a power loss can cost is the choice of ``Synchronous``. Commands of the administrator may open the file beside a
/// running server. The file has mode 0600; secrets in it are sealed by the
/// key ring.
public final class SQLiteFederationStore: FederationStore {
    /// Records that a sweep removes in one transaction, so that it never keeps other writes waiting for long.
    private static let sweepStep = 250
    /// Records that it looks up at a time.
    private static let sweepPage = 16 * sweepStep

    let database: SQLiteDatabase
    let versions = Snapshot(EntityVersions())
    let portalRoom = PortalSessionRoom()
    private let revoked = Snapshot(RevocationList())
    /// Whether this made the database: one-time uses and revocations of an earlier one are not known.
    public var isNew: Bool { database.isNew }
    let now: @Sendable () -> ContinuousClock.Instant

    /// Opens the database file, or makes it.
    ///
    /// - Parameters:
    ///   - path: Path of the file; its directory must exist and be writable by nobody else. SQLite keeps two more files
    ///     beside it, with `-wal` and `-shm` at the end of their names. When one of the three is deleted, moved or replaced
    ///     while the store is open, every later call fails with code `gone`.
    ///   - synchronous: When the disk is waited for.
    ///   - monotonicClock: By which the age of the snapshot of revocations and of the last look at the files is told; no
    ///     record depends on it.
    /// - Throws: `StoreError`: `corrupt` if the file is no database of ours, `unavailable` if it cannot be opened, is of a
    ///   newer version, or others can write it or its directory.
    public init(
        path: String,
        synchronous: Synchronous = .full,
        monotonicClock: @escaping @Sendable () -> ContinuousClock.Instant = { ContinuousClock().now }
    ) throws(StoreError) {
        database = try SQLiteDatabase(path: path, synchronous: synchronous, now: monotonicClock)
        now = monotonicClock
    }

    /// Sees that nobody but the user of this process and root can write the file and its directory, as far as they are there.
    ///
    /// - Throws: `StoreError` with code `unavailable` that says who can, and what to do.
    public static func checkPermissions(path: String) throws(StoreError) {
        try DatabaseFile.checkThatNobodyElseWrites(path)
    }

    /// Records the first use of a key, or tells that there was one.
    public func redeem(_ use: OneTimeUse, at instant: Date) async throws(StoreError) -> Redemption {
        let instant = Timestamp(roundingDown: instant)
        return try await database.write { try OneTimeUseTable.redeem(use, at: instant, in: $0) }
    }

    /// Records a revocation; an earlier instant than the one known for the target changes nothing.
    public func revoke(_ revocation: Revocation) async throws(StoreError) {
        let revoked = revoked
        try await database.write { batch in
            try RevocationTable.insert(revocation, batch.db)
            batch.afterCommit { revoked.apply { $0.insert(revocation) } }
        }
    }

    /// Takes the revocation of `target` back; does nothing when there is none.
    public func withdrawRevocation(of target: RevocationTarget) async throws(StoreError) {
        let revoked = revoked
        try await database.write { batch in
            try RevocationTable.remove(target, batch.db)
            batch.afterCommit { revoked.apply { $0.remove(target) } }
        }
    }

    /// All revocations, from a snapshot at most one second old that holds each one made through this store.
    public func revocations() async throws(StoreError) -> RevocationList {
        try await revoked.value(at: now()) { _ throws(StoreError) in
            try await database.read(RevocationTable.fetchAll)
        }
    }

    /// Removes records of one-time uses that have ended by the highest instant ever seen; gives their number.
    ///
    /// The instant is recorded first. The records are looked up beside the writer and removed in steps, so that other writes go on
    /// meanwhile.
    @discardableResult
    public func sweep(at instant: Date) async throws(StoreError) -> Int {
        let instant = Timestamp(roundingDown: instant)
        let end = try await database.write { batch in
            try batch.see(instant)
            return try batch.beginSweep()
        }
        guard let end else { return 0 }
        var (removed, last) = (0, Data())
        while true {
            let after = last
            let keys = try await database.read {
                try OneTimeUseTable.keys(keptUntil: end, after: after, limit: Self.sweepPage, $0)
            }
            for first in stride(from: 0, to: keys.count, by: Self.sweepStep) {
                let step = keys[first..<min(first + Self.sweepStep, keys.count)]
                removed += try await database.write { try OneTimeUseTable.remove(step, keptUntil: end, $0.db) }
            }
            guard keys.count == Self.sweepPage, let key = keys.last else { return removed }
            last = key
        }
    }

    /// The highest instant that `redeem` or `sweep` were ever given, `nil` for a new store.
    public func highestInstant() async throws(StoreError) -> Timestamp? {
        try await database.read(TimeMarks.fetch).highest
    }

    /// Closes the file, after carrying the log over into it; every later call fails with code `unavailable`.
    ///
    /// A store that is not closed loses nothing: the next one to open the file does it.
    public func close() throws(StoreError) {
        try database.close()
    }
}
