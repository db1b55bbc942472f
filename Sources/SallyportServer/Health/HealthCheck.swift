import Audit
import Foundation
import Synchronization

/// Whether anything can be given at the moment: whether records can be kept and the store works.
///
/// Looked at when somebody asks, and once a second at most. Whoever asks is answered soon, also when what is looked at is not: then
/// that is what is wrong.
final class HealthCheck: Sendable {
    private struct State {
        var faults: [String] = []
        var lookedAt: ContinuousClock.Instant?
        var isLooking = false
        /// Which look it is.
        var number = 0
    }

    private static let longestAge = Duration.seconds(1)
    /// A locked store, or a disk that hangs, may take longer to fail than whoever asks waits.
    private static let silence = "store: it does not answer"

    private let audit: any AuditSink
    private let store: WatchedStore
    private let clock: @Sendable () -> Date
    private let now: @Sendable () -> ContinuousClock.Instant
    private let patience: Duration
    private let state = Mutex(State())

    init(
        audit: any AuditSink, store: WatchedStore, clock: @escaping @Sendable () -> Date,
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }, patience: Duration = .seconds(2)
    ) {
        self.patience = patience
        self.audit = audit
        self.store = store
        self.clock = clock
        self.now = now
    }

    /// What is wrong, in words for anybody: the log has reasons and paths.
    func faults() async -> [String] {
        enum Action {
            case tell([String])
            case look(number: Int)
        }
        let instant = now()
        let action: Action = state.withLock { state in
            let isYoung = state.lookedAt.map { instant >= $0 && instant - $0 < Self.longestAge } ?? false
            if isYoung || state.isLooking { return .tell(state.faults) }
            state.isLooking = true
            state.number += 1
            return .look(number: state.number)
        }
        switch action {
        case .tell(let faults): return faults
        case .look(let number): return await look(number, at: instant)
        }
    }

    /// Looks, and waits for it no longer than there is patience; the look itself goes on, and no other one begins meanwhile.
    private func look(_ number: Int, at instant: ContinuousClock.Instant) async -> [String] {
        let answer = AwaitedResult<[String], Never>()
        let impatience = Task {
            guard (try? await Task.sleep(for: patience)) != nil else { return }
            state.withLock { if $0.isLooking, $0.number == number { $0.faults = [Self.silence] } }
            answer.finish(.success([Self.silence]))
        }
        Task {
            let faults = await look()
            impatience.cancel()
            state.withLock { state in
                state.faults = faults
                state.lookedAt = instant
                state.isLooking = false
            }
            answer.finish(.success(faults))
        }
        return await answer.wait()
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
