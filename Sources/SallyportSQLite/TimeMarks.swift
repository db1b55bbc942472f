import Accounts
import Encodings
import GRDB

/// The two instants that a store remembers: neither ever falls.
struct TimeMarks: Equatable, Sendable {
    /// The highest instant ever seen.
    var highest: Timestamp?
    /// Records that were to be kept until this instant, or less, may have been removed.
    var sweptThrough: Timestamp?

    static func fetch(_ db: Database) throws -> TimeMarks {
        var marks = TimeMarks()
        let statement = try db.cachedStatement(sql: "SELECT name, instant FROM time_mark")
        for row in try Row.fetchAll(statement) {
            let instant = Timestamp(milliseconds: row[1])
            switch row[0] as String {
            case "highest": marks.highest = instant
            case "swept_through": marks.sweptThrough = instant
            case let name: throw StoreError(.corrupt, "unknown mark of time \(name)")
            }
        }
        return marks
    }

    func save(_ db: Database) throws {
        let statement = try db.cachedStatement(
            sql: """
                INSERT INTO time_mark (name, instant) VALUES (?, ?)
                ON CONFLICT (name) DO UPDATE SET instant = max(instant, excluded.instant)
                """)
        if let highest { try statement.execute(arguments: ["highest", highest.milliseconds]) }
        if let sweptThrough { try statement.execute(arguments: ["swept_through", sweptThrough.milliseconds]) }
    }
}
