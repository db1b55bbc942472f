import AWSQuery
import Accounts

extension QueryFault {
    /// `DeleteConflict` for an entity that something still belongs to.
    static func mustFirst(_ what: String) -> QueryFault {
        deleteConflict("Cannot delete entity, must \(what) first.")
    }
}

extension Entities {
    /// Throws `DeleteConflict` while an entity has policies, embedded or attached.
    func checkNoPolicies(_ entity: Entity<some PolicyHolder>) throws(QueryFault) {
        guard try targets(of: entity.uniqueID, .attachedPolicy).isEmpty else { throw .mustFirst("detach all policies") }
        guard entity.record.inlinePolicies.isEmpty else { throw .mustFirst("delete policies") }
    }

    /// Gives an entity another name or path; those that are nil stay.
    ///
    /// Throws `EntityAlreadyExists` when another entity has the name.
    func rename<Record>(_ entity: Entity<Record>, name: String?, path: String?) throws(QueryFault) {
        var entity = entity
        entity.name = name ?? entity.name
        entity.path = path ?? entity.path
        if let other = try find(Record.self, entity.name), other.uniqueID != entity.uniqueID {
            throw .alreadyExists(Record.kind, entity.name)
        }
        try update(entity)
    }
}
