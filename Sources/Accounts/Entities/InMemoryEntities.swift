/// Entities in memory: a value, so that a transaction is a copy that replaces the original when it succeeds.
struct InMemoryEntities: Sendable {
    private struct Name: Hashable {
        var kind: EntityKind
        var account: AccountID
        var folded: String
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

    private static func name(of row: EntityRow) -> Name {
        Name(kind: row.kind, account: row.account, folded: row.foldedName)
    }

    private static func byName(_ left: EntityRow, _ right: EntityRow) -> Bool {
        left.foldedName.utf8.lexicographicallyPrecedes(right.foldedName.utf8)
    }

    func row(_ kind: EntityKind, account: AccountID, name: String) -> EntityRow? {
        idsByName[Name(kind: kind, account: account, folded: EntityRow.fold(name))].flatMap { rowsByID[$0] }
    }

    func row(uniqueID: String) -> EntityRow? { rowsByID[uniqueID] }

    func rows(where isIncluded: (EntityRow) -> Bool) -> [EntityRow] {
        rowsByID.values.filter(isIncluded).sorted(by: Self.byName)
    }

    func targets(of source: String, _ relation: EntityRelation) -> [String] {
        links.filter { $0.source == source && $0.relation == relation }.map(\.target).sorted()
    }

    func sources(of target: String, _ relation: EntityRelation) -> [String] {
        links.filter { $0.target == target && $0.relation == relation }.map(\.source).sorted()
    }

    func rows(thatReferTo target: String, _ relation: EntityRelation, account: AccountID) -> [EntityRow] {
        sources(of: target, relation).compactMap { rowsByID[$0] }.filter { $0.account == account }
    }

    func document(of uniqueID: String) -> [UInt8]? { documents[uniqueID] }

    mutating func insert(_ row: EntityRow) throws(StoreError) {
        let name = Self.name(of: row)
        guard rowsByID[row.uniqueID] == nil, idsByName[name] == nil else {
            throw StoreError(.conflict, "\(row.kind.rawValue) \(row.name) is there")
        }
        if let owner = row.owner, rowsByID[owner] == nil { throw StoreError(.conflict, "\(owner) is gone") }
        rowsByID[row.uniqueID] = row
        idsByName[name] = row.uniqueID
    }

    mutating func update(_ row: EntityRow) throws(StoreError) {
        guard let old = rowsByID[row.uniqueID] else { throw StoreError(.conflict, "\(row.uniqueID) is gone") }
        let name = Self.name(of: row)
        if let other = idsByName[name], other != row.uniqueID {
            throw StoreError(.conflict, "\(row.kind.rawValue) \(row.name) is there")
        }
        if let owner = row.owner, rowsByID[owner] == nil { throw StoreError(.conflict, "\(owner) is gone") }
        idsByName[Self.name(of: old)] = nil
        idsByName[name] = row.uniqueID
        rowsByID[row.uniqueID] = row
    }

    mutating func setDocument(_ document: [UInt8], of uniqueID: String) throws(StoreError) {
        guard rowsByID[uniqueID] != nil else { throw StoreError(.conflict, "\(uniqueID) is gone") }
        documents[uniqueID] = document
    }

    mutating func delete(uniqueID: String) throws(StoreError) {
        guard let row = rowsByID[uniqueID] else { return }
        guard !rowsByID.values.contains(where: { $0.owner == uniqueID }) else {
            throw StoreError(.conflict, "something belongs to \(uniqueID)")
        }
        rowsByID[uniqueID] = nil
        idsByName[Self.name(of: row)] = nil
        documents[uniqueID] = nil
        links = links.filter { $0.source != uniqueID }
    }

    mutating func link(_ source: String, _ relation: EntityRelation, to target: String) throws(StoreError) {
        guard rowsByID[source] != nil else { throw StoreError(.conflict, "\(source) is gone") }
        links.insert(Link(source: source, relation: relation, target: target))
    }

    mutating func unlink(_ source: String, _ relation: EntityRelation, from target: String) {
        links.remove(Link(source: source, relation: relation, target: target))
    }
}

/// A transaction on entities in memory; it lives within one call of `readEntities` or `writeEntities`.
final class InMemoryTransaction: EntityWriter {
    private(set) var entities: InMemoryEntities

    private let lastUses: [String: EntityUse]

    init(_ entities: InMemoryEntities, lastUses: [String: EntityUse] = [:]) {
        self.entities = entities
        self.lastUses = lastUses
    }

    func row(_ kind: EntityKind, account: AccountID, name: String) -> EntityRow? {
        entities.row(kind, account: account, name: name)
    }

    func row(uniqueID: String) -> EntityRow? { entities.row(uniqueID: uniqueID) }

    func rows(
        _ kind: EntityKind, account: AccountID, pathPrefix: String, after folded: String?, limit: Int
    ) -> [EntityRow] {
        let rows = entities.rows { row in
            row.kind == kind && row.account == account && row.path.utf8.starts(with: pathPrefix.utf8)
                && (folded.map { $0.utf8.lexicographicallyPrecedes(row.foldedName.utf8) } ?? true)
        }
        return Array(rows.prefix(max(limit, 0)))
    }

    func rows(_ kind: EntityKind, ownedBy uniqueID: String) -> [EntityRow] {
        entities.rows { $0.kind == kind && $0.owner == uniqueID }
    }

    func count(_ kind: EntityKind, account: AccountID) -> Int {
        entities.rows { $0.kind == kind && $0.account == account }.count
    }

    func targets(of source: String, _ relation: EntityRelation) -> [String] { entities.targets(of: source, relation) }

    func sources(of target: String, _ relation: EntityRelation) -> [String] { entities.sources(of: target, relation) }

    func rows(thatReferTo target: String, _ relation: EntityRelation, account: AccountID) -> [EntityRow] {
        entities.rows(thatReferTo: target, relation, account: account)
    }

    func count(thatReferTo target: String, _ relation: EntityRelation, account: AccountID) -> Int {
        rows(thatReferTo: target, relation, account: account).count
    }

    func document(of uniqueID: String) -> [UInt8]? { entities.document(of: uniqueID) }

    func lastUse(of uniqueID: String) -> EntityUse? { lastUses[uniqueID] }

    func insert(_ row: EntityRow) throws(StoreError) { try entities.insert(row) }

    func update(_ row: EntityRow) throws(StoreError) { try entities.update(row) }

    func setDocument(_ document: [UInt8], of uniqueID: String) throws(StoreError) {
        try entities.setDocument(document, of: uniqueID)
    }

    func delete(uniqueID: String) throws(StoreError) { try entities.delete(uniqueID: uniqueID) }

    func link(_ source: String, _ relation: EntityRelation, to target: String) throws(StoreError) {
        try entities.link(source, relation, to: target)
    }

    func unlink(_ source: String, _ relation: EntityRelation, from target: String) {
        entities.unlink(source, relation, from: target)
    }
}
