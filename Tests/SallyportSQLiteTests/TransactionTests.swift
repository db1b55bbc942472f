import Accounts
import Encodings
import Foundation
import Synchronization
import Testing

@testable import SallyportSQLite

@Suite("Transactions on entities")
struct TransactionTests {
    private let directory: TemporaryDirectory
    private let store: SQLiteFederationStore

    init() throws {
        directory = try TemporaryDirectory()
        store = try SQLiteFederationStore(path: directory.path())
    }

    private func code(_ body: () async throws -> Void) async -> StoreError.Code? {
        do {
            try await body()
            return nil
        } catch {
            return (error as? StoreError)?.code
        }
    }

    @Test("one is refused after its end")
    func kept() async throws {
        let kept = Mutex<[any EntityWriter]>([])
        try await store.writeEntities { writer in
            kept.withLock { $0.append(writer) }
            _ = try await writer.row(uniqueID: "AIDA1")
        }
        let first = kept.withLock { $0.first }
        let writer = try #require(first)
        #expect(await code { _ = try await writer.row(uniqueID: "AIDA1") } == .unavailable)
        #expect(await code { try await writer.delete(uniqueID: "AIDA1") } == .unavailable)
    }

    @Test("one is refused after its end on its own thread, where the connection would still answer")
    func keptOnTheThread() async throws {
        let database = try SQLiteDatabase(path: directory.path("other"), synchronous: .full)
        let code = try await database.write { batch in
            let ended = try SQLiteEntityTransaction.run(batch.db) { $0 }
            do throws(StoreError) {
                _ = try ended.rows(.uniqueID("AIDA1"))
                return StoreError.Code?.none
            } catch {
                return error.code
            }
        }
        #expect(code == .unavailable)
    }

    @Test("one is refused on another thread")
    func elsewhere() async throws {
        let outcome = try await store.readEntities { reader in
            let elsewhere = await Task.detached { await code { _ = try await reader.row(uniqueID: "AIDA1") } }.value
            return (elsewhere, try await reader.row(uniqueID: "AIDA1"))
        }
        #expect(outcome.0 == .unavailable)
        #expect(outcome.1 == nil)
    }

    @Test("one that awaits another is refused, and stops nobody")
    func nested() async throws {
        let store = store
        let use = EntityUse(
            uniqueID: "AKIA1", instant: Timestamp(roundingDown: Fixture.start), service: "sts", region: "us-east-1")
        let inner: [@Sendable () async throws -> Void] = [
            { try await store.readEntities { _ in } }, { try await store.lookUpEntities { _ in } },
            { try await store.writeEntities { _ in } }, { try await store.record([use]) },
        ]
        for body in inner {
            #expect(await code { try await store.readEntities { _ in try await body() } } == .unavailable)
            #expect(await code { try await store.lookUpEntities { _ in try await body() } } == .unavailable)
            #expect(await code { try await store.writeEntities { _ in try await body() } } == .unavailable)
            #expect(await code(body) == nil)
        }
    }

    @Test("what is awaited elsewhere comes back to the thread")
    func thread() async throws {
        let isOne = try await withCheckedThrowingContinuation { continuation in
            // One of its own: those that tasks share may be no more than one.
            Thread.detachNewThread {
                let thread = pthread_self()
                continuation.resume(
                    with: Result {
                        try ThreadRun.value {
                            let before = pthread_self()
                            await Task.detached { await Task.yield() }.value
                            return before == thread && pthread_self() == thread
                        }
                    })
            }
        }
        #expect(isOne)
        #expect(throws: CancellationError.self) { try ThreadRun<Void>.value { throw CancellationError() } }
    }
}
