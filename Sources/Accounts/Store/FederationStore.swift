public import Encodings
public import Foundation

/// State that replicas share and that survives: one-time uses, revocations, entities and portal sessions.
///
/// When a method returns, its effect is as durable as the implementation promises and visible to every later call in
/// the process.
public protocol FederationStore: EntityStore, PortalSessionStore {
    /// Records the first use of a key, or tells that there was one; of concurrent calls with one key exactly one gets
    /// `.recorded`.
    ///
    /// `use.keepUntil` follows from what is used alone, so that uses of one key have the same: a store may keep records by it.
    /// Answers `.forgotten` when `use.keepUntil` is not after the instant up to which records were swept, since a
    /// record of it may have been among them. Expiry of the thing itself is the caller's check.
    func redeem(_ use: OneTimeUse, at instant: Date) async throws(StoreError) -> Redemption

    /// Records a revocation; an earlier instant than the one known for the target changes nothing.
    func revoke(_ revocation: Revocation) async throws(StoreError)

    /// Takes the revocation of `target` back; does nothing when there is none.
    func withdrawRevocation(of target: RevocationTarget) async throws(StoreError)

    /// All revocations, from a snapshot at most one second old that holds each one made in this process; or older, by
    /// `staleness`, while a store that others share can't be reached.
    func revocations() async throws(StoreError) -> RevocationList

    /// Removes records of one-time uses whose `keepUntil` is not after the highest instant that `redeem` or `sweep`
    /// were ever given, and remembers that instant, durably, as the one swept through. Gives the number of records
    /// removed.
    @discardableResult
    func sweep(at instant: Date) async throws(StoreError) -> Int

    /// The highest instant that `redeem` or `sweep` were ever given, nil for a new store. Survives like the records.
    func highestInstant() async throws(StoreError) -> Timestamp?

    /// How old the snapshot is from which revocations and changes of entities are taken, when it is older than a second because
    /// a store that others share can't be reached.
    var staleness: Duration { get }
}

extension FederationStore {
    /// Nothing is older than a second: the store is in this process, or refuses.
    public var staleness: Duration { .zero }
}
