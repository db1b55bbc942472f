import Dispatch
import Synchronization

/// Runs an asynchronous function to its end on the thread that asks for it: a connection of the database can be used on one
/// thread alone, within a function that does not wait for others.
///
/// A function that awaits nothing but the connection never leaves the thread, and costs one task.
final class ThreadRun<Value: Sendable>: TaskExecutor {
    private struct State {
        var jobs: [UnownedJob] = []
        var result: Result<Value, any Error>?
    }

    private let state = Mutex(State())
    /// Signalled for each job, and for the result.
    private let progress = DispatchSemaphore(value: 0)

    private init() {}

    /// The value of `body`; passes on what it throws.
    static func value(of body: @escaping @Sendable () async throws -> Value) throws -> Value {
        let run = ThreadRun()
        Task(executorPreference: run) {
            let result: Result<Value, any Error>
            do {
                result = .success(try await body())
            } catch {
                result = .failure(error)
            }
            run.state.withLock { $0.result = result }
            run.progress.signal()
        }
        return try run.drain().get()
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        state.withLock { $0.jobs.append(job) }
        progress.signal()
    }

    private func drain() -> Result<Value, any Error> {
        while true {
            progress.wait()
            let (job, result) = state.withLock { state in
                (state.jobs.isEmpty ? nil : state.jobs.removeFirst(), state.result)
            }
            if let job {
                job.runSynchronously(on: asUnownedTaskExecutor())
            } else if let result {
                return result
            }
        }
    }
}
