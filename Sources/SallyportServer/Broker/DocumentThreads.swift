import Encodings
import STS

/// Reads and checks long documents on threads of their own, short ones where the request is handled.
///
/// Each connection of an event loop waits for whatever its loop works on. A usual response is checked in less time than a
/// change of threads and back is worth; what may take a hundred times as long must not keep others waiting. How long
/// either may take is bounded by `XMLLimits`.
final class DocumentThreads: DocumentExecutor {
    /// Bytes of a document that is always short: most responses have 5 to 15 KB.
    private static let short = 32_768

    private let threads: BoundedThreads

    /// - Parameter most: long documents that wait or are worked on at once; each may take a tenth of a second.
    init(most: Int = 64) { threads = BoundedThreads(most: most) }

    /// Carries out `body`, which works on `document`.
    ///
    /// Throws `STSError` with status 503 when too many long documents wait already.
    func run<Result: Sendable>(
        _ document: [UInt8], _ body: @escaping @Sendable () -> Result
    ) async throws(STSError) -> Result {
        guard Self.isLong(document) else { return body() }
        do throws(BoundedThreads.Refusal) {
            return try await threads.run(body)
        } catch {
            throw .unavailable("long documents: \(error)")
        }
    }

    /// To decrypt takes operations with private keys, a millisecond or more each.
    private static func isLong(_ document: [UInt8]) -> Bool {
        document.count > short || document.withUnsafeBytes { $0.contains("Encrypted") }
    }
}
