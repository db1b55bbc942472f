import Accounts
import Audit
import BrokerMetrics
import Encodings
import Foundation
import Logging
import Synchronization

/// A store that says in the log when it begins to fail, and when it works again.
///
/// Whoever called is told to try again, and the audit knows why; it is the operator who can do something about a full disk.
final class WatchedStore: FederationStore {
    private let store: any FederationStore
    private let logger: Logger
    private let metrics: BrokerMetrics
    private let reading: Trouble
    private let writing: Trouble
    private let isGone = Atomic(false)
    /// From this age on the last view of a store that others share is told of.
    private static let oldView = Duration.seconds(5)

    init(_ store: any FederationStore, logger: Logger, metrics: BrokerMetrics = .none) {
        self.store = store
        self.metrics = metrics
        self.logger = logger
        reading = Self.trouble("read", logger)
        writing = Self.trouble("written", logger)
    }

    private static func trouble(_ what: String, _ logger: Logger) -> Trouble {
        Trouble(
            begin: { reason in
                logger.error(
                    "the store can't be \(what); until it can, nothing is given that needs it",
                    metadata: ["reason": "\(reason)"])
            }, end: { logger.notice("the store can be \(what) again") })
    }

    /// What is wrong; nil when nothing is.
    ///
    /// Writes only when the last write failed.
    func fault(at instant: Date) async -> String? {
        if staleness >= Self.oldView {
            return "it can't be reached; what is known of it is \(staleness.components.seconds) s old"
        }
        do throws(StoreError) {
            _ = try await revocations()
            if writing.isThere { try await sweep(at: instant) }
            return nil
        } catch {
            if error.code == .gone { return "its files were deleted, moved or replaced" }
            return "it can't be \(writing.isThere ? "written" : "read")"
        }
    }

    /// Whether a store that others share can't be reached, and requests are answered from what was read last.
    func answersFromView() async -> Bool {
        guard staleness >= Self.oldView else { return false }
        do throws(StoreError) {
            _ = try await store.revocations()
            return true
        } catch {
            return false
        }
    }

    // MARK: The store

    func redeem(_ use: OneTimeUse, at instant: Date) async throws(StoreError) -> Redemption {
        try await write(.redemption) { () throws(StoreError) in try await store.redeem(use, at: instant) }
    }

    func revoke(_ revocation: Revocation) async throws(StoreError) {
        try await write { () throws(StoreError) in try await store.revoke(revocation) }
    }

    func withdrawRevocation(of target: RevocationTarget) async throws(StoreError) {
        try await write { () throws(StoreError) in try await store.withdrawRevocation(of: target) }
    }

    func revocations() async throws(StoreError) -> RevocationList {
        try await watch(reading) { () throws(StoreError) in try await store.revocations() }
    }

    @discardableResult
    func sweep(at instant: Date) async throws(StoreError) -> Int {
        try await write { () throws(StoreError) in try await store.sweep(at: instant) }
    }

    func highestInstant() async throws(StoreError) -> Timestamp? {
        try await watch(reading) { () throws(StoreError) in try await store.highestInstant() }
    }

    func readEntities<Value: Sendable>(
        _ body: @escaping @Sendable (any EntityReader) async throws -> Value
    ) async throws -> Value {
        try await read { try await store.readEntities(body) }
    }

    func lookUpEntities<Value: Sendable>(
        _ body: @escaping @Sendable (any EntityReader) async throws -> Value
    ) async throws -> Value {
        try await read { try await store.lookUpEntities(body) }
    }

    func writeEntities<Value: Sendable>(
        _ body: @escaping @Sendable (any EntityWriter) async throws -> Value
    ) async throws -> Value {
        try await write { try await store.writeEntities(body) }
    }

    func entityVersions() async throws(StoreError) -> EntityVersions {
        try await watch(reading) { () throws(StoreError) in try await store.entityVersions() }
    }

    func record(_ uses: [EntityUse]) async throws(StoreError) {
        // Nothing is written for none.
        guard !uses.isEmpty else { return }
        try await write { () throws(StoreError) in try await store.record(uses) }
    }

    func begin(
        _ session: KeptPortalSession, using use: OneTimeUse?, limits: PortalSessionLimits
    ) async throws(StoreError) -> PortalSessionBeginning {
        try await write { () throws(StoreError) in try await store.begin(session, using: use, limits: limits) }
    }

    func sealedPortalSession(_ id: [UInt8]) async throws(StoreError) -> [UInt8]? {
        try await read { () throws(StoreError) in try await store.sealedPortalSession(id) }
    }

    func endPortalSession(_ id: [UInt8], inFavourOf successor: [UInt8]?) async throws(StoreError) {
        try await write { () throws(StoreError) in try await store.endPortalSession(id, inFavourOf: successor) }
    }

    func endPortalSessions(of subject: [UInt8], sessionIndexes: Set<[UInt8]>) async throws(StoreError) -> Int {
        try await write { () throws(StoreError) in
            try await store.endPortalSessions(of: subject, sessionIndexes: sessionIndexes)
        }
    }

    func forgetPortalSessions(overAt instant: Timestamp) async throws(StoreError) -> Int {
        try await write { () throws(StoreError) in try await store.forgetPortalSessions(overAt: instant) }
    }

    var staleness: Duration { store.staleness }

    // MARK: Watching

    private func write<Value, Failure: Error>(
        _ stage: Stage = .storeWrite, _ body: () async throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        let value = try await watch(writing) { () async throws(Failure) in
            try await metrics.stages.time(stage, body)
        }
        metrics.storeWritten.touch()
        return value
    }

    /// What is answered from memory is not measured: to look at the clock takes longer.
    private func read<Value, Failure: Error>(
        _ body: () async throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        try await watch(reading) { () async throws(Failure) in try await metrics.stages.time(.storeRead, body) }
    }

    private func watch<Value, Failure: Error>(
        _ trouble: Trouble, _ body: () async throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        do throws(Failure) {
            let value = try await body()
            // What is answered from the last view says nothing about what was in trouble.
            if trouble.isThere, staleness < Self.oldView { trouble.end() }
            return value
        } catch {
            if let error = error as? StoreError { note(error, trouble) }
            throw error
        }
    }

    /// What is refused for its own sake, or is damaged alone, says nothing about the store.
    private func note(_ error: StoreError, _ trouble: Trouble) {
        switch error.code {
        case .gone:
            guard !isGone.exchange(true, ordering: .relaxed) else { return }
            logger.error(
                "the store is gone; nothing is given until a new start", metadata: ["reason": "\(error.message)"])
        case .full, .unavailable: trouble.begin(error.description)
        default: return
        }
    }
}
