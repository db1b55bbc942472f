import Accounts
import FederationTesting
import Foundation
import Testing

@Suite struct StoreTests {
    @Test(arguments: StoreConformanceCase.all)
    func inMemoryStoreConforms(to requirement: StoreConformanceCase) async throws {
        try await requirement.run { InMemoryFederationStore(capacity: 10_000) }
    }
}
