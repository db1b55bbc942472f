import Synchronization

/// When the metadata of each URL was fetched last; of one that was not fetched yet, when it was first heard of.
final class FetchTimes: Sendable {
    private let moments = Mutex<[String: ContinuousClock.Instant]>([:])

    /// These URLs count from now on; of the others nothing is remembered.
    func note(fetched: Set<String>, of all: Set<String>, at now: ContinuousClock.Instant = .now) {
        moments.withLock { moments in
            let before = moments
            moments = Dictionary(
                uniqueKeysWithValues: all.map { ($0, fetched.contains($0) ? now : before[$0] ?? now) })
        }
    }

    /// Seconds since then; nil for a URL that nobody has heard of.
    func age(of url: String, at now: ContinuousClock.Instant = .now) -> Double? {
        moments.withLock { $0[url] }.map { (now - $0) / .seconds(1) }
    }
}
