import AWSQuery
import Testing

/// What no account has: the answers of AWS where there is none, which clients catch.
@Suite("What is not here")
struct AbsentOperationTests {
    @Test(
        "A user has none of it; who is no user is not found",
        arguments: [
            ("ListSSHPublicKeys", "SSHPublicKeys"), ("ListSigningCertificates", "Certificates"),
            ("ListServiceSpecificCredentials", "ServiceSpecificCredentials"),
        ])
    func ofUser(_ operation: String, _ list: String) async throws {
        let world = try World()
        let alice = try await world.user("alice", World.allowAll)
        for parameters in [["UserName": "alice"], [:]] {
            #expect(try await world.perform(operation, parameters, as: alice).structures(list) == [])
        }
        #expect(
            try await world.fault(operation, ["UserName": "bob"])
                == QueryFault("NoSuchEntity", "The user with name bob cannot be found.", status: 404))
    }

    @Test("Nothing in an account")
    func ofAccount() async throws {
        let world = try World()
        for (operation, list) in [
            ("ListServerCertificates", "ServerCertificateMetadataList"),
            ("ListDelegationRequests", "DelegationRequests"),
        ] {
            #expect(try await world.perform(operation).names().first == list)
            #expect(try await world.perform(operation).structures(list) == [])
            #expect(try await world.fault(operation, ["Marker": "!"]).code == "ValidationError")
        }
        let job = String(repeating: "0", count: 36)
        for (operation, parameters, message) in [
            ("GetOrganizationsAccessReport", ["JobId": job], "Job with id \(job) cannot be found.")
        ] as [(String, [String: String], String)] {
            #expect(
                try await world.fault(operation, parameters) == QueryFault("NoSuchEntity", message, status: 404))
        }
        #expect(try await world.fault("ListOrganizationsFeatures").code == "OrganizationNotFoundException")
    }
}
