import Synchronization

/// Lines that were handed over to be written, and what becomes of them.
final class Delivery: Sendable {
    private enum State {
        case open
        case awaited(CheckedContinuation<Result<Void, AuditError>, Never>)
        case done(Result<Void, AuditError>)
    }

    private let state = Mutex(State.open)

    /// Returns when the lines are written; throws when they are given up.
    func wait() async throws(AuditError) {
        let result: Result<Void, AuditError> = await withCheckedContinuation { continuation in
            let known: Result<Void, AuditError>? = state.withLock { state in
                if case .done(let result) = state { return result }
                state = .awaited(continuation)
                return nil
            }
            if let known { continuation.resume(returning: known) }
        }
        try result.get()
    }

    /// Tells what became of them; the first word counts.
    func finish(_ result: Result<Void, AuditError>) {
        let continuation: CheckedContinuation<Result<Void, AuditError>, Never>? = state.withLock { state in
            switch state {
            case .done: return nil
            case .open:
                state = .done(result)
                return nil
            case .awaited(let continuation):
                state = .done(result)
                return continuation
            }
        }
        continuation?.resume(returning: result)
    }
}
