import Federation
import Foundation
import Synchronization

/// Whether anything can be given at the moment: whether records can be kept and the store works.
///
/// Looked at when somebody asks, and once a second at most.
final class HealthCheck: Sendable {
    private struct State {
        var faults: [String] = []
        var lookedAt: ContinuousClock.Instant?
        var isLooking = false
    }

    private static let longestAge = Duration.seconds(1)

    private let audit: any AuditSink
    private let store: WatchedStore
    private let clock: @Sendable () -> Date
    private let now: @Sendable () -> ContinuousClock.Instant
    private let state = Mutex(State())

    init(
        audit: any AuditSink, store: WatchedStore, clock: @escaping @Sendable () -> Date,
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) {
        self.audit = audit
        self.store = store
        self.clock = clock
        self.now = now
    }

    /// What is wrong, in words for anybody: the log has reasons and paths.
    func faults() async -> [String] {
        let instant = now()
        let known: [String]? = state.withLock { state in
            let isYoung = state.lookedAt.map { instant >= $0 && instant - $0 < Self.longestAge } ?? false
            if isYoung || state.isLooking { return state.faults }
            state.isLooking = true
            return nil
        }
        if let known { return known }
        let faults = await look()
        state.withLock { state in
            state.faults = faults
            state.lookedAt = instant
            state.isLooking = false
        }
        return faults
    }

    private func look() async -> [String] {
        var faults: [String] = []
        do throws(AuditError) {
            _ = try await audit.reserve()
        } catch {
            faults.append("audit: records can't be kept")
        }
        if let fault = await store.fault(at: clock()) { faults.append("store: \(fault)") }
        return faults
    }
}
