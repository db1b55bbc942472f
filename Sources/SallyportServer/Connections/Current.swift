import Synchronization

/// What counts at the moment; whoever has taken it keeps it.
final class Current<Value: Sendable>: Sendable {
    private let current: Mutex<Value>

    init(_ value: Value) { current = Mutex(value) }

    /// What counts for whoever comes now.
    var value: Value { current.withLock { $0 } }

    /// Lets another one count from now on.
    func replace(with next: Value) { current.withLock { $0 = next } }
}
