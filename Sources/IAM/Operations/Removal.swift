import AWSQuery
import Accounts

extension QueryFault {
    /// `DeleteConflict` for an entity that something still belongs to.
    static func mustFirst(_ what: String) -> QueryFault {
        deleteConflict("Cannot delete entity, must \(what) first.")
    }
}

extension LayeredEntities {
    /// Throws `DeleteConflict` while an entity has policies, embedded or attached.
    func checkNoPolicies(_ entity: Entity<some PolicyHolder>) async throws {
        guard try await targets(of: entity.uniqueID, .attachedPolicy).isEmpty else {
            throw QueryFault.mustFirst("detach all policies")
        }
        guard entity.record.inlinePolicies.isEmpty else { throw QueryFault.mustFirst("delete policies") }
    }
}
