import Foundation
import Synchronization

/// Runs what belongs to one connection on a thread of its own: libpq looks up names, connects and waits on the thread that
/// asks, and the threads that tasks share must not wait.
///
/// A task that does little else than ask prefers it: it runs there as well, and each question wakes one thread and not three.
final class ConnectionThread: SerialExecutor, TaskExecutor {
    /// What waits; the thread holds this and not the executor, which so can end it.
    private final class Jobs: Sendable {
        private struct State {
            var waiting: [@Sendable () -> Void] = []
            var hasEnded = false
        }

        private let state = Mutex(State())
        private let signal = DispatchSemaphore(value: 0)

        func append(_ job: @escaping @Sendable () -> Void) {
            state.withLock { $0.waiting.append(job) }
            signal.signal()
        }

        func end() {
            state.withLock { $0.hasEnded = true }
            signal.signal()
        }

        func run() {
            while true {
                signal.wait()
                let (jobs, hasEnded) = state.withLock { state in
                    defer { state.waiting = [] }
                    return (state.waiting, state.hasEnded)
                }
                for job in jobs { job() }
                if jobs.isEmpty, hasEnded { return }
            }
        }
    }

    private let jobs = Jobs()

    init() {
        let jobs = jobs
        Thread.detachNewThread { jobs.run() }
    }

    deinit { jobs.end() }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let (executor, preference) = (asUnownedSerialExecutor(), asUnownedTaskExecutor())
        jobs.append { job.runSynchronously(isolatedTo: executor, taskExecutor: preference) }
    }
}
