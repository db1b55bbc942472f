import Accounts
import Encodings
import Foundation
import GRDB

/// The entities, one row for each, and the references between them.
enum EntityTable {
    private static let columns = "kind, account, name, path, unique_id, owner, created_at, body"

    static func fetch(_ kind: EntityKind, _ account: AccountID, name: String, _ db: Database) throws -> EntityRow? {
        let statement = try db.cachedStatement(
            sql: "SELECT \(columns) FROM entity WHERE kind = ? AND account = ? AND folded_name = ?")
        return try entities(statement, [kind.rawValue, account.description, EntityRow.fold(name)]).next()
    }

    static func fetch(uniqueID: String, _ db: Database) throws -> EntityRow? {
        let statement = try db.cachedStatement(sql: "SELECT \(columns) FROM entity WHERE unique_id = ?")
        return try entities(statement, [uniqueID]).next()
    }

    static func fetch(
        _ kind: EntityKind, _ account: AccountID, pathPrefix: String, after folded: String?, limit: Int, _ db: Database
    ) throws -> [EntityRow] {
        let statement = try db.cachedStatement(
            sql: """
                SELECT \(columns) FROM entity
                WHERE kind = ? AND account = ? AND folded_name > ? AND substr(path, 1, length(?)) = ?
                ORDER BY folded_name LIMIT ?
                """)
        let arguments: StatementArguments = [
            kind.rawValue, account.description, folded ?? "", pathPrefix, pathPrefix, max(limit, 0),
        ]
        return try Array(entities(statement, arguments))
    }

    static func fetch(_ kind: EntityKind, ownedBy uniqueID: String, _ db: Database) throws -> [EntityRow] {
        let statement = try db.cachedStatement(
            sql: "SELECT \(columns) FROM entity WHERE owner = ? AND kind = ? ORDER BY folded_name")
        return try Array(entities(statement, [uniqueID, kind.rawValue]))
    }

    static func count(_ kind: EntityKind, _ account: AccountID, _ db: Database) throws -> Int {
        let statement = try db.cachedStatement(sql: "SELECT count(*) FROM entity WHERE kind = ? AND account = ?")
        return try Int.fetchOne(statement, arguments: [kind.rawValue, account.description]) ?? 0
    }

    /// CROSS JOIN makes SQLite begin with the account, whatever it makes of the number of references.
    private static let referring = """
        FROM entity CROSS JOIN entity_link ON source = unique_id
        WHERE account = ? AND target = ? AND relation = ?
        """

    static func fetch(
        thatReferTo target: String, _ relation: EntityRelation, _ account: AccountID, _ db: Database
    ) throws -> [EntityRow] {
        let statement = try db.cachedStatement(sql: "SELECT \(columns) \(referring) ORDER BY unique_id")
        return try Array(entities(statement, [account.description, target, relation.rawValue]))
    }

    static func count(
        thatReferTo target: String, _ relation: EntityRelation, _ account: AccountID, _ db: Database
    ) throws -> Int {
        let statement = try db.cachedStatement(sql: "SELECT count(*) \(referring)")
        return try Int.fetchOne(statement, arguments: [account.description, target, relation.rawValue]) ?? 0
    }

    static func insert(_ row: EntityRow, _ db: Database) throws {
        let statement = try db.cachedStatement(
            sql: """
                INSERT INTO entity (\(columns), folded_name) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)
        try statement.execute(arguments: [
            row.kind.rawValue, row.account.description, row.name, row.path, row.uniqueID, row.owner,
            row.createDate.milliseconds, Data(row.body), row.foldedName,
        ])
    }

    static func update(_ row: EntityRow, _ db: Database) throws {
        let statement = try db.cachedStatement(
            sql: "UPDATE entity SET name = ?, folded_name = ?, path = ?, owner = ?, body = ? WHERE unique_id = ?")
        try statement.execute(arguments: [
            row.name, row.foldedName, row.path, row.owner, Data(row.body), row.uniqueID,
        ])
        guard db.changesCount == 1 else { throw StoreError(.conflict, "\(row.uniqueID) is gone") }
    }

    static func delete(uniqueID: String, _ db: Database) throws {
        try db.cachedStatement(sql: "DELETE FROM entity WHERE unique_id = ?").execute(arguments: [uniqueID])
    }

    /// One after the other, without a copy of each row.
    private static func entities(
        _ statement: Statement, _ arguments: StatementArguments
    ) throws -> MapCursor<RowCursor, EntityRow> {
        try Row.fetchCursor(statement, arguments: arguments).map(entity)
    }

    private static func entity(_ row: Row) throws -> EntityRow {
        guard let kind = EntityKind(rawValue: row[0]), let account = AccountID(row[1]) else {
            throw StoreError(.corrupt, "unknown kind of entity or account")
        }
        return EntityRow(
            kind: kind, account: account, name: row[2], path: row[3], uniqueID: row[4], owner: row[5],
            createDate: Timestamp(milliseconds: row[6]), body: Array(row[7] as Data))
    }
}

/// The references from entities to others.
enum EntityLinkTable {
    static func targets(of source: String, _ relation: EntityRelation, _ db: Database) throws -> [String] {
        let statement = try db.cachedStatement(
            sql: "SELECT target FROM entity_link WHERE source = ? AND relation = ? ORDER BY target")
        return try String.fetchAll(statement, arguments: [source, relation.rawValue])
    }

    static func sources(of target: String, _ relation: EntityRelation, _ db: Database) throws -> [String] {
        let statement = try db.cachedStatement(
            sql: "SELECT source FROM entity_link WHERE target = ? AND relation = ? ORDER BY source")
        return try String.fetchAll(statement, arguments: [target, relation.rawValue])
    }

    static func insert(source: String, relation: EntityRelation, target: String, _ db: Database) throws {
        let statement = try db.cachedStatement(
            sql: """
                INSERT INTO entity_link (source, relation, target) VALUES (?, ?, ?)
                ON CONFLICT (source, relation, target) DO NOTHING
                """)
        try statement.execute(arguments: [source, relation.rawValue, target])
    }

    static func delete(source: String, relation: EntityRelation, target: String, _ db: Database) throws {
        let statement = try db.cachedStatement(
            sql: "DELETE FROM entity_link WHERE source = ? AND relation = ? AND target = ?")
        try statement.execute(arguments: [source, relation.rawValue, target])
    }
}
