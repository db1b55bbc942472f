import AWSQuery
import Accounts
import Encodings
import Foundation
import Testing

@Suite("Failures of the store")
struct ServiceFailureTests {
    @Test("What a row cannot have been is ServiceFailure, and the cause is for the audit alone")
    func corrupt() async throws {
        let world = try World()
        let row = EntityRow(
            kind: .user, account: world.account.id, name: "broken", uniqueID: "AIDAEXAMPLE",
            createDate: Timestamp(roundingDown: World.now), body: Array("no record".utf8))
        try await world.store.writeEntities { try await $0.insert(row) }
        let fault = try await world.fault("GetUser", ["UserName": "broken"])
        #expect(fault == QueryFault("ServiceFailure", "The service is unavailable. Please try again.", status: 500))
        #expect(fault.status == 500 && fault.type == "Receiver")
        #expect(fault.cause?.contains("user AIDAEXAMPLE does not decode") == true)
        #expect(try await world.fault("GetUser", ["UserName": "nobody"]).cause == nil)
    }
}
