extension Schema {
    /// One after the other, each with its name.
    ///
    /// One that was released is never changed. Replicas of the version before go on beside the new one: so a migration adds, and
    /// what it would take away goes a version later.
    static let migrations: [(name: String, script: String)] = [
        ("one-time uses, revocations and entities", oneTimeUses + revocations + entities + changes),
        ("portal sessions", portalSessions),
    ]

    /// Uses are in a table for each hour of their end, which is dropped as a whole.
    ///
    /// `bucket` is that hour. `owner` is random for each attempt, so that who tries again after an answer that was lost knows
    /// its own. A mark of time has an origin, so that those who raise it don't wait for one another.
    private static let oneTimeUses = """
        CREATE TABLE one_time_use (
            bucket bigint NOT NULL,
            key bytea NOT NULL CHECK (length(key) = 16),
            owner bytea NOT NULL CHECK (length(owner) = 16),
            used_at bigint NOT NULL,
            keep_until bigint NOT NULL,
            PRIMARY KEY (bucket, key)
        ) PARTITION BY LIST (bucket);

        CREATE INDEX one_time_use_by_end ON one_time_use USING brin (keep_until) WITH (autosummarize = on);

        CREATE TABLE time_mark (
            name text NOT NULL CHECK (name IN ('highest', 'swept through')),
            origin bytea NOT NULL,
            instant bigint NOT NULL,
            PRIMARY KEY (name, origin)
        ) WITH (fillfactor = 50);

        """

    /// Names are as long as identity providers like: a digest of them is the key.
    private static let revocations = """
        CREATE TABLE revocation (
            digest bytea PRIMARY KEY,
            kind text NOT NULL,
            name bytea NOT NULL,
            qualifier bytea NOT NULL,
            provider bytea,
            issued_at_or_before bigint NOT NULL
        );

        """

    /// Texts are compared as bytes.
    ///
    /// A reference knows the account of its source, so that those of one account are found
    /// without walking through those of all the others; its target may be long, and is found by its digest.
    private static let entities = """
        CREATE TABLE entity (
            unique_id text COLLATE "C" PRIMARY KEY,
            kind text NOT NULL,
            account text NOT NULL,
            folded_name text COLLATE "C" NOT NULL,
            name text NOT NULL,
            path text NOT NULL,
            owner text COLLATE "C" REFERENCES entity (unique_id),
            created_at bigint NOT NULL,
            body bytea NOT NULL,
            UNIQUE (kind, account, folded_name)
        );

        CREATE INDEX entity_by_owner ON entity (owner) WHERE owner IS NOT NULL;

        CREATE TABLE entity_link (
            source text COLLATE "C" NOT NULL REFERENCES entity (unique_id) ON DELETE CASCADE,
            relation text NOT NULL,
            digest bytea NOT NULL,
            target text COLLATE "C" NOT NULL,
            account text NOT NULL,
            PRIMARY KEY (source, relation, digest)
        );

        CREATE INDEX entity_link_by_target ON entity_link (digest, relation, account, source);

        CREATE TABLE entity_document (
            unique_id text COLLATE "C" PRIMARY KEY REFERENCES entity (unique_id) ON DELETE CASCADE,
            content bytea NOT NULL
        );

        CREATE TABLE entity_use (
            unique_id text COLLATE "C" PRIMARY KEY,
            used_at bigint NOT NULL,
            service text NOT NULL,
            region text NOT NULL
        );

        """

    /// The number of the last change of each kind, and of the last one of each kind of entity and account.
    ///
    /// Whoever makes one holds the row of the counter until it is committed, so that a higher number is always seen later.
    private static let changes = """
        CREATE TABLE change_counter (name text PRIMARY KEY, version bigint NOT NULL);

        INSERT INTO change_counter (name, version) VALUES ('entities', 0), ('revocations', 0);

        CREATE TABLE entity_change (
            kind text NOT NULL,
            account text NOT NULL,
            version bigint NOT NULL,
            PRIMARY KEY (kind, account)
        );

        CREATE INDEX entity_change_by_version ON entity_change (version);
        """

    /// They were entities; those that there are end.
    ///
    /// A broker of before makes none any more, which costs its users the portal and not the sign-in: what ends sessions of a user now would
    /// not find them.
    /// Writers of entities wait meanwhile, as for one another. What is sealed can't be compressed.
    private static let portalSessions = """
        UPDATE change_counter SET version = version WHERE name = 'entities';

        DELETE FROM entity WHERE kind = 'portalSession';

        DELETE FROM entity_change WHERE kind = 'portalSession';

        ALTER TABLE entity ADD CONSTRAINT no_entity_is_a_portal_session CHECK (kind <> 'portalSession');

        CREATE TABLE portal_session (
            id bytea PRIMARY KEY CHECK (length(id) = 32),
            subject bytea NOT NULL,
            session_index bytea,
            begun_by bytea,
            created_at bigint NOT NULL,
            expires_at bigint NOT NULL,
            sealed bytea NOT NULL
        );

        ALTER TABLE portal_session ALTER COLUMN sealed SET STORAGE EXTERNAL;

        CREATE INDEX portal_session_by_subject ON portal_session (subject);

        CREATE INDEX portal_session_by_end ON portal_session (expires_at);
        """
}
