/// How often something may be done, for each key by itself: so many at once, and then one in so many seconds.
///
/// It is this process's alone, and forgets those it has not heard of for long when there are too many: what has to hold everywhere is
/// bounded in the store. A clock that is set back locks nobody out for longer than the whole allowance takes.
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
        rest.change(key) { rest in
            let last = last(rest, at: instant.milliseconds)
            let wait = wait(from: last, at: instant.milliseconds)
            rest = wait == nil ? last + interval : last
            return wait
        }
    }

    /// The seconds to wait until it may be done; nil for none.
    package func wait(_ key: String, at instant: Timestamp) -> Int? {
        rest.change(key) { rest in
            guard rest != nil else { return nil }
            let last = last(rest, at: instant.milliseconds)
            rest = last
            return wait(from: last, at: instant.milliseconds)
        }
    }

    /// Lets one that was taken not count.
    package func giveBack(_ key: String, at instant: Timestamp) {
        rest.change(key) { rest in
            rest = max(last(rest, at: instant.milliseconds) - interval, instant.milliseconds)
        }
    }

    private func wait(from last: Int64, at now: Int64) -> Int? {
        let wait = last - now - (burst - 1) * interval
        return wait > 0 ? Int((wait + 999) / 1_000) : nil
    }

    /// When the key is at rest; never later than the whole allowance takes, whatever a clock has said before.
    private func last(_ rest: Int64?, at now: Int64) -> Int64 {
        min(max(rest ?? now, now), now + burst * interval)
    }
}
