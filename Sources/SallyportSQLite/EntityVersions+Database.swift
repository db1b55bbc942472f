import Accounts
import GRDB

extension EntityVersions {
    /// With the changes that were made since.
    func updated(_ db: Database) throws -> EntityVersions {
        var versions = self
        let statement = try db.cachedStatement(
            sql: "SELECT kind, account, version FROM entity_change WHERE version > ?")
        let rows = try Row.fetchCursor(statement, arguments: [Int64(clamping: highest)])
        while let row = try rows.next() {
            guard let kind = EntityKind(rawValue: row[0]), let account = AccountID(row[1]) else {
                throw StoreError(.corrupt, "unknown kind of entity or account")
            }
            versions.note(kind, in: account, number: UInt64(clamping: row[2] as Int64))
        }
        return versions
    }
}
