/// The numbers of the last changes, by kind and account of what was changed: they tell what of that which is remembered
/// still holds.
public struct EntityVersions: Hashable, Sendable {
    private struct Scope: Hashable {
        let kind: EntityKind
        let account: AccountID
    }

    private var numbers: [Scope: UInt64] = [:]
    private var numbersOfKinds: [EntityKind: UInt64] = [:]
    /// The number of the last change of all.
    public private(set) var highest: UInt64 = 0

    /// Those of a store in which nothing was changed yet.
    public init() {}

    /// A number that is another one after each change of entities of these kinds in an account, or in any.
    ///
    /// A change of an entity's references or document is one of the entity.
    public func version(of kinds: Set<EntityKind>, in account: AccountID? = nil) -> UInt64 {
        kinds.reduce(0) { highest, kind in
            let number = account.map { numbers[Scope(kind: kind, account: $0)] } ?? numbersOfKinds[kind]
            return max(highest, number ?? 0)
        }
    }

    /// Notes a change of an entity; its number has to be higher than those of all changes before it.
    public mutating func note(_ kind: EntityKind, in account: AccountID, number: UInt64) {
        numbers[Scope(kind: kind, account: account)] = number
        numbersOfKinds[kind] = max(numbersOfKinds[kind] ?? 0, number)
        highest = max(highest, number)
    }
}
