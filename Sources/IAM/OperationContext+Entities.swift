import AWSQuery
import Accounts
import IAMPolicy

/// The entities of the caller's account, with AWS's errors for what is not there, or there already.
extension OperationContext {
    /// The entity with this name, or nil.
    func find<Record>(_ type: Record.Type, _ name: String) async throws -> Entity<Record>? {
        try await entities.entity(type, account: account.id, name: name)
    }

    /// The entity with this name.
    ///
    /// Throws `NoSuchEntity`.
    func get<Record>(_ type: Record.Type, _ name: String) async throws -> Entity<Record> {
        guard let entity = try await find(type, name) else { throw QueryFault.noSuchEntity(Record.kind, name) }
        return entity
    }

    /// The user, group or role with an ARN, to the letter.
    ///
    /// Throws `InvalidInput` for an ARN of something else, `NoSuchEntity`, or `missing` instead.
    func policyHolder(_ arn: ARN, missing: QueryFault? = nil) async throws -> EntityRow {
        guard arn.accountID == account.id.description, let kind = EntityKind(rawValue: arn.resourceType),
            [.user, .group, .role].contains(kind), arn.isIAMResource(ofType: arn.resourceType)
        else { throw QueryFault.invalidEntityARN(arn.description) }
        guard let row = try await entities.row(kind, account: account.id, name: arn.resourceName),
            account.arn(kind, path: row.path, name: row.name) == arn
        else { throw missing ?? QueryFault.noSuchEntity(kind, arn.resourceName) }
        return row
    }

    /// At most `limit` entities below a path, sorted by name, after a folded name.
    func list<Record>(
        _ type: Record.Type, pathPrefix: String = "/", after folded: String? = nil, limit: Int = .max
    ) async throws -> [Entity<Record>] {
        try await entities.entities(
            type, .below(Record.kind, account.id, pathPrefix: pathPrefix, after: folded, limit: limit))
    }

    /// Every entity of a kind, sorted by name, a few at a time: all of them together may be large.
    func forEach<Record>(_ type: Record.Type, _ body: (Entity<Record>) -> Void) async throws {
        let limit = 50
        var last: String?
        while true {
            let entities = try await list(type, after: last, limit: limit)
            entities.forEach(body)
            guard entities.count == limit, let name = entities.last?.name else { return }
            last = EntityRow.fold(name)
        }
    }

    /// Number of entities of a kind.
    func count(_ kind: EntityKind) async throws -> Int { try await entities.count(.below(kind, account.id)) }

    /// The unique ids of the users and roles that a trust policy names, by ARN.
    ///
    /// Throws `MalformedPolicyDocument` for one that is not there.
    func trustedIDs(_ policy: PolicyDocument) async throws -> [String: String] {
        switch try await TrustedPrincipals.resolve(policy, entities) {
        case .resolved(let ids): return ids
        case .missing(let arn): throw QueryFault.malformedPolicy("Invalid principal in policy: \"AWS\":\"\(arn)\"")
        }
    }

    /// Adds an entity.
    ///
    /// Throws `LimitExceeded` when the account has `quota` of them, `EntityAlreadyExists` when the name is taken.
    func insert<Record>(_ entity: Entity<Record>, quota: Int? = nil) async throws {
        if let quota, try await count(Record.kind) >= quota { throw QueryFault.quota(Record.kind, quota, account.id) }
        if try await find(Record.self, entity.name) != nil { throw QueryFault.alreadyExists(Record.kind, entity.name) }
        try await entities.insert(entity)
    }

    /// Gives an entity another name or path; those that are nil stay.
    ///
    /// Throws `EntityAlreadyExists` when another entity has the name.
    func rename<Record>(_ entity: Entity<Record>, name: String?, path: String?) async throws {
        var entity = entity
        entity.name = name ?? entity.name
        entity.path = path ?? entity.path
        if let other = try await find(Record.self, entity.name), other.uniqueID != entity.uniqueID {
            throw QueryFault.alreadyExists(Record.kind, entity.name)
        }
        try await entities.update(entity)
    }
}
