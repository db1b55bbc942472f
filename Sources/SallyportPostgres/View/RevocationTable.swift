import Accounts
import Encodings

/// The revocations, one row for each target.
enum RevocationTable {
    /// The columns of a target.
    private struct Columns {
        let kind: String
        let name: String
        var qualifier = ""
        var provider: String?

        /// By which the row is found; names are longer than an index takes.
        var digest: [UInt8] {
            OneTimeKey(
                purpose: "revocation", fields: [kind, name, qualifier, provider == nil ? "any" : "one", provider ?? ""]
            ).bytes
        }
    }

    static func insert(_ revocation: Revocation) -> SQLStatement {
        let columns = columns(of: revocation.target)
        return SQLStatement(
            """
            INSERT INTO revocation (digest, kind, name, qualifier, provider, issued_at_or_before)
            VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (digest) DO UPDATE
            SET issued_at_or_before = greatest(revocation.issued_at_or_before, excluded.issued_at_or_before)
            """,
            [
                .bytes(columns.digest), .text(columns.kind), .bytes(Array(columns.name.utf8)),
                .bytes(Array(columns.qualifier.utf8)), columns.provider.map { .bytes(Array($0.utf8)) } ?? .null,
                .integer(revocation.issuedAtOrBefore.milliseconds),
            ])
    }

    static func remove(_ target: RevocationTarget) -> SQLStatement {
        SQLStatement("DELETE FROM revocation WHERE digest = $1", [.bytes(columns(of: target).digest)])
    }

    static func all(_ handle: ConnectionHandle) throws -> RevocationList {
        RevocationList(
            try handle.run("SELECT kind, name, qualifier, provider, issued_at_or_before FROM revocation").map { row in
                let target = try target(
                    kind: try row.text(0), name: try row.text(1), qualifier: try row.text(2),
                    provider: try row.optionalText(3))
                return Revocation(
                    target: target, issuedAtOrBefore: Timestamp(milliseconds: try row.integer(4)))
            })
    }

    private static func columns(of target: RevocationTarget) -> Columns {
        switch target {
        case .role(let uniqueID): Columns(kind: "role", name: uniqueID)
        case .subject(let qualifier, let subject): Columns(kind: "subject", name: subject, qualifier: qualifier)
        case .session(let accessKeyID): Columns(kind: "session", name: accessKeyID)
        case .sessionName(let name, let provider): Columns(kind: "session name", name: name, provider: provider)
        case .attribute(let name, let value, let provider):
            Columns(kind: "attribute", name: value, qualifier: name, provider: provider)
        case .consoleSessions(let qualifier, let subject, let index):
            Columns(kind: "console sessions", name: subject, qualifier: qualifier, provider: index?.hexadecimal)
        }
    }

    private static func target(
        kind: String, name: String, qualifier: String, provider: String?
    ) throws(StoreError) -> RevocationTarget {
        switch kind {
        case "role": return .role(uniqueID: name)
        case "subject": return .subject(nameQualifier: qualifier, subject: name)
        case "session": return .session(accessKeyID: name)
        case "session name": return .sessionName(name, providerARN: provider)
        case "attribute": return .attribute(name: qualifier, value: name, providerARN: provider)
        case "console sessions":
            return .consoleSessions(
                nameQualifier: qualifier, subject: name, sessionIndex: provider.flatMap(ClaimMark.init(hexadecimal:)))
        default: throw StoreError(.corrupt, "unknown kind of revocation \(kind.quoted)")
        }
    }
}
