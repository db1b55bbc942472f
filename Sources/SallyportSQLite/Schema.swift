import Accounts
import GRDB

/// The tables, as a list of migrations that only ever grows.
enum Schema {
    /// Marks a database file as one of this product (`PRAGMA application_id`): "SaPo".
    static let applicationID = 0x5361_506F

    /// Brings a database to the current version, and tells whether the file was new: one without tables.
    static func migrate(_ pool: DatabasePool) throws -> Bool {
        let isNew = try pool.writeWithoutTransaction { db in
            let id = try Int.fetchOne(db, sql: "PRAGMA application_id")
            let tables = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_schema")
            guard id == applicationID || (id == 0 && tables == 0) else {
                throw StoreError(.corrupt, "the file is a database of something else")
            }
            return tables == 0
        }
        let migrator = migrator
        guard try !pool.read(migrator.hasBeenSuperseded) else {
            throw StoreError(.unavailable, "the database was written by a newer version")
        }
        try migrator.migrate(pool)
        return isNew
    }

    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        // Texts of requests are kept as BLOB: their bytes are compared, and a NUL does not end them.
        migrator.registerMigration("1 one-time uses and revocations") { db in
            try db.execute(
                sql: """
                    PRAGMA application_id = \(applicationID);

                    CREATE TABLE one_time_use (
                        key BLOB NOT NULL PRIMARY KEY CHECK (length(key) = 32),
                        used_at INTEGER NOT NULL,
                        keep_until INTEGER NOT NULL
                    ) STRICT, WITHOUT ROWID;

                    CREATE INDEX one_time_use_by_end ON one_time_use (keep_until);

                    CREATE TABLE revocation (
                        kind TEXT NOT NULL CHECK (kind IN ('role', 'subject', 'session')),
                        name BLOB NOT NULL,
                        qualifier BLOB NOT NULL,
                        issued_at_or_before INTEGER NOT NULL,
                        PRIMARY KEY (kind, name, qualifier)
                    ) STRICT, WITHOUT ROWID;

                    CREATE TABLE time_mark (
                        name TEXT NOT NULL PRIMARY KEY CHECK (name IN ('highest', 'swept_through')),
                        instant INTEGER NOT NULL
                    ) STRICT, WITHOUT ROWID;
                    """)
        }
        migrator.registerMigration("2 entities") { db in
            try db.execute(
                sql: """
                    CREATE TABLE entity (
                        unique_id TEXT NOT NULL PRIMARY KEY,
                        kind TEXT NOT NULL,
                        account TEXT NOT NULL,
                        folded_name TEXT NOT NULL,
                        name TEXT NOT NULL,
                        path TEXT NOT NULL,
                        owner TEXT REFERENCES entity (unique_id),
                        created_at INTEGER NOT NULL,
                        body BLOB NOT NULL,
                        UNIQUE (kind, account, folded_name)
                    ) STRICT;

                    CREATE INDEX entity_by_owner ON entity (owner) WHERE owner IS NOT NULL;

                    CREATE TABLE entity_link (
                        source TEXT NOT NULL REFERENCES entity (unique_id) ON DELETE CASCADE,
                        relation TEXT NOT NULL,
                        target TEXT NOT NULL,
                        PRIMARY KEY (source, relation, target)
                    ) STRICT, WITHOUT ROWID;

                    CREATE INDEX entity_link_by_target ON entity_link (target, relation);

                    CREATE TABLE entity_version (version INTEGER NOT NULL) STRICT;

                    INSERT INTO entity_version (version) VALUES (0);

                    CREATE TABLE entity_use (
                        unique_id TEXT NOT NULL PRIMARY KEY,
                        used_at INTEGER NOT NULL,
                        service TEXT NOT NULL,
                        region TEXT NOT NULL
                    ) STRICT, WITHOUT ROWID;
                    """)
        }
        // By which the references of one account are found without walking through those of all the others.
        migrator.registerMigration("3 entities by account") { db in
            try db.execute(sql: "CREATE INDEX entity_by_account ON entity (account, unique_id)")
        }
        // The metadata of SAML providers was part of the record. A damaged record stays: it must not keep a file from
        // being opened.
        migrator.registerMigration("4 documents of entities") { db in
            try db.execute(
                sql: """
                    CREATE TABLE entity_document (
                        unique_id TEXT NOT NULL PRIMARY KEY REFERENCES entity (unique_id) ON DELETE CASCADE,
                        content BLOB NOT NULL
                    ) STRICT;

                    INSERT INTO entity_document (unique_id, content)
                    SELECT unique_id, CAST(ifnull(json_extract(CAST(body AS TEXT), '$.metadata'), '') AS BLOB)
                    FROM entity WHERE kind = 'samlProvider' AND json_valid(CAST(body AS TEXT));

                    UPDATE entity SET body = CAST(json_remove(CAST(body AS TEXT), '$.metadata') AS BLOB)
                    WHERE kind = 'samlProvider' AND json_valid(CAST(body AS TEXT));
                    """)
        }
        // By session name and attribute: the kinds are the code's, so that a further one needs no table of its own.
        migrator.registerMigration("5 kinds of revocations") { db in
            try db.execute(
                sql: """
                    CREATE TABLE revocation_of_any_kind (
                        kind TEXT NOT NULL,
                        name BLOB NOT NULL,
                        qualifier BLOB NOT NULL,
                        issued_at_or_before INTEGER NOT NULL,
                        PRIMARY KEY (kind, name, qualifier)
                    ) STRICT, WITHOUT ROWID;

                    INSERT INTO revocation_of_any_kind SELECT kind, name, qualifier, issued_at_or_before FROM revocation;

                    DROP TABLE revocation;

                    ALTER TABLE revocation_of_any_kind RENAME TO revocation;
                    """)
        }
        // The last change of each kind and account. Whoever makes one, the triggers count it: for the entity whose row, document
        // or reference it is.
        migrator.registerMigration("6 versions by kind and account") { db in
            try db.execute(
                sql: """
                    CREATE TABLE entity_change (
                        kind TEXT NOT NULL,
                        account TEXT NOT NULL,
                        version INTEGER NOT NULL,
                        PRIMARY KEY (kind, account)
                    ) STRICT, WITHOUT ROWID;

                    CREATE INDEX entity_change_by_version ON entity_change (version);
                    """)
            for (event, id) in [
                ("AFTER INSERT ON entity", "NEW.unique_id"), ("AFTER UPDATE ON entity", "NEW.unique_id"),
                ("BEFORE DELETE ON entity", "OLD.unique_id"), ("AFTER INSERT ON entity_link", "NEW.source"),
                ("BEFORE DELETE ON entity_link", "OLD.source"), ("AFTER INSERT ON entity_document", "NEW.unique_id"),
                ("AFTER UPDATE ON entity_document", "NEW.unique_id"),
            ] {
                try db.execute(
                    sql: """
                        CREATE TRIGGER "\(event)" \(event) BEGIN
                            UPDATE entity_version SET version = version + 1;

                            INSERT INTO entity_change (kind, account, version)
                            SELECT kind, account, version FROM entity, entity_version WHERE unique_id = \(id)
                            ON CONFLICT (kind, account) DO UPDATE SET version = excluded.version;
                        END
                        """)
            }
        }
        // The names of MFA devices are unique within their path: both are the entity's name.
        migrator.registerMigration("7 paths of MFA devices") { db in
            try db.execute(
                sql: """
                    UPDATE entity
                    SET name = substr(path, 2) || name, folded_name = lower(substr(path, 2)) || folded_name, path = '/'
                    WHERE kind = 'mfaDevice' AND path <> '/'
                    """)
        }
        // They were entities; those that there are end, and none is made any more, also not by an older program that has
        // the file open.
        migrator.registerMigration("8 portal sessions") { db in
            try db.execute(
                sql: """
                    DELETE FROM entity_link WHERE source IN (SELECT unique_id FROM entity WHERE kind = 'portalSession');

                    DELETE FROM entity_document
                    WHERE unique_id IN (SELECT unique_id FROM entity WHERE kind = 'portalSession');

                    DELETE FROM entity WHERE kind = 'portalSession';

                    DELETE FROM entity_change WHERE kind = 'portalSession';

                    CREATE TRIGGER no_entity_is_a_portal_session
                    BEFORE INSERT ON entity WHEN NEW.kind = 'portalSession' BEGIN
                        SELECT RAISE(ABORT, 'portal sessions have a table of their own');
                    END;

                    CREATE TABLE portal_session (
                        number INTEGER PRIMARY KEY,
                        id BLOB NOT NULL UNIQUE CHECK (length(id) = 32),
                        subject BLOB NOT NULL,
                        session_index BLOB,
                        begun_by BLOB,
                        created_at INTEGER NOT NULL,
                        expires_at INTEGER NOT NULL,
                        sealed BLOB NOT NULL
                    ) STRICT;

                    CREATE INDEX portal_session_by_subject ON portal_session (subject);

                    CREATE INDEX portal_session_by_end ON portal_session (expires_at);
                    """)
        }
        // Half of a digest, as PostgreSQL has it, and no index by the end: a third of the size.
        migrator.registerMigration("9 smaller one-time uses") { db in
            try db.execute(
                sql: """
                    CREATE TABLE smaller_one_time_use (
                        key BLOB NOT NULL PRIMARY KEY CHECK (length(key) = 16),
                        keep_until INTEGER NOT NULL,
                        used_before INTEGER NOT NULL
                    ) STRICT, WITHOUT ROWID;

                    INSERT INTO smaller_one_time_use (key, keep_until, used_before)
                    SELECT substr(key, 1, 16), keep_until, keep_until - used_at FROM one_time_use WHERE true ORDER BY key
                    ON CONFLICT (key) DO UPDATE
                    SET keep_until = excluded.keep_until, used_before = excluded.used_before
                    WHERE excluded.keep_until > keep_until;

                    DROP TABLE one_time_use;

                    ALTER TABLE smaller_one_time_use RENAME TO one_time_use;
                    """)
        }
        return migrator
    }
}
