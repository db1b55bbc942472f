package import Encodings

/// How often something may be done, for each key by itself: so many at once, and then one in so many seconds.
///
/// It is this process's alone, and forgets those it has not heard of for long when there are too many: what has to hold everywhere is
/// bounded in the store.
package final class RateLimit: Sendable {
    private let burst: Int64
    private let interval: Int64
    /// When the key would be at rest, in milliseconds since 1970 (the generic cell rate algorithm).
    private let rest: BoundedCache<String, Int64>

    /// - Parameters:
    ///   - burst: how often at once.
    ///   - seconds: between two from then on.
    package init(burst: Int, seconds: Int, capacity: Int = 20_000) {
        self.burst = Int64(max(burst, 1))
        interval = Int64(max(seconds, 1)) * 1_000
        rest = BoundedCache(capacity: capacity)
    }

    /// Does it once; gives the seconds to wait when that is too often, which does not count then.
    package func take(_ key: String, at instant: Timestamp) -> Int? {
        let now = instant.milliseconds
        return rest.change(key) { rest in
            let last = max(rest ?? now, now)
            let wait = last - now - (burst - 1) * interval
            guard wait <= 0 else { return Int((wait + 999) / 1_000) }
            rest = last + interval
            return nil
        }
    }
}
