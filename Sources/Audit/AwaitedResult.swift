import Synchronization

/// What one task waits for and others tell.
package final class AwaitedResult<Value: Sendable, Failure: Error>: Sendable {
    private enum State {
        case open
        case awaited(CheckedContinuation<Result<Value, Failure>, Never>)
        case done(Result<Value, Failure>)
    }

    private let state = Mutex(State.open)

    package init() {}

    /// Returns when it is told.
    package func wait() async throws(Failure) -> Value {
        let result: Result<Value, Failure> = await withCheckedContinuation { continuation in
            let known: Result<Value, Failure>? = state.withLock { state in
                if case .done(let result) = state { return result }
                state = .awaited(continuation)
                return nil
            }
            if let known { continuation.resume(returning: known) }
        }
        return try result.get()
    }

    /// Tells what became of it; the first word counts.
    package func finish(_ result: Result<Value, Failure>) {
        let before = state.withLock { state in
            let before = state
            if case .done = before { return before }
            state = .done(result)
            return before
        }
        if case .awaited(let continuation) = before { continuation.resume(returning: result) }
    }
}
