import Synchronization

/// Whether a body is still being read.
package final class OpenBody: Sendable {
    private let flag = Atomic(true)

    /// One that is being read.
    package init() {}

    /// False once it was read or refused.
    package var isOpen: Bool { flag.load(ordering: .acquiring) }

    /// It was read or refused.
    package func close() { flag.store(false, ordering: .releasing) }
}
