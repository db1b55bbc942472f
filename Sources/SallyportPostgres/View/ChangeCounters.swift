/// The numbers of the last changes, as the server counts them.
struct ChangeCounters: Hashable, Sendable {
    var entities: Int64 = 0
    var revocations: Int64 = 0

    /// Whether everything up to `other` is known to who knows this.
    func includes(_ other: ChangeCounters) -> Bool {
        entities >= other.entities && revocations >= other.revocations
    }

    /// The higher of each.
    func merged(with other: ChangeCounters) -> ChangeCounters {
        ChangeCounters(entities: max(entities, other.entities), revocations: max(revocations, other.revocations))
    }
}
