import FederationTesting
import SallyportSQLite
import Testing

@Suite("Conformance")
struct ConformanceTests {
    @Test("the store does what each store must", arguments: StoreConformanceCase.all, Synchronous.allCases)
    func conforms(_ conformance: StoreConformanceCase, _ synchronous: Synchronous) async throws {
        let directory = try TemporaryDirectory()
        let counter = Counter()
        try await conformance.run {
            try SQLiteFederationStore(path: directory.path("\(counter.next()).sqlite"), synchronous: synchronous)
        }
    }
}
