import Synchronization

/// How many sessions may begin before all have to be counted again: to count them for each would cost more than to keep one.
///
/// Others may share the store, so that only a part of what was found to be free is given away in between.
final class PortalRoom: Sendable {
    private static let share = 16

    private let left = Mutex(0)

    /// Whether one more may begin without counting.
    func take() -> Bool {
        left.withLock { left in
            guard left > 0 else { return false }
            left -= 1
            return true
        }
    }

    /// Remembers how many more there may be.
    func found(_ free: Int) { left.withLock { $0 = free / Self.share } }
}
