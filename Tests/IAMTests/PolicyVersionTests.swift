import AWSQuery
import Foundation
import Testing

@Suite("Versions of managed policies")
struct PolicyVersionTests {
    private static let arn = ManagedPolicyTests.arn

    private func add(_ world: World, default isDefault: Bool = false, at instant: Date = World.now) async throws
        -> QueryResult
    {
        let parameters = [
            "PolicyArn": Self.arn, "PolicyDocument": World.policy("s3:List*"), "SetAsDefault": "\(isDefault)",
        ]
        return try await world.perform("CreatePolicyVersion", parameters, at: instant)
    }

    @Test("A new version is in force when it is said to be", arguments: World.Storage.allCases)
    func made(_ storage: World.Storage) async throws {
        let world = try World(storage)
        try await ManagedPolicyTests.make(world)
        let second = try await add(world, at: World.now.addingTimeInterval(60))
        #expect(second.names("PolicyVersion") == ["VersionId", "IsDefaultVersion", "CreateDate"])
        #expect(second.text("PolicyVersion.VersionId") == "v2")
        #expect(second.text("PolicyVersion.IsDefaultVersion") == "false")
        var got = try await world.perform("GetPolicy", ["PolicyArn": Self.arn])
        #expect(got.text("Policy.DefaultVersionId") == "v1")
        #expect(got.text("Policy.UpdateDate") == "2023-11-14T22:14:20Z")
        #expect(got.text("Policy.CreateDate") == "2023-11-14T22:13:20Z")
        #expect(try await add(world, default: true).text("PolicyVersion.IsDefaultVersion") == "true")
        got = try await world.perform("GetPolicy", ["PolicyArn": Self.arn])
        #expect(got.text("Policy.DefaultVersionId") == "v3")
        let listed = try await world.perform("ListPolicyVersions", ["PolicyArn": Self.arn])
        #expect(listed.texts("Versions", each: "VersionId") == ["v3", "v2", "v1"])
        #expect(listed.texts("Versions", each: "IsDefaultVersion") == ["true", "false", "false"])
    }

    @Test("A version shows its document percent-encoded")
    func document() async throws {
        let world = try World()
        try await ManagedPolicyTests.make(world)
        let got = try await world.perform("GetPolicyVersion", ["PolicyArn": Self.arn, "VersionId": "v1"])
        #expect(got.text("PolicyVersion.Document")?.removingPercentEncoding == World.policy("s3:Get*"))
        #expect(got.text("PolicyVersion.Document")?.contains(where: { "{}\":,*/ ".contains($0) }) == false)
    }

    @Test("There are at most five versions, and numbers are not used again")
    func limit() async throws {
        let world = try World()
        try await ManagedPolicyTests.make(world)
        for _ in 2...5 { _ = try await add(world) }
        let parameters = ["PolicyArn": Self.arn, "PolicyDocument": World.allowAll]
        let fault = try await world.fault("CreatePolicyVersion", parameters)
        #expect(
            fault
                == QueryFault(
                    "LimitExceeded",
                    "A managed policy can have up to 5 versions. Before you create a new version, you must delete an "
                        + "existing version.", status: 409))
        try await world.perform("DeletePolicyVersion", ["PolicyArn": Self.arn, "VersionId": "v5"])
        #expect(try await add(world).text("PolicyVersion.VersionId") == "v6")
        let page = try await world.perform("ListPolicyVersions", ["PolicyArn": Self.arn, "MaxItems": "3"])
        #expect(page.texts("Versions", each: "VersionId") == ["v6", "v4", "v3"])
        let marker = try #require(page.text("Marker"))
        let rest = try await world.perform("ListPolicyVersions", ["PolicyArn": Self.arn, "Marker": marker])
        #expect(rest.texts("Versions", each: "VersionId") == ["v2", "v1"])
    }

    @Test("The default version is set and not deleted")
    func defaultVersion() async throws {
        let world = try World()
        try await ManagedPolicyTests.make(world)
        _ = try await add(world)
        let (first, second) = (
            ["PolicyArn": Self.arn, "VersionId": "v1"], ["PolicyArn": Self.arn, "VersionId": "v2"]
        )
        let conflict = try await world.fault("DeletePolicyVersion", first)
        #expect(
            conflict == QueryFault("DeleteConflict", "Cannot delete the default version of a policy.", status: 409))
        try await world.perform("SetDefaultPolicyVersion", second)
        try await world.perform("DeletePolicyVersion", first)
        let listed = try await world.perform("ListPolicyVersions", ["PolicyArn": Self.arn])
        #expect(listed.texts("Versions", each: "VersionId") == ["v2"])
        for name in ["GetPolicyVersion", "SetDefaultPolicyVersion", "DeletePolicyVersion"] {
            let fault = try await world.fault(name, first)
            #expect(
                fault.message
                    == "Policy \(Self.arn) version v1 does not exist or is not attachable.")
            #expect(fault.status == 404)
        }
    }

    @Test("Ids of versions have a form", arguments: ["1", "v0", "v01", "v1 ", "V1"])
    func form(_ id: String) async throws {
        let world = try World()
        try await ManagedPolicyTests.make(world)
        let fault = try await world.fault("GetPolicyVersion", ["PolicyArn": Self.arn, "VersionId": id])
        #expect(fault.code == "ValidationError")
        #expect(
            fault.message.hasSuffix(#"Member must satisfy regular expression pattern: v[1-9][0-9]*(\.[A-Za-z0-9-]*)?"#))
    }
}
