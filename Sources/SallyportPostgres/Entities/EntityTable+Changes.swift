import Accounts
import Encodings

/// The statements that change entities. Each gives kind and account of the entity when it changed something, and nothing when
/// it didn't: an error would end the whole transaction, so that what is in the way is looked for instead. Nobody else writes
/// meanwhile.
extension EntityTable {
    static func change(_ change: EntityChange) -> SQLStatement {
        switch change {
        case .insert(let row): insert(row)
        case .update(let row): update(row)
        case .setDocument(let document, let id): setDocument(document, of: id)
        case .delete(let id): delete(id)
        case .link(let source, let relation, let target): link(source, relation, to: target)
        case .unlink(let source, let relation, let target): unlink(source, relation, from: target)
        }
    }

    /// What tells whether a change that changed nothing was in conflict, and then of what: rows mean a conflict.
    static func conflict(of change: EntityChange) -> (statement: SQLStatement, message: String)? {
        switch change {
        case .insert(let row): (SQLStatement("SELECT 1"), "\(row.kind.rawValue) \(row.name) can't be added")
        case .update(let row): (SQLStatement("SELECT 1"), "\(row.uniqueID) is gone, or its new name is taken")
        case .setDocument(_, let id): (SQLStatement("SELECT 1"), "\(id) is gone")
        case .delete(let id):
            (SQLStatement("SELECT 1 FROM entity WHERE unique_id = $1", [.text(id)]), "something belongs to \(id)")
        case .link(let source, _, _):
            (
                SQLStatement(
                    "SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM entity WHERE unique_id = $1)", [.text(source)]),
                "\(source) is gone"
            )
        case .unlink: nil
        }
    }

    private static func insert(_ row: EntityRow) -> SQLStatement {
        SQLStatement(
            """
            INSERT INTO entity (kind, account, name, path, unique_id, owner, created_at, body, folded_name)
            SELECT $1, $2, $3, $4, $5, $6::text, $7::bigint, $8::bytea, $9
            WHERE $6::text IS NULL OR EXISTS (SELECT 1 FROM entity WHERE unique_id = $6::text)
            ON CONFLICT DO NOTHING
            RETURNING kind, account
            """,
            [
                .text(row.kind.rawValue), .text(row.account.description), .text(row.name), .text(row.path),
                .text(row.uniqueID), .optional(row.owner), .integer(row.createDate.milliseconds), .bytes(row.body),
                .text(row.foldedName),
            ])
    }

    private static func update(_ row: EntityRow) -> SQLStatement {
        SQLStatement(
            """
            UPDATE entity SET name = $2, folded_name = $3, path = $4, owner = $5::text, body = $6::bytea
            WHERE unique_id = $1 AND NOT EXISTS (
                SELECT 1 FROM entity AS other
                WHERE other.kind = entity.kind AND other.account = entity.account AND other.folded_name = $3
                AND other.unique_id <> $1
            ) AND ($5::text IS NULL OR EXISTS (SELECT 1 FROM entity AS owner WHERE owner.unique_id = $5::text))
            RETURNING kind, account
            """,
            [
                .text(row.uniqueID), .text(row.name), .text(row.foldedName), .text(row.path), .optional(row.owner),
                .bytes(row.body),
            ])
    }

    private static func setDocument(_ document: [UInt8], of id: String) -> SQLStatement {
        SQLStatement(
            """
            WITH kept AS (
                INSERT INTO entity_document (unique_id, content)
                SELECT unique_id, $2::bytea FROM entity WHERE unique_id = $1
                ON CONFLICT (unique_id) DO UPDATE SET content = excluded.content
                RETURNING unique_id
            )
            SELECT kind, account FROM entity JOIN kept USING (unique_id)
            """, [.text(id), .bytes(document)])
    }

    private static func delete(_ id: String) -> SQLStatement {
        SQLStatement(
            """
            DELETE FROM entity WHERE unique_id = $1
            AND NOT EXISTS (SELECT 1 FROM entity AS owned WHERE owned.owner = $1)
            RETURNING kind, account
            """, [.text(id)])
    }

    private static func link(_ source: String, _ relation: EntityRelation, to target: String) -> SQLStatement {
        SQLStatement(
            """
            WITH made AS (
                INSERT INTO entity_link (source, relation, digest, target, account)
                SELECT unique_id, $2, $3, $4, account FROM entity WHERE unique_id = $1
                ON CONFLICT (source, relation, digest) DO NOTHING
                RETURNING source
            )
            SELECT kind, account FROM entity JOIN made ON made.source = entity.unique_id
            """, [.text(source), .text(relation.rawValue), .bytes(digest(of: target)), .text(target)])
    }

    private static func unlink(_ source: String, _ relation: EntityRelation, from target: String) -> SQLStatement {
        SQLStatement(
            """
            WITH ended AS (
                DELETE FROM entity_link WHERE source = $1 AND relation = $2 AND digest = $3 RETURNING source
            )
            SELECT kind, account FROM entity JOIN ended ON ended.source = entity.unique_id
            """, [.text(source), .text(relation.rawValue), .bytes(digest(of: target))])
    }
}

extension EntityChange {
    /// Whether PostgreSQL could not keep it: its texts have no NUL.
    var hasNUL: Bool {
        switch self {
        case .insert(let row), .update(let row):
            [row.name, row.path, row.uniqueID, row.owner ?? ""].contains(where: \.hasNUL)
        case .setDocument(_, let id), .delete(let id): id.hasNUL
        case .link(let source, _, let target), .unlink(let source, _, let target): source.hasNUL || target.hasNUL
        }
    }
}

extension EntitySelection {
    /// Whether nothing can be meant: texts in PostgreSQL have no NUL.
    var hasNUL: Bool {
        switch self {
        case .named(_, _, let name): name.hasNUL
        case .uniqueID(let id): id.hasNUL
        case .below(_, _, let pathPrefix, let after, _): pathPrefix.hasNUL || (after?.hasNUL ?? false)
        case .owned(_, let owner): owner.hasNUL
        case .referring: false
        }
    }
}
