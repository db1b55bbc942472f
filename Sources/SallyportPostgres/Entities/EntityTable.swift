import Accounts
import Encodings

/// The statements that read entities, one row for each, with their references and documents.
enum EntityTable {
    private static let columns = "kind, entity.account, name, path, entity.unique_id, owner, created_at, body"

    static func rows(_ selection: EntitySelection) -> SQLStatement { query(selection, of: columns) }

    /// At most `limit` entities that belong to another one, or to none, by unique id.
    static func page(owned: Bool, after: String, limit: Int) -> SQLStatement {
        SQLStatement(
            """
            SELECT \(columns) FROM entity WHERE unique_id > $1 AND owner IS \(owned ? "NOT NULL" : "NULL")
            ORDER BY unique_id LIMIT $2
            """, [.text(after), .integer(Int64(clamping: limit))])
    }

    static func count(_ selection: EntitySelection) -> SQLStatement {
        let query = query(selection, of: "1")
        return SQLStatement("SELECT count(*) FROM (\(query.text)) AS found", query.values)
    }

    static func targets(of source: String, _ relation: EntityRelation) -> SQLStatement {
        SQLStatement(
            "SELECT target FROM entity_link WHERE source = $1 AND relation = $2 ORDER BY target",
            [.text(source), .text(relation.rawValue)])
    }

    static func sources(of target: String, _ relation: EntityRelation) -> SQLStatement {
        SQLStatement(
            "SELECT source FROM entity_link WHERE digest = $1 AND relation = $2 ORDER BY source",
            [.bytes(digest(of: target)), .text(relation.rawValue)])
    }

    static func document(of uniqueID: String) -> SQLStatement {
        SQLStatement("SELECT content FROM entity_document WHERE unique_id = $1", [.text(uniqueID)])
    }

    /// By which a target is found; it may be longer than an index takes.
    static func digest(of target: String) -> [UInt8] { OneTimeKey(purpose: "entity", fields: [target]).bytes }

    private static func query(_ selection: EntitySelection, of columns: String) -> SQLStatement {
        let select = "SELECT \(columns) FROM entity"
        switch selection {
        case .named(let kind, let account, let name):
            return SQLStatement(
                "\(select) WHERE kind = $1 AND account = $2 AND folded_name = $3",
                [.text(kind.rawValue), .text(account.description), .text(EntityRow.fold(name))])
        case .uniqueID(let id): return SQLStatement("\(select) WHERE unique_id = $1", [.text(id)])
        case .below(let kind, let account, let pathPrefix, let folded, let limit):
            return SQLStatement(
                """
                \(select) WHERE kind = $1 AND account = $2 AND folded_name > $3 AND left(path, length($4::text)) = $4
                ORDER BY folded_name LIMIT $5
                """,
                [
                    .text(kind.rawValue), .text(account.description), .text(folded ?? ""), .text(pathPrefix),
                    .integer(Int64(clamping: max(limit, 0))),
                ])
        case .owned(let kind, let owner):
            return SQLStatement(
                "\(select) WHERE owner = $1 AND kind = $2 ORDER BY folded_name", [.text(owner), .text(kind.rawValue)])
        case .referring(let target, let relation, let account):
            return SQLStatement(
                """
                \(select) JOIN entity_link ON entity_link.source = entity.unique_id
                WHERE digest = $1 AND relation = $2 AND entity_link.account = $3 ORDER BY entity.unique_id
                """, [.bytes(digest(of: target)), .text(relation.rawValue), .text(account.description)])
        }
    }

    static func entity(_ row: PostgresRow) throws(StoreError) -> EntityRow {
        guard let kind = EntityKind(rawValue: try row.text(0)), let account = AccountID(try row.text(1)) else {
            throw StoreError(.corrupt, "unknown kind of entity or account")
        }
        return EntityRow(
            kind: kind, account: account, name: try row.text(2), path: try row.text(3), uniqueID: try row.text(4),
            owner: try row.optionalText(5), createDate: Timestamp(milliseconds: try row.integer(6)),
            body: try row.bytes(7))
    }
}
