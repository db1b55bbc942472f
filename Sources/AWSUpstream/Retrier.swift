/// Asks again when AWS is too busy to answer: three times at most, all within ten seconds.
struct Retrier: Sendable {
    /// Times that a request is sent at most.
    static let attempts = 3
    /// For all attempts and the waits between them.
    static let budget = Duration.seconds(10)
    /// For one attempt, so that an answer that is lost leaves time for another.
    static let patience = Duration.seconds(5)
    /// The longest wait after the first attempt; it doubles with each.
    static let firstWait = Duration.milliseconds(400)

    let outside: UpstreamOutside

    /// What `read` makes of the answer to a request.
    ///
    /// Throws the fault of the last attempt: at once, unless a moment later the same request may succeed.
    func ask<Value: Sendable>(
        _ request: UpstreamRequest, read: (UpstreamAnswer) throws(UpstreamFault) -> Value
    ) async throws(UpstreamFault) -> Value {
        let start = outside.elapsed()
        var attempt = 1
        while true {
            do throws(UpstreamFault) {
                return try read(try await exchange(request, within: Self.budget - (outside.elapsed() - start)))
            } catch {
                // A part of the longest wait, so that many who were turned away together do not come back together.
                let share = 0.5 + 0.5 * min(max(outside.chance(), 0), 1)
                let wait = Self.firstWait * (1 << (attempt - 1)) * share
                let isWorthAnother =
                    error.isPassing && attempt < Self.attempts && !Task.isCancelled
                    && outside.elapsed() - start + wait < Self.budget
                guard isWorthAnother else { throw error.after(attempt) }
                await outside.sleep(wait)
                attempt += 1
            }
        }
    }

    /// What `read` makes of the answer to a request that is sent once, for whoever is beside the broker or is not there at all.
    func askOnce<Value: Sendable>(
        _ request: UpstreamRequest, within time: Duration, read: (UpstreamAnswer) throws(UpstreamFault) -> Value
    ) async throws(UpstreamFault) -> Value {
        try read(try await exchange(request, within: time))
    }

    private func exchange(
        _ request: UpstreamRequest, within left: Duration
    ) async throws(UpstreamFault) -> UpstreamAnswer {
        do throws(UpstreamSilence) {
            return try await outside.exchange(request, min(Self.patience, left))
        } catch {
            throw UpstreamFault.silence(error.reason, endpoint: request.endpoint)
        }
    }
}
