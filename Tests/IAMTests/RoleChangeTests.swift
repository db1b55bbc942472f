import AWSQuery
import Accounts
import Encodings
import Foundation
import Testing

@Suite("Changes of roles")
struct RoleChangeTests {
    static let name = ["RoleName": "Auditor"]

    static func make(_ world: World, trust: String = World.trust, _ name: String = "Auditor") async throws {
        try await world.perform("CreateRole", ["RoleName": name, "AssumeRolePolicyDocument": trust])
    }

    /// The role's record is changed as the operations for policies will do it.
    static func edit(_ world: World, _ change: @Sendable @escaping (inout RoleRecord) -> Void) async throws {
        let account = world.account.id
        try await world.store.writeEntities { transaction in
            guard var role = try await transaction.entity(RoleRecord.self, account: account, name: "Auditor") else {
                return
            }
            change(&role.record)
            try await transaction.update(role)
        }
    }

    @Test("A role is deleted when no policy is left", arguments: World.Storage.allCases)
    func delete(_ storage: World.Storage) async throws {
        let world = try World(storage)
        try await Self.make(world)
        try await Self.edit(world) {
            $0.inlinePolicies = [InlinePolicy(name: "p", document: World.allowAll)]
        }
        #expect(
            try await world.fault("DeleteRole", Self.name)
                == QueryFault("DeleteConflict", "Cannot delete entity, must delete policies first.", status: 409))
        try await Self.edit(world) { $0.inlinePolicies = [] }
        let id = try #require(try await world.perform("GetRole", Self.name).text("Role.RoleId"))
        let policy = "arn:aws:iam::aws:policy/ReadOnlyAccess"
        try await world.store.writeEntities { try await $0.link(id, .attachedPolicy, to: policy) }
        #expect(
            try await world.fault("DeleteRole", Self.name)
                == QueryFault("DeleteConflict", "Cannot delete entity, must detach all policies first.", status: 409))
        try await world.store.writeEntities { try await $0.unlink(id, .attachedPolicy, from: policy) }
        #expect(try await world.perform("DeleteRole", Self.name).members == nil)
        #expect(try await world.fault("DeleteRole", Self.name).code == "NoSuchEntity")
    }

    @Test("What is not said stays as it was")
    func update() async throws {
        let world = try World()
        try await Self.make(world)
        #expect(
            try await world.perform("UpdateRole", ["RoleName": "Auditor", "Description": "one"]).members == [])
        try await world.perform("UpdateRole", ["RoleName": "Auditor", "MaxSessionDuration": "43200"])
        let role = try await world.perform("GetRole", Self.name)
        #expect(role.text("Role.Description") == "one")
        #expect(role.text("Role.MaxSessionDuration") == "43200")
        let described = try await world.perform(
            "UpdateRoleDescription", ["RoleName": "Auditor", "Description": "two"])
        #expect(described.text("Role.Description") == "two")
        for seconds in ["3599", "43201"] {
            let fault = try await world.fault("UpdateRole", ["RoleName": "Auditor", "MaxSessionDuration": seconds])
            #expect(fault.code == "ValidationError")
        }
        let control = try await world.fault("UpdateRole", ["RoleName": "Auditor", "Description": "a\u{1}"])
        #expect(control.code == "ValidationError")
    }

    @Test("Results hold what AWS's hold, in its order")
    func members() async throws {
        let world = try World()
        let boundary = "arn:aws:iam::aws:policy/ReadOnlyAccess"
        let made = try await world.perform(
            "CreateRole", CreateRoleTests.parameters.merging(["PermissionsBoundary": boundary]) { $1 })
        let common = [
            "Path", "RoleName", "RoleId", "Arn", "CreateDate", "AssumeRolePolicyDocument", "Description",
        ]
        #expect(made.names("Role") == common + ["PermissionsBoundary", "Tags"])
        let got = try await world.perform("GetRole", Self.name)
        #expect(
            got.names("Role") == common + ["MaxSessionDuration", "PermissionsBoundary", "Tags", "RoleLastUsed"])
        let listed = try await world.perform("ListRoles").structures("Roles")
        #expect(listed.first?.map(\.name) == common + ["MaxSessionDuration"])
    }

    @Test("A boundary is put, replaced and taken away")
    func boundary() async throws {
        let world = try World()
        try await Self.make(world)
        let first = "arn:aws:iam::aws:policy/ReadOnlyAccess"
        let second = "arn:aws:iam::aws:policy/IAMReadOnlyAccess"
        for arn in [first, second] {
            try await world.perform(
                "PutRolePermissionsBoundary", ["RoleName": "Auditor", "PermissionsBoundary": arn])
            let role = try await world.perform("GetRole", Self.name)
            #expect(role.text("Role.PermissionsBoundary.PermissionsBoundaryArn") == arn)
        }
        let unknown = try await world.fault(
            "PutRolePermissionsBoundary",
            ["RoleName": "Auditor", "PermissionsBoundary": "arn:aws:iam::123456789012:policy/nothing"])
        #expect(unknown.code == "NoSuchEntity")
        try await world.perform("DeleteRolePermissionsBoundary", Self.name)
        #expect(try await world.perform("GetRole", Self.name).text("Role.PermissionsBoundary") == nil)
        #expect(!(try await world.perform("GetRole", Self.name).names("Role").contains("PermissionsBoundary")))
    }

    @Test("A policy may say which boundary is put")
    func boundaryKey() async throws {
        let world = try World()
        try await Self.make(world)
        let allowed = "arn:aws:iam::aws:policy/ReadOnlyAccess"
        let caller = try await world.user(
            "keeper",
            World.policy(
                "iam:PutRolePermissionsBoundary",
                condition: #"{"StringEquals":{"iam:PermissionsBoundary":"\#(allowed)"}}"#))
        var parameters = ["RoleName": "Auditor", "PermissionsBoundary": allowed]
        try await world.perform("PutRolePermissionsBoundary", parameters, as: caller)
        parameters["PermissionsBoundary"] = "arn:aws:iam::aws:policy/AdministratorAccess"
        #expect(try await world.fault("PutRolePermissionsBoundary", parameters, as: caller).code == "AccessDenied")
    }

    @Test("Tags are added, replaced by key whatever its case, and taken away")
    func tags() async throws {
        let world = try World()
        try await Self.make(world)
        try await world.perform(
            "TagRole",
            [
                "RoleName": "Auditor", "Tags.member.1.Key": "team", "Tags.member.1.Value": "blue",
                "Tags.member.2.Key": "cost", "Tags.member.2.Value": "",
            ])
        try await world.perform(
            "TagRole", ["RoleName": "Auditor", "Tags.member.1.Key": "TEAM", "Tags.member.1.Value": "red"])
        let page = try await world.perform("ListRoleTags", ["RoleName": "Auditor", "MaxItems": "1"])
        #expect(page.texts("Tags", each: "Key") == ["TEAM"])
        #expect(page.text("IsTruncated") == "true")
        let marker = try #require(page.text("Marker"))
        let rest = try await world.perform("ListRoleTags", ["RoleName": "Auditor", "Marker": marker])
        #expect(rest.texts("Tags", each: "Key") == ["cost"])
        #expect(rest.text("IsTruncated") == "false")
        try await world.perform("UntagRole", ["RoleName": "Auditor", "TagKeys.member.1": "team"])
        #expect(try await world.perform("ListRoleTags", Self.name).texts("Tags", each: "Key") == ["cost"])
        let twice = try await world.fault(
            "TagRole",
            [
                "RoleName": "Auditor", "Tags.member.1.Key": "a", "Tags.member.1.Value": "",
                "Tags.member.2.Key": "A", "Tags.member.2.Value": "",
            ])
        #expect(twice.code == "InvalidInput")
    }

    @Test("Pages of tags go on behind the longest keys")
    func longTags() async throws {
        let world = try World()
        try await Self.make(world)
        // 382 bytes each.
        let keys = ["a", "b", "c"].map { String(repeating: "語", count: 127) + $0 }
        var parameters = Self.name
        for (index, key) in keys.reversed().enumerated() {
            parameters["Tags.member.\(index + 1).Key"] = key
            parameters["Tags.member.\(index + 1).Value"] = ""
        }
        try await world.perform("TagRole", parameters)
        var seen: [String] = []
        var page = Self.name.merging(["MaxItems": "1"]) { $1 }
        repeat {
            let tags = try await world.perform("ListRoleTags", page)
            seen += tags.texts("Tags", each: "Key")
            page["Marker"] = tags.text("Marker")
        } while page["Marker"] != nil && seen.count <= keys.count
        #expect(seen == keys)
    }

    @Test("More than nine tags come in their order, page by page")
    func manyTags() async throws {
        let world = try World()
        try await Self.make(world)
        let keys = (10...31).map { "key\($0)" }
        var parameters = Self.name
        for (index, key) in keys.enumerated() {
            parameters["Tags.member.\(index + 1).Key"] = key
            parameters["Tags.member.\(index + 1).Value"] = ""
        }
        try await world.perform("TagRole", parameters)
        let first = try await world.perform("ListRoleTags", ["RoleName": "Auditor", "MaxItems": "11"])
        #expect(first.texts("Tags", each: "Key") == Array(keys.prefix(11)))
        let rest = try await world.perform(
            "ListRoleTags", ["RoleName": "Auditor", "Marker": try #require(first.text("Marker"))])
        #expect(rest.texts("Tags", each: "Key") == Array(keys.dropFirst(11)))
    }

    @Test("There are no instance profiles, but there must be the role")
    func instanceProfiles() async throws {
        let world = try World()
        let result = try await world.perform("ListInstanceProfilesForRole", ["RoleName": World.configuredRole])
        #expect(result.members == [.structures("InstanceProfiles", []), .boolean("IsTruncated", false)])
        #expect(try await world.fault("ListInstanceProfilesForRole", Self.name).code == "NoSuchEntity")
    }

    /// Every change of a role, with parameters that are good for a role of the store.
    static let changes: [(String, [String: String])] = [
        ("DeleteRole", [:]), ("UpdateRole", ["Description": "x"]), ("UpdateRoleDescription", ["Description": "x"]),
        ("UpdateAssumeRolePolicy", ["PolicyDocument": World.trust]),
        ("TagRole", ["Tags.member.1.Key": "a", "Tags.member.1.Value": "b"]), ("UntagRole", ["TagKeys.member.1": "a"]),
        ("PutRolePermissionsBoundary", ["PermissionsBoundary": "arn:aws:iam::aws:policy/ReadOnlyAccess"]),
        ("DeleteRolePermissionsBoundary", [:]),
    ]

    @Test(
        "Each change is refused for configured roles, other accounts, missing roles, and without the permission",
        arguments: changes.indices)
    func refusals(_ index: Int) async throws {
        let (operation, parameters) = Self.changes[index]
        let world = try World()
        try await Self.make(world)
        func named(_ name: String) -> [String: String] { parameters.merging(["RoleName": name]) { $1 } }
        let configured = try await world.fault(operation, named(World.configuredRole))
        #expect(configured.code == "UnmodifiableEntity")
        #expect(configured.message.contains("configuration"))
        #expect(
            try await world.fault(operation, named("Nobody"))
                == QueryFault("NoSuchEntity", "The role with name Nobody cannot be found.", status: 404))
        let stranger = try await world.root(world.other)
        #expect(try await world.fault(operation, named("Auditor"), as: stranger).code == "NoSuchEntity")
        let user = try await world.user("reader", World.policy("iam:Get*"))
        let denied = try await world.fault(operation, named("Auditor"), as: user)
        #expect(denied.code == "AccessDenied")
        #expect(denied.message.contains("iam:\(operation) on resource: arn:aws:iam::123456789012:role/Auditor"))
        let permitted = try await world.user(
            "editor", World.policy("iam:\(operation)", resource: "arn:aws:iam::123456789012:role/Auditor"))
        try await world.perform(operation, named("Auditor"), as: permitted)
    }

    @Test("A thousand roles, beside those that are linked to services")
    func quota() async throws {
        let world = try World()
        let account = world.account.id
        try await world.perform("CreateServiceLinkedRole", ["AWSServiceName": "mediatailor.amazonaws.com"])
        try await world.store.writeEntities { transaction in
            for number in 0..<998 {
                try await transaction.insert(
                    Entity(
                        account: account, name: "role\(number)", uniqueID: "AROA\(100_000_000_000 + number)",
                        createDate: Timestamp(roundingDown: World.now),
                        record: RoleRecord(assumeRolePolicyDocument: World.trust)))
            }
        }
        // One more is configured.
        try await Self.make(world)
        #expect(
            try await world.fault("CreateRole", ["RoleName": "Further", "AssumeRolePolicyDocument": World.trust])
                == QueryFault("LimitExceeded", "Cannot exceed quota for RolesPerAccount: 1000", status: 409))
        try await world.perform(
            "CreateServiceLinkedRole", ["AWSServiceName": "autoscaling.amazonaws.com", "CustomSuffix": "one"])
    }
}
