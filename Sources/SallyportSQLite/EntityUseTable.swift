import Accounts
import Encodings
import GRDB

/// The last use of each access key and role.
enum EntityUseTable {
    static func save(_ use: EntityUse, _ db: Database) throws {
        let statement = try db.cachedStatement(
            sql: """
                INSERT INTO entity_use (unique_id, used_at, service, region) VALUES (?, ?, ?, ?)
                ON CONFLICT (unique_id) DO UPDATE
                SET used_at = excluded.used_at, service = excluded.service, region = excluded.region
                WHERE excluded.used_at > used_at
                """)
        try statement.execute(arguments: [use.uniqueID, use.instant.milliseconds, use.service, use.region])
    }

    static func fetch(_ uniqueID: String, _ db: Database) throws -> EntityUse? {
        let statement = try db.cachedStatement(
            sql: "SELECT used_at, service, region FROM entity_use WHERE unique_id = ?")
        return try Row.fetchOne(statement, arguments: [uniqueID]).map { row in
            EntityUse(uniqueID: uniqueID, instant: Timestamp(milliseconds: row[0]), service: row[1], region: row[2])
        }
    }
}
