package import Encodings
internal import Synchronization

/// Bounds how many passwords may be tried at the sign-in page, and locks nobody out with it.
///
/// Attempts of an address, and of an address at one user, come out of allowances that fill up again. A browser in which its user has
/// signed in before has an allowance of its own, so that strangers who try his name leave him his way in. Right passwords take nothing.
/// It is kept in memory, and keeps a process from having much to do; what everybody may try at one name is counted for all brokers
/// (``NameAllowance``).
package final class SignInBrake: Sendable {
    /// Allowances that are remembered at most, of each kind: nobody forgets one by filling another.
    private static let capacity = 65_536

    /// Attempts of an address, whoever they are for.
    private let ofAddress = RateLimit(burst: 20, seconds: 15, capacity: SignInBrake.capacity)
    /// Attempts of an address at one user.
    private let ofAddressAtUser = RateLimit(burst: 5, seconds: 60, capacity: SignInBrake.capacity)
    /// Attempts of a browser in which its user has signed in before.
    private let ofBrowser = RateLimit(burst: 10, seconds: 60, capacity: SignInBrake.capacity)
    /// An attempt comes out of all that it needs, or of none.
    private let lock = Mutex(())

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
        let limit: RateLimit
        let key: String
    }

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
        let draws =
            if let browser {
                [Draw(limit: ofBrowser, key: browser)]
            } else {
                [
                    Draw(limit: ofAddress, key: network),
                    Draw(limit: ofAddressAtUser, key: "\(user) \(network)"),
                ]
            }
        return lock.withLock { _ -> Verdict in
            if let longest = draws.compactMap({ $0.limit.wait($0.key, at: now) }).max() { return .wait(longest) }
            for draw in draws { _ = draw.limit.take(draw.key, at: now) }
            return .go(Attempt(draws: draws))
        }
    }

    /// Gives an attempt back that proved right, or could not be decided.
    package func giveBack(_ attempt: Attempt, at now: Timestamp) {
        lock.withLock { _ in
            for draw in attempt.draws { draw.limit.giveBack(draw.key, at: now) }
        }
    }
}
