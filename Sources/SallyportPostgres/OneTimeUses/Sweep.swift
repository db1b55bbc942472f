import Accounts
import Encodings

/// Lets records of one-time uses go, and sees to the tables of the hours that come.
struct Sweep: Sendable {
    /// Hours that tables are made ahead for.
    private static let hoursAhead: Int64 = 3
    /// Marks of connections that are no more are kept for a day.
    private static let markAge: Int64 = 86_400

    /// Records may be counted by the million.
    private static let patience = Duration.seconds(60)

    /// Whose mark of time it raises.
    let origin: [UInt8]

    /// Raises the mark through which records are swept, to the highest instant ever seen, or to the server's clock when that is
    /// behind: a broker whose clock runs ahead must not make the others forget what they still accept.
    ///
    /// Rows stay until the table of their hour is dropped; nobody is told of them any more.
    ///
    /// - Returns: how many were swept.
    func run(at instant: Timestamp, _ connection: PostgresConnection) async throws -> Int {
        let (count, swept) = try await connection.transaction { handle in try mark(instant, handle) }
        let buckets = try await connection.transaction { try UsePartitions.all($0) }
        for bucket in buckets.sorted() where UsePartitions.isSwept(bucket, through: swept) {
            do {
                try await connection.transaction { try UsePartitions.drop(bucket, $0) }
            } catch let error as PostgresFailure where error.kind == .lockTimeout || error.kind == .rolledBack {
                continue
            }
        }
        let first = UseAttempt.bucket(of: instant)
        try await connection.transaction { handle in try UsePartitions.make(first...(first + Self.hoursAhead), handle) }
        return count
    }

    private func mark(_ instant: Timestamp, _ handle: ConnectionHandle) throws -> (count: Int, swept: Timestamp) {
        try UsePartitions.lock(handle)
        try handle.run(
            SQLStatement(
                """
                INSERT INTO time_mark (name, origin, instant) VALUES ('highest', $1, $2)
                ON CONFLICT (name, origin) DO UPDATE SET instant = greatest(time_mark.instant, excluded.instant)
                """, [.bytes(origin), .integer(instant.milliseconds)]))
        let before = try UsePartitions.sweptThrough(handle) ?? Timestamp(milliseconds: .min)
        let end = try handle.run(
            """
            SELECT least(max(instant), (extract(epoch FROM clock_timestamp()) * 1000)::bigint)
            FROM time_mark WHERE name = 'highest'
            """
        ).first?.integer(0)
        guard let end, end > before.milliseconds else { return (0, before) }
        let count = try handle.run(
            SQLStatement(
                "SELECT count(*) FROM one_time_use WHERE keep_until > $1 AND keep_until <= $2",
                [.integer(before.milliseconds), .integer(end)]), within: Self.patience
        ).first?.integer(0)
        try handle.run(
            SQLStatement(
                """
                INSERT INTO time_mark (name, origin, instant) VALUES ('swept through', '', $1)
                ON CONFLICT (name, origin) DO UPDATE SET instant = greatest(time_mark.instant, excluded.instant)
                """, [.integer(end)]))
        let old = Timestamp(milliseconds: end).advanced(bySeconds: -Self.markAge)
        try handle.run(
            SQLStatement(
                "DELETE FROM time_mark WHERE name = 'highest' AND instant < $1", [.integer(old.milliseconds)]))
        return (Int(clamping: count ?? 0), Timestamp(milliseconds: end))
    }
}
