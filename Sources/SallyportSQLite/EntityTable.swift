import Accounts
import Encodings
import Foundation
import GRDB

/// The entities, one row for each, with their references and documents.
enum EntityTable {
    private static let columns = "kind, account, name, path, unique_id, owner, created_at, body"

    static func rows(_ selection: EntitySelection, _ db: Database) throws -> [EntityRow] {
        let (clause, arguments) = query(selection)
        let statement = try db.cachedStatement(sql: "SELECT \(columns) \(clause)")
        // One after the other, without a copy of each row.
        return try Array(Row.fetchCursor(statement, arguments: arguments).map(entity))
    }

    /// At most `limit` entities that belong to another one, or to none, by unique id.
    static func page(owned: Bool, after: String, limit: Int, _ db: Database) throws -> [EntityRow] {
        let statement = try db.cachedStatement(
            sql: """
                SELECT \(columns) FROM entity WHERE unique_id > ? AND owner IS \(owned ? "NOT NULL" : "NULL")
                ORDER BY unique_id LIMIT ?
                """)
        return try Array(Row.fetchCursor(statement, arguments: [after, limit]).map(entity))
    }

    static func count(_ selection: EntitySelection, _ db: Database) throws -> Int {
        let (clause, arguments) = query(selection)
        let statement = try db.cachedStatement(sql: "SELECT count(*) FROM (SELECT 1 \(clause))")
        return try Int.fetchOne(statement, arguments: arguments) ?? 0
    }

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

    static func document(of uniqueID: String, _ db: Database) throws -> [UInt8]? {
        let statement = try db.cachedStatement(sql: "SELECT content FROM entity_document WHERE unique_id = ?")
        return try Data.fetchOne(statement, arguments: [uniqueID]).map(Array.init)
    }

    /// What stands behind the columns.
    private static func query(_ selection: EntitySelection) -> (clause: String, arguments: StatementArguments) {
        switch selection {
        case .named(let kind, let account, let name):
            return (
                "FROM entity WHERE kind = ? AND account = ? AND folded_name = ?",
                [kind.rawValue, account.description, EntityRow.fold(name)]
            )
        case .uniqueID(let id): return ("FROM entity WHERE unique_id = ?", [id])
        case .below(let kind, let account, let pathPrefix, let folded, let limit):
            let arguments: StatementArguments = [kind.rawValue, account.description, folded ?? ""]
            // Every path begins so: to count them all the index is enough.
            let isAny = pathPrefix == "/"
            return (
                """
                FROM entity WHERE kind = ? AND account = ? AND folded_name > ? \
                \(isAny ? "" : "AND substr(path, 1, length(?)) = ?") ORDER BY folded_name LIMIT ?
                """, arguments + (isAny ? [max(limit, 0)] : [pathPrefix, pathPrefix, max(limit, 0)])
            )
        case .owned(let kind, let owner):
            return ("FROM entity WHERE owner = ? AND kind = ? ORDER BY folded_name", [owner, kind.rawValue])
        case .referring(let target, let relation, let account):
            // CROSS JOIN makes SQLite begin with the account, whatever it makes of the number of references.
            return (
                """
                FROM entity CROSS JOIN entity_link ON source = unique_id
                WHERE account = ? AND target = ? AND relation = ? ORDER BY unique_id
                """, [account.description, target, relation.rawValue]
            )
        }
    }

    private static func entity(_ row: Row) throws -> EntityRow {
        guard let kind = EntityKind(rawValue: row[0]), let account = AccountID(row[1]) else {
            throw StoreError(.corrupt, "unknown kind of entity or account")
        }
        return EntityRow(
            kind: kind, account: account, name: row[2], path: row[3], uniqueID: row[4], owner: row[5],
            createDate: Timestamp(milliseconds: row[6]), body: Array(row[7] as Data))
    }

    // MARK: Writing

    static func apply(_ change: EntityChange, _ db: Database) throws {
        switch change {
        case .insert(let row):
            try db.cachedStatement(
                sql: "INSERT INTO entity (\(columns), folded_name) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
            ).execute(arguments: [
                row.kind.rawValue, row.account.description, row.name, row.path, row.uniqueID, row.owner,
                row.createDate.milliseconds, Data(row.body), row.foldedName,
            ])
        case .update(let row):
            try db.cachedStatement(
                sql: "UPDATE entity SET name = ?, folded_name = ?, path = ?, owner = ?, body = ? WHERE unique_id = ?"
            ).execute(arguments: [row.name, row.foldedName, row.path, row.owner, Data(row.body), row.uniqueID])
            guard db.changesCount == 1 else { throw StoreError(.conflict, "\(row.uniqueID) is gone") }
        case .setDocument(let document, let id):
            try db.cachedStatement(
                sql: """
                    INSERT INTO entity_document (unique_id, content) VALUES (?, ?)
                    ON CONFLICT (unique_id) DO UPDATE SET content = excluded.content
                    """
            ).execute(arguments: [id, Data(document)])
        case .delete(let id):
            try db.cachedStatement(sql: "DELETE FROM entity WHERE unique_id = ?").execute(arguments: [id])
        case .link(let source, let relation, let target):
            try db.cachedStatement(
                sql: """
                    INSERT INTO entity_link (source, relation, target) VALUES (?, ?, ?)
                    ON CONFLICT (source, relation, target) DO NOTHING
                    """
            ).execute(arguments: [source, relation.rawValue, target])
        case .unlink(let source, let relation, let target):
            try db.cachedStatement(
                sql: "DELETE FROM entity_link WHERE source = ? AND relation = ? AND target = ?"
            ).execute(arguments: [source, relation.rawValue, target])
        }
    }
}
