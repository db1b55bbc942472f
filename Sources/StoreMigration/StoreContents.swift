import Accounts
import Encodings

/// An entity with all that is kept beside its row.
struct WholeEntity: Hashable, Sendable {
    let row: EntityRow
    let document: [UInt8]?
    let links: [EntityRelation: [String]]
    let lastUse: EntityUse?

    /// Reads what is beside a row.
    init(_ row: EntityRow, _ reader: any EntityReader) async throws(StoreError) {
        self.row = row
        document = try await reader.document(of: row.uniqueID)
        var links: [EntityRelation: [String]] = [:]
        for relation in EntityRelation.allCases {
            let targets = try await reader.targets(of: row.uniqueID, relation)
            if !targets.isEmpty { links[relation] = targets }
        }
        self.links = links
        lastUse = try await reader.lastUse(of: row.uniqueID)
    }

    /// Whether the other is the same but for its last use, which goes on.
    func isSame(as other: WholeEntity) -> Bool {
        row == other.row && document == other.document && links == other.links
    }

    /// All of it as texts, each with a meaning of its own.
    var fields: [String] {
        [
            row.kind.rawValue, row.account.description, row.name, row.path, row.uniqueID, row.owner ?? "",
            "\(row.createDate.milliseconds)", Hexadecimal.text(row.body),
            document.map { "document " + Hexadecimal.text($0) } ?? "",
        ] + EntityRelation.allCases.flatMap { relation in ["\(relation.rawValue):"] + links[relation, default: []] }
            + [lastUse.map { "\($0.instant.milliseconds) \($0.service) \($0.region)" } ?? ""]
    }
}

extension KeptPortalSession {
    /// All of it as texts, each with a meaning of its own.
    var fields: [String] {
        [
            Hexadecimal.text(id), Hexadecimal.text(subject), sessionIndex.map(Hexadecimal.text) ?? "",
            begunBy.map(Hexadecimal.text) ?? "", "\(createdAt.milliseconds)", "\(expiresAt.milliseconds)",
            Hexadecimal.text(sealed),
        ]
    }
}

/// The pages of a store, from one end to the other.
struct StorePages {
    private static let size = 200

    let store: any EnumerableStore

    /// Every entity, in pages: those that belong to another one come last.
    func entities(_ body: ([WholeEntity]) async throws -> Void) async throws {
        for owned in [false, true] {
            var after = ""
            while true {
                let rows = try await store.entities(owned: owned, after: after, limit: Self.size)
                guard let last = rows.last else { break }
                after = last.uniqueID
                let page = try await store.readEntities { reader in
                    var page: [WholeEntity] = []
                    for row in rows { page.append(try await WholeEntity(row, reader)) }
                    return page
                }
                try await body(page)
            }
        }
    }

    /// Every portal session, in pages.
    func portalSessions(_ body: ([KeptPortalSession]) async throws -> Void) async throws {
        var after: [UInt8] = []
        while true {
            let page = try await store.portalSessions(after: after, limit: Self.size)
            guard let last = page.last else { return }
            after = last.id
            try await body(page)
        }
    }

    /// Every record of a one-time use, in pages.
    func uses(_ body: ([KeptUse]) async throws -> Void) async throws {
        var after: [UInt8] = []
        while true {
            let page = try await store.uses(after: after, limit: Self.size)
            guard let last = page.last else { return }
            after = last.key
            try await body(page)
        }
    }
}
