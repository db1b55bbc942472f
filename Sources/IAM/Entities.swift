import AWSQuery
import Accounts
import IAMPolicy

/// The entities of one account within a transaction, with AWS's errors.
struct Entities {
    let account: AccountID
    /// The transaction.
    let transaction: LayeredEntities

    /// The entity with this name, or nil.
    func find<Record>(_ type: Record.Type, _ name: String) throws(QueryFault) -> Entity<Record>? {
        try run { () throws(StoreError) in try transaction.entity(type, account: account, name: name) }
    }

    /// The entity with this name.
    ///
    /// Throws `NoSuchEntity`.
    func get<Record>(_ type: Record.Type, _ name: String) throws(QueryFault) -> Entity<Record> {
        guard let entity = try find(type, name) else { throw .noSuchEntity(Record.kind, name) }
        return entity
    }

    /// The entity with this unique id, whatever its account; nil when it is gone.
    func find<Record>(_ type: Record.Type, uniqueID: String) throws(QueryFault) -> Entity<Record>? {
        try run { () throws(StoreError) in try transaction.entity(type, uniqueID: uniqueID) }
    }

    /// The entities that belong to another, sorted by name.
    func owned<Record>(_ type: Record.Type, by uniqueID: String) throws(QueryFault) -> [Entity<Record>] {
        try run { () throws(StoreError) in try transaction.entities(type, ownedBy: uniqueID) }
    }

    /// At most `limit` entities below a path, sorted by name, after a folded name.
    func list<Record>(
        _ type: Record.Type, pathPrefix: String = "/", after folded: String? = nil, limit: Int
    ) throws(QueryFault) -> [Entity<Record>] {
        try run { () throws(StoreError) in
            try transaction.entities(
                type, .below(Record.kind, account, pathPrefix: pathPrefix, after: folded, limit: limit))
        }
    }

    /// Every entity of a kind, sorted by name, a few at a time: all of them together may be large.
    func forEach<Record>(_ type: Record.Type, _ body: (Entity<Record>) -> Void) throws(QueryFault) {
        let limit = 50
        var last: String?
        while true {
            let entities = try list(type, after: last, limit: limit)
            entities.forEach(body)
            guard entities.count == limit, let name = entities.last?.name else { return }
            last = EntityRow.fold(name)
        }
    }

    /// Number of entities of a kind.
    func count(_ kind: EntityKind) throws(QueryFault) -> Int {
        try run { () throws(StoreError) in try transaction.count(.below(kind, account)) }
    }

    /// What an entity refers to.
    func targets(of source: String, _ relation: EntityRelation) throws(QueryFault) -> [String] {
        try run { () throws(StoreError) in try transaction.targets(of: source, relation) }
    }

    /// The entities that refer to `target`, of any account.
    func sources(of target: String, _ relation: EntityRelation) throws(QueryFault) -> [String] {
        try run { () throws(StoreError) in try transaction.sources(of: target, relation) }
    }

    /// The entities of the account that refer to `target`.
    func rows(thatReferTo target: String, _ relation: EntityRelation) throws(QueryFault) -> [EntityRow] {
        try run { () throws(StoreError) in try transaction.rows(.referring(to: target, relation, account)) }
    }

    /// Number of the entities of the account that refer to `target`.
    func count(thatReferTo target: String, _ relation: EntityRelation) throws(QueryFault) -> Int {
        try run { () throws(StoreError) in try transaction.count(.referring(to: target, relation, account)) }
    }

    /// The metadata of a SAML provider as it was given.
    func metadata(of provider: Entity<SAMLProviderRecord>) throws(QueryFault) -> String {
        let document = try run { () throws(StoreError) in try transaction.metadata(of: provider) }
        return String(decoding: document, as: UTF8.self)
    }

    /// The unique ids of the users and roles that a trust policy names, by ARN.
    ///
    /// Throws `MalformedPolicyDocument` for one that is not there.
    func trustedIDs(_ policy: PolicyDocument) throws(QueryFault) -> [String: String] {
        let resolution = try run { () throws(StoreError) in try TrustedPrincipals.resolve(policy, transaction) }
        switch resolution {
        case .resolved(let ids): return ids
        case .missing(let arn): throw .malformedPolicy("Invalid principal in policy: \"AWS\":\"\(arn)\"")
        }
    }

    /// The text of a role's trust policy as it holds now.
    func trustPolicy(of record: RoleRecord) throws(QueryFault) -> String {
        try run { () throws(StoreError) in try TrustedPrincipals.currentText(of: record, transaction) }
    }

    // MARK: Writing

    /// Throws `UnmodifiableEntity` for an entity of the configuration; before other refusals, which would mislead.
    func checkNotConfigured(_ uniqueID: String) throws(QueryFault) {
        try run { () throws(StoreError) in try transaction.checkNotConfigured(uniqueID) }
    }

    /// Adds an entity.
    ///
    /// Throws `LimitExceeded` when the account has `quota` of them, `EntityAlreadyExists` when the name is taken.
    func insert<Record>(_ entity: Entity<Record>, quota: Int? = nil) throws(QueryFault) {
        if let quota, try count(Record.kind) >= quota { throw .quota(Record.kind, quota, account) }
        if try find(Record.self, entity.name) != nil { throw .alreadyExists(Record.kind, entity.name) }
        try run { () throws(StoreError) in try transaction.insert(entity) }
    }

    /// Replaces an entity.
    func update(_ entity: Entity<some EntityRecord>) throws(QueryFault) {
        try run { () throws(StoreError) in try transaction.update(entity) }
    }

    /// Keeps a document beside an entity.
    func setDocument(_ document: [UInt8], of uniqueID: String) throws(QueryFault) {
        try run { () throws(StoreError) in try transaction.setDocument(document, of: uniqueID) }
    }

    /// Removes an entity with its references to others.
    func delete(_ uniqueID: String) throws(QueryFault) {
        try run { () throws(StoreError) in try transaction.delete(uniqueID: uniqueID) }
    }

    /// Makes an entity refer to another.
    func link(_ source: String, _ relation: EntityRelation, to target: String) throws(QueryFault) {
        try run { () throws(StoreError) in try transaction.link(source, relation, to: target) }
    }

    /// Takes a reference back.
    func unlink(_ source: String, _ relation: EntityRelation, from target: String) throws(QueryFault) {
        try run { () throws(StoreError) in try transaction.unlink(source, relation, from: target) }
    }

    private func run<Value>(_ body: () throws(StoreError) -> Value) throws(QueryFault) -> Value {
        do {
            return try body()
        } catch {
            throw QueryFault(error)
        }
    }
}
