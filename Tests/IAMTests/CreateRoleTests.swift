import AWSQuery
import Accounts
import Testing

@Suite("CreateRole and GetRole")
struct CreateRoleTests {
    static let parameters = [
        "RoleName": "Auditor", "Path": "/teams/", "Description": "reads", "MaxSessionDuration": "7200",
        "AssumeRolePolicyDocument": World.trust, "Tags.member.1.Key": "team", "Tags.member.1.Value": "blue",
    ]

    @Test("A role that was made is got and listed", arguments: World.Storage.allCases)
    func made(_ storage: World.Storage) async throws {
        let world = try World(storage)
        let made = try await world.perform("CreateRole", Self.parameters)
        #expect(made.text("Role.Arn") == "arn:aws:iam::123456789012:role/teams/Auditor")
        #expect(made.text("Role.CreateDate") == "2023-11-14T22:13:20Z")
        let got = try await world.perform("GetRole", ["RoleName": "auditor"])
        #expect(got.text("Role.RoleId") == made.text("Role.RoleId"))
        #expect(got.text("Role.Description") == "reads")
        #expect(got.text("Role.MaxSessionDuration") == "7200")
        #expect(got.structures("Role.Tags") == [[.text("Key", "team"), .text("Value", "blue")]])
        let listed = try await world.perform("ListRoles")
        #expect(listed.texts("Roles", each: "RoleName") == ["Auditor", World.configuredRole])
    }

    @Test("Names are taken without regard to case, also by the configuration; other accounts have their own")
    func taken() async throws {
        let world = try World()
        try await world.perform("CreateRole", Self.parameters)
        for name in ["AUDITOR", "configured"] {
            let again = Self.parameters.merging(["RoleName": name]) { $1 }
            #expect(try await world.fault("CreateRole", again).code == "EntityAlreadyExists")
        }
        let stranger = try await world.root(world.other)
        try await world.perform("CreateRole", Self.parameters, as: stranger)
        let unknown = try await world.fault("GetRole", ["RoleName": "Configured"], as: stranger)
        #expect(unknown == QueryFault("NoSuchEntity", "The role with name Configured cannot be found.", status: 404))
    }

    @Test("What is no JSON is called so; other faults in the form are not")
    func noJSON() async throws {
        let world = try World()
        try await world.perform("CreateRole", Self.parameters)
        for (text, message) in [
            ("file.json", "This policy contains invalid Json"), ("{", "This policy contains invalid Json"),
            ("[]", "Syntax errors in policy."),
        ] {
            let expected = QueryFault("MalformedPolicyDocument", message)
            let role = ["RoleName": "Other", "AssumeRolePolicyDocument": text]
            #expect(try await world.fault("CreateRole", role) == expected)
            let change = ["RoleName": "Auditor", "PolicyDocument": text]
            #expect(try await world.fault("UpdateAssumeRolePolicy", change) == expected)
        }
    }

    @Test("A user needs the permission, with TagRole for tags and the boundary as the policy says")
    func permission() async throws {
        let world = try World()
        let creator = try await world.user("creator", World.policy("iam:CreateRole"))
        var parameters = Self.parameters
        let denied = try await world.fault("CreateRole", parameters, as: creator)
        #expect(denied.code == "AccessDenied")
        #expect(denied.message.contains("iam:TagRole on resource: arn:aws:iam::123456789012:role/teams/Auditor"))
        parameters["Tags.member.1.Key"] = nil
        parameters["Tags.member.1.Value"] = nil
        try await world.perform("CreateRole", parameters, as: creator)
    }
}
