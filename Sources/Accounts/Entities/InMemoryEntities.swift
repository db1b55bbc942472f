internal import Synchronization

/// Entities in memory: a value, so that a transaction is a copy that replaces the original when it succeeds.
struct InMemoryEntities: EntityReader {
    private struct Name: Hashable {
        let kind: EntityKind
        let account: AccountID
        let folded: String

        init(_ row: EntityRow) { (kind, account, folded) = (row.kind, row.account, row.foldedName) }

        init(_ kind: EntityKind, _ account: AccountID, _ name: String) {
            (self.kind, self.account, folded) = (kind, account, EntityRow.fold(name))
        }
    }

    private struct Link: Hashable {
        var source: String
        var relation: EntityRelation
        var target: String
    }

    private var rowsByID: [String: EntityRow] = [:]
    private var idsByName: [Name: String] = [:]
    private var links: Set<Link> = []
    private var documents: [String: [UInt8]] = [:]
    private(set) var versions = EntityVersions()
    var lastUses: [String: EntityUse] = [:]

    // MARK: Reading

    func rows(_ selection: EntitySelection) -> [EntityRow] {
        switch selection {
        case .named(let kind, let account, let name):
            idsByName[Name(kind, account, name)].flatMap { rowsByID[$0] }.map { [$0] } ?? []
        case .uniqueID(let id): rowsByID[id].map { [$0] } ?? []
        case .below(let kind, let account, let pathPrefix, let folded, let limit):
            Array(
                rows { row in
                    row.kind == kind && row.account == account && row.path.utf8.starts(with: pathPrefix.utf8)
                        && (folded.map { $0.utf8.lexicographicallyPrecedes(row.foldedName.utf8) } ?? true)
                }.prefix(max(limit, 0)))
        case .owned(let kind, let owner): rows { $0.kind == kind && $0.owner == owner }
        case .referring(let target, let relation, let account):
            sources(of: target, relation).compactMap { rowsByID[$0] }.filter { $0.account == account }
        }
    }

    func count(_ selection: EntitySelection) -> Int { rows(selection).count }

    func targets(of source: String, _ relation: EntityRelation) -> [String] {
        links.filter { $0.source == source && $0.relation == relation }.map(\.target).sorted()
    }

    func sources(of target: String, _ relation: EntityRelation) -> [String] {
        links.filter { $0.target == target && $0.relation == relation }.map(\.source).sorted()
    }

    func document(of uniqueID: String) -> [UInt8]? { documents[uniqueID] }

    func lastUse(of uniqueID: String) -> EntityUse? { lastUses[uniqueID] }

    private func rows(where isIncluded: (EntityRow) -> Bool) -> [EntityRow] {
        rowsByID.values.filter(isIncluded).sorted {
            $0.foldedName.utf8.lexicographicallyPrecedes($1.foldedName.utf8)
        }
    }

    // MARK: Writing

    mutating func apply(_ change: EntityChange) throws(StoreError) {
        switch change {
        case .insert(let row):
            guard rowsByID[row.uniqueID] == nil else { throw Self.isTaken(row) }
            try keep(row)
        case .update(let row):
            _ = try existing(row.uniqueID)
            try keep(row)
        case .setDocument(let document, let id):
            note(try existing(id))
            documents[id] = document
        case .delete(let id):
            guard let row = rowsByID[id] else { return }
            guard !rowsByID.values.contains(where: { $0.owner == id }) else {
                throw StoreError(.conflict, "something belongs to \(id)")
            }
            rowsByID[id] = nil
            idsByName[Name(row)] = nil
            documents[id] = nil
            links = links.filter { $0.source != id }
            note(row)
        case .link(let source, let relation, let target):
            let row = try existing(source)
            if links.insert(Link(source: source, relation: relation, target: target)).inserted { note(row) }
        case .unlink(let source, let relation, let target):
            let link = links.remove(Link(source: source, relation: relation, target: target))
            if link != nil, let row = rowsByID[source] { note(row) }
        }
    }

    /// Keeps a row, in the place of the one with its unique id.
    private mutating func keep(_ row: EntityRow) throws(StoreError) {
        if let other = idsByName[Name(row)], other != row.uniqueID { throw Self.isTaken(row) }
        if let owner = row.owner { _ = try existing(owner) }
        if let old = rowsByID[row.uniqueID] { idsByName[Name(old)] = nil }
        idsByName[Name(row)] = row.uniqueID
        rowsByID[row.uniqueID] = row
        note(row)
    }

    private mutating func note(_ row: EntityRow) {
        versions.note(row.kind, in: row.account, number: versions.highest + 1)
    }

    private func existing(_ uniqueID: String) throws(StoreError) -> EntityRow {
        guard let row = rowsByID[uniqueID] else { throw StoreError(.conflict, "\(uniqueID) is gone") }
        return row
    }

    private static func isTaken(_ row: EntityRow) -> StoreError {
        StoreError(.conflict, "\(row.kind.rawValue) \(row.name) is there")
    }
}

/// A transaction that changes entities in memory; it lives within one call of `writeEntities`.
final class InMemoryTransaction: EntityWriter {
    private let state: Mutex<InMemoryEntities>

    init(_ entities: InMemoryEntities) { state = Mutex(entities) }

    /// The entities as they are by now.
    var entities: InMemoryEntities { state.withLock { $0 } }

    func rows(_ selection: EntitySelection) -> [EntityRow] { entities.rows(selection) }

    func count(_ selection: EntitySelection) -> Int { entities.count(selection) }

    func targets(of source: String, _ relation: EntityRelation) -> [String] { entities.targets(of: source, relation) }

    func sources(of target: String, _ relation: EntityRelation) -> [String] { entities.sources(of: target, relation) }

    func document(of uniqueID: String) -> [UInt8]? { entities.document(of: uniqueID) }

    func lastUse(of uniqueID: String) -> EntityUse? { entities.lastUse(of: uniqueID) }

    func apply(_ change: EntityChange) throws(StoreError) {
        try state.withLock { entities throws(StoreError) in try entities.apply(change) }
    }
}
