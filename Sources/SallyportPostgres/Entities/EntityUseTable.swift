import Accounts
import Encodings

/// The last use of each access key and role.
enum EntityUseTable {
    /// Uses in one statement at most.
    static let largestBatch = 1_000

    /// Keeps the later of what is known and what is given, for each entity; an entity may be given once.
    static func save(_ uses: [EntityUse]) -> SQLStatement {
        SQLStatement(
            """
            INSERT INTO entity_use (unique_id, used_at, service, region)
            SELECT * FROM unnest($1::text[], $2::bigint[], $3::text[], $4::text[]) AS given (id, used_at, service, region)
            ORDER BY id
            ON CONFLICT (unique_id) DO UPDATE
            SET used_at = excluded.used_at, service = excluded.service, region = excluded.region
            WHERE excluded.used_at > entity_use.used_at
            """,
            [
                .list(uses.map(\.uniqueID)), .list(uses.map(\.instant.milliseconds)), .list(uses.map(\.service)),
                .list(uses.map(\.region)),
            ])
    }

    /// The last use of each entity, without those that PostgreSQL can't keep: a text with a NUL is no id and no region.
    static func latest(_ uses: [EntityUse]) -> [EntityUse] {
        var latest: [String: EntityUse] = [:]
        for use in uses where ![use.uniqueID, use.service, use.region].contains(where: \.hasNUL) {
            if let known = latest[use.uniqueID], known.instant >= use.instant { continue }
            latest[use.uniqueID] = use
        }
        return Array(latest.values)
    }

    static func find(_ uniqueID: String) -> SQLStatement {
        SQLStatement("SELECT used_at, service, region FROM entity_use WHERE unique_id = $1", [.text(uniqueID)])
    }

    static func use(_ row: PostgresRow, of uniqueID: String) throws(StoreError) -> EntityUse {
        EntityUse(
            uniqueID: uniqueID, instant: Timestamp(milliseconds: try row.integer(0)), service: try row.text(1),
            region: try row.text(2))
    }
}

extension String {
    /// Whether PostgreSQL could not keep it: its texts have no NUL.
    var hasNUL: Bool { utf8.contains(0) }
}
