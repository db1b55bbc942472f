import FederationTesting
import Testing

@Suite("Conformance", .serialized, .enabled(if: TestServer.isThere, "SALLYPORT_TEST_POSTGRES names no server"))
struct ConformanceTests {
    @Test("the store does what each store must", arguments: StoreConformanceCase.all)
    func conforms(_ conformance: StoreConformanceCase) async throws {
        try await conformance.run { try await TestServer.store(try TestServer.emptySchema()) }
    }
}
