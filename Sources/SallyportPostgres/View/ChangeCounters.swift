import Accounts

/// The numbers of the last changes, as the server counts them.
struct ChangeCounters: Hashable, Sendable {
    var entities: Int64 = 0
    var revocations: Int64 = 0
}

/// Entities of a kind in an account.
struct EntityScope: Hashable, Sendable {
    let kind: EntityKind
    let account: AccountID
}

/// A change that this process has committed.
struct OwnChange: Hashable, Sendable {
    /// What was changed.
    enum What: Hashable, Sendable {
        case entities(Set<EntityScope>)
        case revoked(Revocation)
        case withdrawn(RevocationTarget)
    }

    let what: What
    /// Its number, as the server counts.
    let version: Int64

    /// Whether who has read up to these numbers has it.
    func isIncluded(in counters: ChangeCounters) -> Bool {
        switch what {
        case .entities: counters.entities >= version
        case .revoked, .withdrawn: counters.revocations >= version
        }
    }
}
