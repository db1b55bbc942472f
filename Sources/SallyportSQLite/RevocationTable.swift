import Accounts
import Encodings
import Foundation
import GRDB

/// The revocations, one row for each target.
enum RevocationTable {
    static func insert(_ revocation: Revocation, _ db: Database) throws {
        let (kind, name, qualifier) = columns(of: revocation.target)
        let statement = try db.cachedStatement(
            sql: """
                INSERT INTO revocation (kind, name, qualifier, issued_at_or_before) VALUES (?, ?, ?, ?)
                ON CONFLICT (kind, name, qualifier)
                DO UPDATE SET issued_at_or_before = max(issued_at_or_before, excluded.issued_at_or_before)
                """)
        try statement.execute(arguments: [kind, name, qualifier, revocation.issuedAtOrBefore.milliseconds])
    }

    static func remove(_ target: RevocationTarget, _ db: Database) throws {
        let (kind, name, qualifier) = columns(of: target)
        let statement = try db.cachedStatement(
            sql: "DELETE FROM revocation WHERE kind = ? AND name = ? AND qualifier = ?")
        try statement.execute(arguments: [kind, name, qualifier])
    }

    static func fetchAll(_ db: Database) throws -> RevocationList {
        let statement = try db.cachedStatement(
            sql: "SELECT kind, name, qualifier, issued_at_or_before FROM revocation")
        return RevocationList(
            try Row.fetchAll(statement).map { row in
                let target = try target(kind: row[0], name: row[1], qualifier: row[2])
                return Revocation(target: target, milliseconds: row[3])
            })
    }

    private static func columns(of target: RevocationTarget) -> (kind: String, name: Data, qualifier: Data) {
        switch target {
        case .role(let uniqueID): ("role", Data(uniqueID.utf8), Data())
        case .subject(let qualifier, let subject): ("subject", Data(subject.utf8), Data(qualifier.utf8))
        case .session(let accessKeyID): ("session", Data(accessKeyID.utf8), Data())
        case .sessionName(let name, let provider):
            ("session name", Data(name.utf8), Data((provider ?? "").utf8))
        case .attribute(let name, let value, let provider):
            ("attribute", Data(value.utf8), qualifier(name, provider))
        case .consoleSessions(let nameQualifier, let subject, let index):
            ("console sessions", Data(subject.utf8), qualifier(index?.hexadecimal ?? "", nameQualifier))
        }
    }

    /// A name and a provider, or none, in one column: ARNs have no NUL, and names of attributes may not have one either.
    private static func qualifier(_ name: String, _ provider: String?) -> Data {
        Data((provider ?? "").utf8) + [0] + Data(name.utf8)
    }

    private static func text(_ data: Data) -> String { String(decoding: data, as: UTF8.self) }

    private static func provider(_ data: Data) -> String? { data.isEmpty ? nil : text(data) }

    private static func target(kind: String, name: Data, qualifier: Data) throws -> RevocationTarget {
        let name = text(name)
        switch kind {
        case "role": return .role(uniqueID: name)
        case "subject": return .subject(nameQualifier: text(qualifier), subject: name)
        case "session": return .session(accessKeyID: name)
        case "session name": return .sessionName(name, providerARN: provider(qualifier))
        case "attribute":
            guard let end = qualifier.firstIndex(of: 0) else {
                throw StoreError(.corrupt, "a revocation of an attribute without its name")
            }
            return .attribute(
                name: text(qualifier[(end + 1)...]), value: name, providerARN: provider(qualifier[..<end]))
        case "console sessions":
            guard let end = qualifier.firstIndex(of: 0) else {
                throw StoreError(.corrupt, "a revocation of console sessions without its end")
            }
            return .consoleSessions(
                nameQualifier: text(qualifier[..<end]), subject: name,
                sessionIndex: ClaimMark(hexadecimal: text(qualifier[(end + 1)...])))
        default: throw StoreError(.corrupt, "unknown kind of revocation \(kind)")
        }
    }
}

extension Revocation {
    /// A revocation of exactly these milliseconds.
    ///
    /// A `Date` of them could be rounded up to the next one, so half of one is taken off before.
    fileprivate init(target: RevocationTarget, milliseconds: Int64) {
        let seconds = (Double(Timestamp(milliseconds: milliseconds).milliseconds) - 0.5) / 1_000
        self.init(target: target, issuedAtOrBefore: Date(timeIntervalSince1970: seconds))
    }
}
