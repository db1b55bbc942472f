import AWSQuery
import Foundation
import Testing

@Suite("The details of an account's authorization")
struct AuthorizationDetailTests {
    private static let operation = "GetAccountAuthorizationDetails"
    private static let lists = ["UserDetailList", "GroupDetailList", "RoleDetailList", "Policies"]
    private static let policy = "arn:aws:iam::123456789012:policy/readers"

    /// A user in a group, a role, a policy of the account, and one of AWS that is used.
    private func world(_ storage: World.Storage = .memory) async throws -> World {
        let world = try World(storage)
        try await world.perform("CreatePolicy", ["PolicyName": "readers", "PolicyDocument": World.policy("s3:Get*")])
        try await world.perform(
            "CreateUser",
            [
                "UserName": "alice", "Path": "/staff/", "PermissionsBoundary": Self.policy, "Tags.member.1.Key": "a",
                "Tags.member.1.Value": "b",
            ])
        try await world.perform(
            "PutUserPolicy", ["UserName": "alice", "PolicyName": "own", "PolicyDocument": World.policy("s3:Put *")])
        try await world.perform("CreateGroup", ["GroupName": "staff"])
        try await world.perform("AddUserToGroup", ["GroupName": "staff", "UserName": "alice"])
        try await world.perform(
            "AttachGroupPolicy", ["GroupName": "staff", "PolicyArn": "arn:aws:iam::aws:policy/ReadOnlyAccess"])
        try await world.perform("CreateRole", ["RoleName": "auditor", "AssumeRolePolicyDocument": World.trust])
        try await world.perform("AttachRolePolicy", ["RoleName": "auditor", "PolicyArn": Self.policy])
        return world
    }

    @Test("Everything is there, with its policies", arguments: World.Storage.allCases)
    func everything(_ storage: World.Storage) async throws {
        let world = try await world(storage)
        let details = try await world.perform(Self.operation)
        #expect(details.names() == Self.lists + ["IsTruncated"])
        #expect(details.text("IsTruncated") == "false")
        let user = try #require(details.structures("UserDetailList").first)
        #expect(
            user.map(\.name) == [
                "Path", "UserName", "UserId", "Arn", "CreateDate", "UserPolicyList", "GroupList",
                "AttachedManagedPolicies", "PermissionsBoundary", "Tags",
            ])
        #expect(user.list("GroupList") == ["staff"])
        #expect(user.text("PermissionsBoundary.PermissionsBoundaryArn") == Self.policy)
        let document = try #require(user.structures("UserPolicyList").first?.text("PolicyDocument"))
        #expect(document.removingPercentEncoding == World.policy("s3:Put *"))
        #expect(document.contains("Put%20%2A"))
        let group = try #require(details.structures("GroupDetailList").first)
        #expect(group.structures("AttachedManagedPolicies").map { $0.text("PolicyName") } == ["ReadOnlyAccess"])
        #expect(details.texts("RoleDetailList", each: "RoleName") == ["auditor", World.configuredRole])
        let role = try #require(details.structures("RoleDetailList").first)
        #expect(
            role.map(\.name) == [
                "Path", "RoleName", "RoleId", "Arn", "CreateDate", "AssumeRolePolicyDocument", "InstanceProfileList",
                "RolePolicyList", "AttachedManagedPolicies", "Tags", "RoleLastUsed",
            ])
        #expect(role.text("AssumeRolePolicyDocument")?.removingPercentEncoding == World.trust)
    }

    @Test("Policies of the account have all their versions; of those of AWS the ones that are used are listed")
    func policies() async throws {
        let world = try await world()
        try await world.perform(
            "CreatePolicyVersion", ["PolicyArn": Self.policy, "PolicyDocument": World.allowAll, "SetAsDefault": "true"])
        let details = try await world.perform(Self.operation)
        #expect(details.texts("Policies", each: "PolicyName") == ["readers", "ReadOnlyAccess"])
        let policy = try #require(details.structures("Policies").first)
        #expect(policy.text("AttachmentCount") == "1")
        #expect(policy.text("PermissionsBoundaryUsageCount") == "1")
        let versions = policy.structures("PolicyVersionList")
        #expect(versions.map { $0.text("VersionId") } == ["v2", "v1"])
        #expect(versions.map { $0.text("IsDefaultVersion") } == ["true", "false"])
        #expect(versions[0].text("Document")?.removingPercentEncoding == World.allowAll)
    }

    @Test(
        "A filter names kinds",
        arguments: [
            (["User"], [1, 0, 0, 0]), (["Group"], [0, 1, 0, 0]), (["Role"], [0, 0, 2, 0]),
            (["LocalManagedPolicy"], [0, 0, 0, 1]), (["AWSManagedPolicy"], [0, 0, 0, 1]),
            (["AWSManagedPolicy", "User", "LocalManagedPolicy"], [1, 0, 0, 2]),
        ])
    func filter(_ kinds: [String], _ counts: [Int]) async throws {
        let world = try await world()
        let parameters = kinds.enumerated().map { ("Filter.member.\($0.offset + 1)", $0.element) }
        let details = try await world.perform(Self.operation, Dictionary(uniqueKeysWithValues: parameters))
        #expect(Self.lists.map { details.structures($0).count } == counts)
    }

    @Test("One list goes over all kinds, page by page", arguments: [1, 2, 3, 5])
    func pages(_ size: Int) async throws {
        let world = try await world()
        var seen: [String] = []
        var parameters = ["MaxItems": String(size)]
        while true {
            let details = try await world.perform(Self.operation, parameters)
            let names = Self.lists.flatMap { list in
                details.structures(list).compactMap { $0.text("\(Self.title(list))Name") }
            }
            #expect(names.count <= size)
            seen += names
            guard let marker = details.text("Marker") else { break }
            #expect(details.text("IsTruncated") == "true")
            #expect(names.count == size)
            parameters["Marker"] = marker
        }
        #expect(seen == ["alice", "staff", "auditor", World.configuredRole, "readers", "ReadOnlyAccess"])
    }

    private static func title(_ list: String) -> String {
        list == "Policies" ? "Policy" : list.replacingOccurrences(of: "DetailList", with: "")
    }

    @Test("A page ends early when it has grown large, and the next one goes on")
    func large() async throws {
        let world = try World()
        // White space is kept, and counts eight times the limit.
        let document = World.allowAll + String(repeating: " ", count: 45_000)
        for number in 0..<10 {
            try await world.perform("CreatePolicy", ["PolicyName": "p\(number)", "PolicyDocument": document])
            let arn = "arn:aws:iam::123456789012:policy/p\(number)"
            for _ in 0..<4 {
                try await world.perform("CreatePolicyVersion", ["PolicyArn": arn, "PolicyDocument": document])
            }
        }
        let filter = ["Filter.member.1": "LocalManagedPolicy"]
        let first = try await world.perform(Self.operation, filter)
        #expect((1..<10).contains(first.structures("Policies").count))
        let marker = try #require(first.text("Marker"))
        var names = first.texts("Policies", each: "PolicyName")
        var parameters = filter.merging(["Marker": marker]) { $1 }
        while names.count < 10 {
            let next = try await world.perform(Self.operation, parameters)
            names += next.texts("Policies", each: "PolicyName")
            guard let marker = next.text("Marker") else { break }
            parameters["Marker"] = marker
        }
        #expect(names == (0..<10).map { "p\($0)" })
    }

    @Test(
        "Other kinds and markers are refused",
        arguments: [
            ["Filter.member.1": "Castle"], ["Filter.member.1": "User", "Filter.member.2": "user"], ["MaxItems": "0"],
            ["MaxItems": "1001"], ["Marker": "!"], ["Marker": Data("alice".utf8).base64EncodedString()],
        ])
    func refused(_ parameters: [String: String]) async throws {
        let world = try World()
        #expect(try await world.fault(Self.operation, parameters).code == "ValidationError")
    }
}
