import Accounts
import Encodings
import FederationTesting
import Testing

@Suite struct LastUseTests {
    private func use(_ second: Int64, _ id: String = "AKIA1") -> EntityUse {
        EntityUse(
            uniqueID: id, instant: Timestamp(milliseconds: second * 1_000), service: "iam", region: "region-\(second)")
    }

    @Test(arguments: [[1, 2, 3], [3, 2, 1], [2, 3, 1]] as [[Int64]])
    func theLatestCounts(_ seconds: [Int64]) async throws {
        let uses = LastUseRecorder()
        for second in seconds { uses.note(use(second)) }
        uses.note(use(9, "AKIA2"))
        #expect(uses.use(of: "AKIA1") == use(3))
        let store = InMemoryFederationStore()
        try await uses.flush(to: store)
        #expect(uses.use(of: "AKIA1") == nil)
        #expect(try await store.readEntities { try await $0.lastUse(of: "AKIA1") } == use(3))
        #expect(try await store.readEntities { try await $0.lastUse(of: "AKIA2") } == use(9, "AKIA2"))
    }
}
