import NIOPosix
import Synchronization

/// Threads for work that takes long, and a bound to what waits for them.
final class BoundedThreads: Sendable {
    /// Why something is not done.
    enum Refusal: Error, CustomStringConvertible {
        /// So much waits or is worked on already.
        case full(Int)
        /// The threads have ended.
        case ended(any Error)

        var description: String {
            switch self {
            case .full(let most): "\(most) are being worked on already"
            case .ended(let error): "the threads have ended: \(error)"
            }
        }
    }

    private let most: Int
    private let taken = Atomic(0)

    /// - Parameter most: what waits or is worked on at once.
    init(most: Int) { self.most = most }

    /// Carries out `body`.
    func run<Result: Sendable>(_ body: @escaping @Sendable () -> Result) async throws(Refusal) -> Result {
        defer { taken.subtract(1, ordering: .relaxed) }
        guard taken.add(1, ordering: .relaxed).newValue <= most else { throw .full(most) }
        do {
            return try await NIOThreadPool.singleton.runIfActive(body)
        } catch {
            throw .ended(error)
        }
    }
}
