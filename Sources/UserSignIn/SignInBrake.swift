package import Encodings
internal import Synchronization

/// Bounds how many passwords may be tried at the sign-in page, and locks nobody out with it.
///
/// Attempts of an address, and of an address at one user, come out of allowances that fill up again. A browser in which its user has
/// signed in before has an allowance of its own, so that strangers who try his name leave him his way in. Right passwords take nothing.
/// It is kept in memory, and keeps a process from having much to do; what everybody may try at one name is counted for all brokers
/// (``NameAllowance``).
package final class SignInBrake: Sendable {
    /// How much an allowance is.
    struct Allowance: Sendable {
        /// Attempts that may be made at once.
        let burst: Int64
        /// Seconds until there is one more.
        let interval: Int64
    }

    /// Attempts of an address, whoever they are for.
    static let ofAddress = Allowance(burst: 20, interval: 15)
    /// Attempts of an address at one user.
    static let ofAddressAtUser = Allowance(burst: 5, interval: 60)
    /// Attempts of a browser in which its user has signed in before.
    static let ofBrowser = Allowance(burst: 10, interval: 60)

    /// Allowances that are remembered at most, of addresses and of users: nobody forgets one by filling the other.
    private static let capacity = 65_536

    /// What an attempt came out of.
    package struct Attempt: Sendable {
        fileprivate let draws: [Draw]
    }

    /// What may be done.
    package enum Verdict: Sendable {
        /// Go on.
        case go(Attempt)
        /// Wait so many seconds.
        case wait(Int)
    }

    fileprivate struct Draw: Sendable {
        let key: String
        let allowance: Allowance
        let isOfAddress: Bool
    }

    /// When an allowance is full again, in milliseconds.
    private let addresses = BoundedCache<String, Int64>(capacity: SignInBrake.capacity)
    private let users = BoundedCache<String, Int64>(capacity: SignInBrake.capacity)
    private let lock = Mutex(())

    /// Begins with full allowances.
    package init() {}

    /// Takes an attempt, as a wrong one until it proves right, so that many at once are no way around.
    ///
    /// - Parameters:
    ///   - address: where it comes from; nil when nobody knows.
    ///   - user: who it is for, whether there is such a user or not.
    ///   - browser: the id of a browser in which this user has signed in before.
    package func begin(address: String?, user: String, browser: String?, at now: Timestamp) -> Verdict {
        let network = address.map { IPAddress.site(of: $0) } ?? "unknown"
        let draws: [Draw] =
            if let browser {
                [Draw(key: "browser \(browser)", allowance: Self.ofBrowser, isOfAddress: false)]
            } else {
                [
                    Draw(key: network, allowance: Self.ofAddress, isOfAddress: true),
                    Draw(key: "\(user) \(network)", allowance: Self.ofAddressAtUser, isOfAddress: false),
                ]
            }
        return lock.withLock { _ -> Verdict in
            let waits = draws.map { wait(for: $0, at: now.milliseconds) }
            if let longest = waits.max(), longest > 0 { return .wait(Int((longest + 999) / 1_000)) }
            for draw in draws { change(draw, by: draw.allowance.interval, at: now.milliseconds) }
            return .go(Attempt(draws: draws))
        }
    }

    /// Gives an attempt back that proved right, or could not be decided.
    package func giveBack(_ attempt: Attempt, at now: Timestamp) {
        lock.withLock { _ in
            for draw in attempt.draws { change(draw, by: -draw.allowance.interval, at: now.milliseconds) }
        }
    }

    /// Milliseconds until an allowance has one.
    private func wait(for draw: Draw, at now: Int64) -> Int64 {
        let room = (draw.allowance.burst - 1) * draw.allowance.interval * 1_000
        return max(full(draw, at: now) - now - room, 0)
    }

    /// When an allowance is full; a clock that was set back must not make that later than it can be.
    private func full(_ draw: Draw, at now: Int64) -> Int64 {
        let latest = now + draw.allowance.burst * draw.allowance.interval * 1_000
        return min(max(cache(of: draw).value(draw.key) ?? now, now), latest)
    }

    private func change(_ draw: Draw, by seconds: Int64, at now: Int64) {
        cache(of: draw).keep(max(full(draw, at: now) + seconds * 1_000, now), draw.key)
    }

    private func cache(of draw: Draw) -> BoundedCache<String, Int64> { draw.isOfAddress ? addresses : users }
}
