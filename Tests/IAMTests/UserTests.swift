import AWSQuery
import Accounts
import Encodings
import Foundation
import Sessions
import Testing

@Suite("Users")
struct UserTests {
    private static let boundary = "arn:aws:iam::aws:policy/ReadOnlyAccess"

    @Test("A user gets another name and path, keeps the unique id, and the old name is free")
    func update() async throws {
        let world = try World()
        let alice = try await world.user("alice")
        try await world.perform(
            "UpdateUser", ["UserName": "ALICE", "NewUserName": "alicia", "NewPath": "/staff/"])
        let got = try await world.perform("GetUser", ["UserName": "alicia"])
        #expect(got.text("User.Arn") == "arn:aws:iam::123456789012:user/staff/alicia")
        #expect(got.text("User.UserId") == alice.issuer.uniqueID)
        #expect(
            try await world.fault("GetUser", ["UserName": "alice"])
                == QueryFault("NoSuchEntity", "The user with name alice cannot be found.", status: 404))
        try await world.perform("CreateUser", ["UserName": "alice"])
    }

    @Test("A user gets the same name in other letters, not another's, and none that is none")
    func updateTaken() async throws {
        let world = try World()
        for name in ["alice", "bob"] { _ = try await world.user(name) }
        try await world.perform("UpdateUser", ["UserName": "alice", "NewUserName": "Alice"])
        #expect(try await world.perform("GetUser", ["UserName": "alice"]).text("User.UserName") == "Alice")
        #expect(
            try await world.fault("UpdateUser", ["UserName": "alice", "NewUserName": "BOB"])
                == QueryFault("EntityAlreadyExists", "User with name BOB already exists.", status: 409))
        #expect(try await world.fault("UpdateUser", ["UserName": "carol"]).code == "NoSuchEntity")
        for wrong in ["", "a b", String(repeating: "a", count: 65)] {
            let fault = try await world.fault("UpdateUser", ["UserName": "alice", "NewUserName": wrong])
            #expect(fault.code == "ValidationError")
        }
    }

    @Test("A new name or path needs the permission for what the user was and for what it becomes")
    func updatePermission() async throws {
        let world = try World()
        _ = try await world.user("worker", path: "/dev/")
        let here = World.policy("iam:UpdateUser", resource: "arn:aws:iam::123456789012:user/dev/*")
        let manager = try await world.user("manager", here)
        let move = ["UserName": "worker", "NewPath": "/admin/"]
        let fault = try await world.fault("UpdateUser", move, as: manager)
        #expect(fault.code == "AccessDenied")
        #expect(fault.message.contains("on resource: arn:aws:iam::123456789012:user/admin/worker "))
        try await world.perform("UpdateUser", ["UserName": "worker", "NewUserName": "employee"], as: manager)
        let there = World.policy("iam:UpdateUser", resource: "arn:aws:iam::123456789012:user/admin/*")
        let receiver = try await world.user("receiver", there)
        let taken = try await world.fault("UpdateUser", ["UserName": "employee", "NewPath": "/admin/"], as: receiver)
        #expect(taken.message.contains("on resource: arn:aws:iam::123456789012:user/dev/employee "))
        let both = try await world.user("both", here, there)
        try await world.perform("UpdateUser", ["UserName": "employee", "NewPath": "/admin/"], as: both)
    }

    @Test("A user is deleted when nothing belongs to it any more", arguments: World.Storage.allCases)
    func delete(_ storage: World.Storage) async throws {
        let world = try World(storage)
        let alice = ["UserName": "alice"]
        try await world.perform("CreateUser", ["UserName": "alice", "PermissionsBoundary": Self.boundary])
        let key = try await world.perform("CreateAccessKey", alice).text("AccessKey.AccessKeyId") ?? ""
        let phone = try await AuthenticatorApp(world, "phone")
        try await phone.enable(world, for: "alice")
        try await world.perform("CreateGroup", ["GroupName": "staff"])
        try await world.perform("AddUserToGroup", ["GroupName": "staff", "UserName": "alice"])
        func refusal(_ what: String) async throws {
            #expect(
                try await world.fault("DeleteUser", alice)
                    == QueryFault("DeleteConflict", "Cannot delete entity, must \(what) first.", status: 409))
        }
        try await refusal("delete access keys")
        try await world.perform("DeleteAccessKey", ["UserName": "alice", "AccessKeyId": key])
        try await refusal("delete MFA device")
        try await world.perform("DeactivateMFADevice", ["UserName": "alice", "SerialNumber": phone.serialNumber])
        try await refusal("remove users from group")
        try await world.perform("RemoveUserFromGroup", ["GroupName": "staff", "UserName": "alice"])
        try await world.perform("DeleteUser", alice)
        #expect(try await world.fault("DeleteUser", alice).code == "NoSuchEntity")
    }

    @Test("Policies stand in the way of deleting users and groups, embedded and attached ones")
    func deleteWithPolicies() async throws {
        let world = try World()
        let now = Timestamp(roundingDown: World.now)
        let account = world.account.id
        try await world.store.writeEntities { writer in
            let policy = InlinePolicy(name: "p", document: World.allowAll)
            for (name, policies) in [("embedded", [policy]), ("attached", [])] {
                let id = "AIDA\(name)"
                try await writer.insert(
                    Entity(
                        account: account, name: name, uniqueID: id, createDate: now,
                        record: UserRecord(inlinePolicies: policies)))
                try await writer.insert(
                    Entity(
                        account: account, name: name, uniqueID: "AGPA\(name)", createDate: now,
                        record: GroupRecord(inlinePolicies: policies)))
            }
            for id in ["AIDAattached", "AGPAattached"] {
                try await writer.link(id, .attachedPolicy, to: Self.boundary)
            }
        }
        for (operation, parameter) in [("DeleteUser", "UserName"), ("DeleteGroup", "GroupName")] {
            #expect(
                try await world.fault(operation, [parameter: "embedded"])
                    == QueryFault("DeleteConflict", "Cannot delete entity, must delete policies first.", status: 409))
            #expect(
                try await world.fault(operation, [parameter: "attached"]).message
                    == "Cannot delete entity, must detach all policies first.")
        }
    }

    @Test("Users of other accounts are not there")
    func otherAccounts() async throws {
        let world = try World()
        _ = try await world.user("stranger", in: world.other)
        for operation in ["GetUser", "UpdateUser", "DeleteUser", "ListAccessKeys", "ListMFADevices"] {
            #expect(
                try await world.fault(operation, ["UserName": "stranger"])
                    == QueryFault("NoSuchEntity", "The user with name stranger cannot be found.", status: 404))
        }
    }

    @Test("Whoever names no user gets itself: a user, or root; a role has to name one")
    func itself() async throws {
        let world = try World()
        let alice = try await world.user("alice", World.allowAll, path: "/staff/")
        #expect(
            try await world.perform("GetUser", as: alice).text("User.Arn")
                == "arn:aws:iam::123456789012:user/staff/alice")
        let root = try await world.perform("GetUser")
        #expect(root.text("User.Arn") == "arn:aws:iam::123456789012:root")
        #expect(root.text("User.UserId") == "123456789012")
        #expect(root.text("User.CreateDate") == "1970-01-01T00:00:00Z")
    }

    @Test("A permissions boundary is put, replaced and taken away")
    func boundary() async throws {
        let world = try World()
        _ = try await world.user("alice")
        for arn in ["arn:aws:iam::aws:policy/IAMFullAccess", Self.boundary] {
            try await world.perform("PutUserPermissionsBoundary", ["UserName": "alice", "PermissionsBoundary": arn])
            let got = try await world.perform("GetUser", ["UserName": "alice"])
            #expect(got.text("User.PermissionsBoundary.PermissionsBoundaryArn") == arn)
        }
        let unknown = "arn:aws:iam::123456789012:policy/nothing"
        let fault = try await world.fault(
            "PutUserPermissionsBoundary", ["UserName": "alice", "PermissionsBoundary": unknown])
        #expect(fault.code == "NoSuchEntity")
        try await world.perform("DeleteUserPermissionsBoundary", ["UserName": "alice"])
        let got = try await world.perform("GetUser", ["UserName": "alice"])
        #expect(!got.names("User").contains("PermissionsBoundary"))
    }

    @Test("Policies tell one boundary from another, also the one that would be taken away")
    func boundaryPermission() async throws {
        let world = try World()
        _ = try await world.user("alice")
        let condition = #"{"StringEquals":{"iam:PermissionsBoundary":"\#(Self.boundary)"}}"#
        let delegate = try await world.user(
            "delegate", World.policy("iam:*UserPermissionsBoundary", condition: condition))
        let (good, bad) = (Self.boundary, "arn:aws:iam::aws:policy/AdministratorAccess")
        func put(_ arn: String) -> [String: String] { ["UserName": "alice", "PermissionsBoundary": arn] }
        #expect(try await world.fault("PutUserPermissionsBoundary", put(bad), as: delegate).code == "AccessDenied")
        try await world.perform("PutUserPermissionsBoundary", put(good), as: delegate)
        try await world.perform("DeleteUserPermissionsBoundary", ["UserName": "alice"], as: delegate)
        try await world.perform("PutUserPermissionsBoundary", put(bad))
        let fault = try await world.fault("DeleteUserPermissionsBoundary", ["UserName": "alice"], as: delegate)
        #expect(fault.code == "AccessDenied")
    }
}

@Suite("Tags of users and MFA devices")
struct UserTagTests {
    private static func tag(_ key: String, _ value: String, _ number: Int = 1) -> [String: String] {
        ["Tags.member.\(number).Key": key, "Tags.member.\(number).Value": value]
    }

    /// The operations for one kind of entity, and the parameter that names it.
    private struct Kind {
        let name: String
        let entity: [String: String]
    }

    private static func kinds(_ world: World) async throws -> [Kind] {
        _ = try await world.user("alice")
        let phone = try await AuthenticatorApp(world, "phone")
        return [
            Kind(name: "User", entity: ["UserName": "alice"]),
            Kind(name: "MFADevice", entity: ["SerialNumber": phone.serialNumber]),
        ]
    }

    @Test("Tags are put, replaced without regard to case, listed in pages and taken away")
    func tags() async throws {
        let world = try World()
        for kind in try await Self.kinds(world) {
            func call(_ operation: String, _ parameters: [String: String]) async throws -> QueryResult {
                try await world.perform(operation, parameters.merging(kind.entity) { $1 })
            }
            _ = try await call("Tag\(kind.name)", Self.tag("team", "blue").merging(Self.tag("b", "2", 2)) { $1 })
            _ = try await call("Tag\(kind.name)", Self.tag("Team", "red"))
            let list = "List\(kind.name)Tags"
            #expect(try await call(list, [:]).texts("Tags", each: "Key") == ["Team", "b"])
            let first = try await call(list, ["MaxItems": "1"])
            #expect(first.structures("Tags") == [[.text("Key", "Team"), .text("Value", "red")]])
            #expect(first.text("IsTruncated") == "true")
            let second = try await call(list, ["Marker": first.text("Marker") ?? ""])
            #expect(second.texts("Tags", each: "Key") == ["b"])
            #expect(second.text("IsTruncated") == "false")
            _ = try await call("Untag\(kind.name)", ["TagKeys.member.1": "TEAM", "TagKeys.member.2": "never"])
            #expect(try await call(list, [:]).texts("Tags", each: "Key") == ["b"])
        }
    }

    @Test("Fifty tags and no more, no key twice, none of AWS's, none for what is not there")
    func refusals() async throws {
        let world = try World()
        for kind in try await Self.kinds(world) {
            let tag = "Tag\(kind.name)"
            var fifty = kind.entity
            for number in 1...50 { fifty.merge(Self.tag("k\(number)", "", number)) { $1 } }
            try await world.perform(tag, fifty)
            #expect(
                try await world.fault(tag, Self.tag("more", "").merging(kind.entity) { $1 }).code == "LimitExceeded")
            let twice = Self.tag("a", "").merging(Self.tag("A", "", 2)) { $1 }
            #expect(try await world.fault(tag, twice.merging(kind.entity) { $1 }).code == "InvalidInput")
            #expect(
                try await world.fault(tag, Self.tag("aws:x", "").merging(kind.entity) { $1 }).code == "InvalidInput")
            #expect(try await world.fault(tag, kind.entity).code == "ValidationError")
            let missing = kind.entity.mapValues { $0 + "x" }
            #expect(try await world.fault(tag, Self.tag("a", "").merging(missing) { $1 }).code == "NoSuchEntity")
            #expect(try await world.fault("List\(kind.name)Tags", missing).code == "NoSuchEntity")
        }
    }

    @Test("Policies see the tags that are put, the keys that are taken away, and those that are there")
    func permissions() async throws {
        let world = try World()
        for kind in try await Self.kinds(world) {
            let caller = try await world.user(
                "tagger-\(kind.name)",
                World.policy("iam:Tag\(kind.name)", condition: #"{"StringEquals":{"aws:RequestTag/team":"blue"}}"#),
                World.policy(
                    "iam:Untag\(kind.name)", condition: #"{"ForAllValues:StringEquals":{"aws:TagKeys":["team"]}}"#),
                World.policy(
                    "iam:List\(kind.name)Tags", condition: #"{"StringEquals":{"aws:ResourceTag/team":"blue"}}"#))
            func parameters(_ more: [String: String]) -> [String: String] { more.merging(kind.entity) { $1 } }
            let red = try await world.fault("Tag\(kind.name)", parameters(Self.tag("team", "red")), as: caller)
            #expect(red.code == "AccessDenied")
            #expect(try await world.fault("List\(kind.name)Tags", kind.entity, as: caller).code == "AccessDenied")
            try await world.perform("Tag\(kind.name)", parameters(Self.tag("team", "blue")), as: caller)
            try await world.perform("List\(kind.name)Tags", kind.entity, as: caller)
            let other = parameters(["TagKeys.member.1": "team", "TagKeys.member.2": "x"])
            #expect(try await world.fault("Untag\(kind.name)", other, as: caller).code == "AccessDenied")
            try await world.perform("Untag\(kind.name)", parameters(["TagKeys.member.1": "team"]), as: caller)
        }
    }
}
