import Audit
import Foundation
import Synchronization

/// Whether anything can be given at the moment: whether records can be kept and the store works.
///
/// Looked at when somebody asks, and once a second at most. Whoever asks is answered soon, also when what is looked at is not: then
/// that is what is wrong.
final class HealthCheck: Sendable {
    /// What is wrong with each, in words for anybody: the log has reasons and paths.
    struct Report: Sendable, Equatable {
        var audit: String?
        var store: String?
        /// Whether what is wrong with the store leaves those alone who have a session.
        var servesSessions = false

        /// What is wrong, in a list.
        var faults: [String] { [audit.map { "audit: \($0)" }, store.map { "store: \($0)" }].compactMap(\.self) }
    }

    private struct State {
        var report = Report()
        var lookedAt: ContinuousClock.Instant?
        var isLooking = false
        /// Which look it is.
        var number = 0
    }

    private static let longestAge = Duration.seconds(1)
    /// A locked store, or a disk that hangs, may take longer to fail than whoever asks waits.
    private static let silence = Report(store: "it does not answer")

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

    /// What is wrong, in a list.
    func faults() async -> [String] { await report().faults }

    /// What is wrong with each.
    func report() async -> Report {
        enum Action {
            case tell(Report)
            case look(number: Int)
        }
        let instant = now()
        let action: Action = state.withLock { state in
            let isYoung = state.lookedAt.map { instant >= $0 && instant - $0 < Self.longestAge } ?? false
            if isYoung || state.isLooking { return .tell(state.report) }
            state.isLooking = true
            state.number += 1
            return .look(number: state.number)
        }
        switch action {
        case .tell(let report): return report
        case .look(let number): return await look(number, at: instant)
        }
    }

    /// Looks, and waits for it no longer than there is patience; the look itself goes on, and no other one begins meanwhile.
    private func look(_ number: Int, at instant: ContinuousClock.Instant) async -> Report {
        let answer = AwaitedResult<Report, Never>()
        let impatience = Task {
            guard (try? await Task.sleep(for: patience)) != nil else { return }
            state.withLock { if $0.isLooking, $0.number == number { $0.report = Self.silence } }
            answer.finish(.success(Self.silence))
        }
        Task {
            let report = await look()
            impatience.cancel()
            state.withLock { state in
                state.report = report
                state.lookedAt = instant
                state.isLooking = false
            }
            answer.finish(.success(report))
        }
        return await answer.wait()
    }

    private func look() async -> Report {
        var report = Report()
        do throws(AuditError) {
            _ = try await audit.reserve()
        } catch {
            report.audit = "records can't be kept"
        }
        report.store = await store.fault(at: clock())
        if report.store != nil { report.servesSessions = await store.answersFromView() }
        return report
    }
}
