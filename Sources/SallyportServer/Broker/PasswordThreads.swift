import IAMCredentials

/// Hashes passwords on threads of their own: each takes a quarter of a second and 32 MiB, on purpose.
///
/// As many are hashed at once as there are threads, one for each processor; the others wait.
final class PasswordThreads: LongWork {
    private let threads: BoundedThreads

    /// - Parameter most: passwords that wait or are hashed at once.
    init(most: Int = 16) { threads = BoundedThreads(most: most) }

    func run<Result: Sendable>(_ body: @escaping @Sendable () -> Result) async throws(TooMuchWork) -> Result {
        do throws(BoundedThreads.Refusal) {
            return try await threads.run(body)
        } catch {
            throw TooMuchWork("passwords: \(error)")
        }
    }
}
