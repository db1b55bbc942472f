import AWSQuery
import Testing

@Suite("Instance profiles")
struct InstanceProfileTests {
    private static let named = ["InstanceProfileName": "machines"]
    private static let pair = ["InstanceProfileName": "machines", "RoleName": "worker"]
    private static let profileARN = "arn:aws:iam::123456789012:instance-profile/fleet/machines"

    /// A world with a profile and a role, which are nothing to each other.
    private func world(_ storage: World.Storage = .memory) async throws -> World {
        let world = try World(storage)
        try await world.perform("CreateInstanceProfile", Self.named.merging(["Path": "/fleet/"]) { $1 })
        try await world.perform("CreateRole", ["RoleName": "worker", "AssumeRolePolicyDocument": World.trust])
        return world
    }

    @Test("A profile is made, listed, gets a role and loses it", arguments: World.Storage.allCases)
    func life(_ storage: World.Storage) async throws {
        let world = try World(storage)
        let made = try await world.perform(
            "CreateInstanceProfile",
            [
                "InstanceProfileName": "machines", "Path": "/fleet/", "Tags.member.1.Key": "a",
                "Tags.member.1.Value": "b",
            ])
        #expect(
            made.names("InstanceProfile") == [
                "Path", "InstanceProfileName", "InstanceProfileId", "Arn", "CreateDate", "Roles", "Tags",
            ])
        #expect(made.text("InstanceProfile.Arn") == Self.profileARN)
        #expect(made.text("InstanceProfile.InstanceProfileId")?.hasPrefix("AIPA") == true)
        try await world.perform("CreateRole", ["RoleName": "worker", "AssumeRolePolicyDocument": World.trust])
        try await world.perform("AddRoleToInstanceProfile", Self.pair)
        let shown = try await world.perform("GetInstanceProfile", ["InstanceProfileName": "MACHINES"])
        let role = try #require(shown.structures("InstanceProfile.Roles").first)
        #expect(
            role.map(\.name) == ["Path", "RoleName", "RoleId", "Arn", "CreateDate", "AssumeRolePolicyDocument"])
        #expect(role.text("RoleName") == "worker")
        let listed = try await world.perform("ListInstanceProfilesForRole", ["RoleName": "worker"])
        #expect(listed.texts("InstanceProfiles", each: "InstanceProfileName") == ["machines"])
        let details = try await world.perform("GetAccountAuthorizationDetails", ["Filter.member.1": "Role"])
        let roles = details.structures("RoleDetailList").filter { $0.text("RoleName") == "worker" }
        #expect(roles.first?.structures("InstanceProfileList").map { $0.text("Arn") } == [Self.profileARN])
        let summary = try await world.perform("GetAccountSummary").map("SummaryMap")
        #expect(summary["InstanceProfiles"] == "1")
        let conflict = QueryFault(
            "DeleteConflict", "Cannot delete entity, must remove roles from instance profile first.", status: 409)
        #expect(try await world.fault("DeleteInstanceProfile", Self.named) == conflict)
        #expect(try await world.fault("DeleteRole", ["RoleName": "worker"]) == conflict)
        try await world.perform("RemoveRoleFromInstanceProfile", Self.pair)
        #expect(try await world.fault("RemoveRoleFromInstanceProfile", Self.pair).code == "NoSuchEntity")
        try await world.perform("DeleteRole", ["RoleName": "worker"])
        try await world.perform("DeleteInstanceProfile", Self.named)
        #expect(
            try await world.fault("GetInstanceProfile", Self.named)
                == QueryFault("NoSuchEntity", "Instance Profile machines cannot be found.", status: 404))
    }

    @Test("A profile has one role, a role many profiles")
    func quotas() async throws {
        let world = try await world()
        try await world.perform("AddRoleToInstanceProfile", Self.pair)
        let full = QueryFault(
            "LimitExceeded", "Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1", status: 409)
        #expect(try await world.fault("AddRoleToInstanceProfile", Self.pair) == full)
        let other = Self.pair.merging(["RoleName": World.configuredRole]) { $1 }
        #expect(try await world.fault("AddRoleToInstanceProfile", other) == full)
        for name in ["b", "a"] {
            try await world.perform("CreateInstanceProfile", ["InstanceProfileName": name])
            try await world.perform(
                "AddRoleToInstanceProfile", ["InstanceProfileName": name, "RoleName": "worker"])
        }
        let first = try await world.perform("ListInstanceProfilesForRole", ["RoleName": "worker", "MaxItems": "2"])
        #expect(first.texts("InstanceProfiles", each: "InstanceProfileName") == ["a", "b"])
        let rest = try await world.perform(
            "ListInstanceProfilesForRole", ["RoleName": "worker", "Marker": try #require(first.text("Marker"))])
        #expect(rest.texts("InstanceProfiles", each: "InstanceProfileName") == ["machines"])
    }

    @Test("Names are taken without regard to case and path; other accounts have their own")
    func taken() async throws {
        let world = try await world()
        #expect(
            try await world.fault("CreateInstanceProfile", ["InstanceProfileName": "Machines"])
                == QueryFault("EntityAlreadyExists", "Instance Profile Machines already exists.", status: 409))
        let stranger = try await world.root(world.other)
        #expect(try await world.fault("GetInstanceProfile", Self.named, as: stranger).code == "NoSuchEntity")
        try await world.perform("CreateInstanceProfile", Self.named, as: stranger)
        let foreign = try await world.fault("AddRoleToInstanceProfile", Self.pair, as: stranger)
        #expect(foreign == QueryFault("NoSuchEntity", "The role with name worker cannot be found.", status: 404))
    }

    @Test("A service-linked role is nobody's to give")
    func serviceLinked() async throws {
        let world = try await world()
        try await world.perform("CreateServiceLinkedRole", ["AWSServiceName": "mediatailor.amazonaws.com"])
        let linked = Self.pair.merging(["RoleName": "AWSServiceRoleForMediaTailor"]) { $1 }
        #expect(try await world.fault("AddRoleToInstanceProfile", linked).code == "UnmodifiableEntity")
    }

    @Test("To give a role takes the permission to pass it, for Amazon EC2 and this profile")
    func passing() async throws {
        let world = try await world()
        let role = "arn:aws:iam::123456789012:role/worker"
        let add = World.policy("iam:AddRoleToInstanceProfile", resource: Self.profileARN)
        func pass(_ resource: String, _ key: String, _ value: String) -> String {
            World.policy(
                "iam:PassRole", resource: resource, condition: #"{"StringEquals":{"\#(key)":"\#(value)"}}"#)
        }
        let without = try await world.user("without", add)
        let fault = try await world.fault("AddRoleToInstanceProfile", Self.pair, as: without)
        #expect(fault.code == "AccessDenied")
        #expect(fault.message.contains("iam:PassRole on resource: \(role) "))
        for (name, policy) in [
            ("service", pass(role, "iam:PassedToService", "lambda.amazonaws.com")),
            ("resource", pass("arn:aws:iam::123456789012:role/other", "iam:PassedToService", "ec2.amazonaws.com")),
            ("profile", pass(role, "iam:AssociatedResourceArn", Self.profileARN + "x")),
        ] {
            let caller = try await world.user(name, add, policy)
            #expect(try await world.fault("AddRoleToInstanceProfile", Self.pair, as: caller).code == "AccessDenied")
        }
        let only = try await world.user("only", pass(role, "iam:PassedToService", "ec2.amazonaws.com"))
        #expect(try await world.fault("AddRoleToInstanceProfile", Self.pair, as: only).code == "AccessDenied")
        let both = try await world.user("both", add, pass(role, "iam:AssociatedResourceArn", Self.profileARN))
        try await world.perform("AddRoleToInstanceProfile", Self.pair, as: both)
    }

    @Test("Lists go by path and page, tags stay with their profile")
    func lists() async throws {
        let world = try await world()
        try await world.perform("CreateInstanceProfile", ["InstanceProfileName": "b"])
        let below = try await world.perform("ListInstanceProfiles", ["PathPrefix": "/fleet/"])
        #expect(below.texts("InstanceProfiles", each: "InstanceProfileName") == ["machines"])
        let first = try await world.perform("ListInstanceProfiles", ["MaxItems": "1"])
        #expect(first.texts("InstanceProfiles", each: "InstanceProfileName") == ["b"])
        #expect(first.structures("InstanceProfiles").first?.map(\.name).contains("Tags") == false)
        try await world.perform(
            "TagInstanceProfile", Self.named.merging(["Tags.member.1.Key": "k", "Tags.member.1.Value": "v"]) { $1 })
        let tags = try await world.perform("ListInstanceProfileTags", Self.named)
        #expect(tags.structures("Tags") == [[.text("Key", "k"), .text("Value", "v")]])
        let shown = try await world.perform("GetInstanceProfile", Self.named)
        #expect(shown.structures("InstanceProfile.Tags") == tags.structures("Tags"))
        try await world.perform("UntagInstanceProfile", Self.named.merging(["TagKeys.member.1": "k"]) { $1 })
        #expect(try await world.perform("ListInstanceProfileTags", Self.named).structures("Tags") == [])
    }
}
