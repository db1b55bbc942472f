internal import Synchronization

/// How many portal sessions may begin before all have to be counted again: to count them for each would cost more than to keep one.
///
/// Others may share the store, so that only a part of what was found to be free is given away in between.
package final class PortalSessionRoom: Sendable {
    private static let share = 16

    private let left = Mutex(0)

    /// Makes one that knows nothing yet.
    package init() {}

    /// Whether so many more may begin without counting.
    package func take(_ count: Int = 1) -> Bool {
        left.withLock { left in
            guard left >= count else { return false }
            left -= count
            return true
        }
    }

    /// Remembers how many more there may be.
    package func found(_ free: Int) { left.withLock { $0 = max(free, 0) / Self.share } }
}
