import Synchronization

/// When something happened last.
package final class LastMoment: Sendable {
    private let nanoseconds: Atomic<Int64>

    /// Begins with now.
    package init() { nanoseconds = Atomic(Uptime.nanoseconds) }

    /// It happens now.
    package func touch() { nanoseconds.store(Uptime.nanoseconds, ordering: .relaxed) }

    /// Seconds since then.
    var age: Double { Double(max(Uptime.nanoseconds &- nanoseconds.load(ordering: .relaxed), 0)) / 1_000_000_000 }
}
