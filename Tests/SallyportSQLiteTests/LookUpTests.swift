import SallyportSQLite
import Testing

@Suite("Look-ups on the thread of the caller")
struct LookUpTests {
    @Test("they don't wait for reads whose callers have no thread to go on with")
    func besideReads() async throws {
        let directory = try TemporaryDirectory()
        let store = try SQLiteFederationStore(path: directory.path())
        let sum = try await withThrowingTaskGroup(of: Int.self) { group in
            // More than there are connections for readers, and threads. What waits here waits for ever.
            for number in 0..<500 {
                group.addTask {
                    let read = try await store.readEntities { _ in number }
                    return read + (try await store.lookUpEntities { _ in number })
                }
            }
            return try await group.reduce(0, +)
        }
        #expect(sum == 500 * 499)
    }
}
