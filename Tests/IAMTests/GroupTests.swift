import AWSQuery
import Accounts
import Encodings
import Foundation
import Testing

@Suite("Groups")
struct GroupTests {
    @Test("A group is made, got, listed, renamed and deleted", arguments: World.Storage.allCases)
    func life(_ storage: World.Storage) async throws {
        let world = try World(storage)
        let made = try await world.perform("CreateGroup", ["GroupName": "devs", "Path": "/teams/"])
        #expect(made.names("Group") == ["Path", "GroupName", "GroupId", "Arn", "CreateDate"])
        #expect(made.text("Group.Arn") == "arn:aws:iam::123456789012:group/teams/devs")
        #expect(made.text("Group.GroupId")?.hasPrefix("AGPA") == true)
        let got = try await world.perform("GetGroup", ["GroupName": "DEVS"])
        #expect(got.names() == ["Group", "Users", "IsTruncated"])
        #expect(got.text("Group.GroupId") == made.text("Group.GroupId"))
        try await world.perform("CreateGroup", ["GroupName": "admins"])
        #expect(try await world.perform("ListGroups").texts("Groups", each: "GroupName") == ["admins", "devs"])
        let below = try await world.perform("ListGroups", ["PathPrefix": "/teams/"])
        #expect(below.texts("Groups", each: "GroupName") == ["devs"])
        try await world.perform(
            "UpdateGroup", ["GroupName": "devs", "NewGroupName": "makers", "NewPath": "/people/"])
        let renamed = try await world.perform("GetGroup", ["GroupName": "makers"])
        #expect(renamed.text("Group.Arn") == "arn:aws:iam::123456789012:group/people/makers")
        try await world.perform("DeleteGroup", ["GroupName": "makers"])
        for operation in ["GetGroup", "UpdateGroup", "DeleteGroup"] {
            #expect(
                try await world.fault(operation, ["GroupName": "makers"])
                    == QueryFault("NoSuchEntity", "The group with name makers cannot be found.", status: 404))
        }
    }

    @Test("Names are taken without regard to case; other accounts have their own")
    func taken() async throws {
        let world = try World()
        for name in ["devs", "ops"] { try await world.perform("CreateGroup", ["GroupName": name]) }
        #expect(
            try await world.fault("CreateGroup", ["GroupName": "DEVS"])
                == QueryFault("EntityAlreadyExists", "Group with name DEVS already exists.", status: 409))
        #expect(
            try await world.fault("UpdateGroup", ["GroupName": "devs", "NewGroupName": "Ops"]).code
                == "EntityAlreadyExists")
        #expect(try await world.fault("CreateGroup", ["GroupName": "a b"]).code == "ValidationError")
        let stranger = try await world.root(world.other)
        try await world.perform("CreateGroup", ["GroupName": "devs"], as: stranger)
        #expect(try await world.fault("GetGroup", ["GroupName": "ops"], as: stranger).code == "NoSuchEntity")
    }

    @Test("Users are put into groups and taken out, the same twice does nothing", arguments: World.Storage.allCases)
    func membership(_ storage: World.Storage) async throws {
        let world = try World(storage)
        for name in ["Zoe", "alice"] { _ = try await world.user(name) }
        for name in ["devs", "admins"] { try await world.perform("CreateGroup", ["GroupName": name]) }
        let zoe = ["GroupName": "devs", "UserName": "zoe"]
        for parameters in [
            zoe, zoe, ["GroupName": "devs", "UserName": "alice"], ["GroupName": "admins", "UserName": "zoe"],
        ] {
            try await world.perform("AddUserToGroup", parameters)
        }
        #expect(
            try await world.perform("GetGroup", ["GroupName": "devs"]).texts("Users", each: "UserName")
                == ["alice", "Zoe"])
        let groups = try await world.perform("ListGroupsForUser", ["UserName": "zoe"])
        #expect(groups.texts("Groups", each: "GroupName") == ["admins", "devs"])
        #expect(
            try await world.fault("DeleteGroup", ["GroupName": "devs"])
                == QueryFault(
                    "DeleteConflict", "Cannot delete entity, must remove users from group first.", status: 409))
        try await world.perform("RemoveUserFromGroup", zoe)
        #expect(
            try await world.fault("RemoveUserFromGroup", zoe)
                == QueryFault("NoSuchEntity", "User Zoe is not in group devs.", status: 404))
        #expect(
            try await world.perform("ListGroupsForUser", ["UserName": "zoe"]).texts("Groups", each: "GroupName")
                == ["admins"])
    }

    @Test("Neither a group nor a user that is not there, nor one of another account")
    func missing() async throws {
        let world = try World()
        _ = try await world.user("alice")
        _ = try await world.user("stranger", in: world.other)
        try await world.perform("CreateGroup", ["GroupName": "devs"])
        for operation in ["AddUserToGroup", "RemoveUserFromGroup"] {
            #expect(
                try await world.fault(operation, ["GroupName": "ops", "UserName": "alice"]).message
                    == "The group with name ops cannot be found.")
            #expect(
                try await world.fault(operation, ["GroupName": "devs", "UserName": "stranger"]).message
                    == "The user with name stranger cannot be found.")
        }
        #expect(try await world.fault("ListGroupsForUser", ["UserName": "stranger"]).code == "NoSuchEntity")
    }

    @Test("The users of a group and the groups of a user come in pages")
    func pages() async throws {
        let world = try World()
        try await world.perform("CreateGroup", ["GroupName": "devs"])
        for name in ["c", "A", "b"] {
            _ = try await world.user(name)
            try await world.perform("AddUserToGroup", ["GroupName": "devs", "UserName": name])
        }
        let first = try await world.perform("GetGroup", ["GroupName": "devs", "MaxItems": "2"])
        #expect(first.texts("Users", each: "UserName") == ["A", "b"])
        #expect(first.text("IsTruncated") == "true")
        let rest = ["GroupName": "devs", "Marker": first.text("Marker") ?? ""]
        #expect(try await world.perform("GetGroup", rest).texts("Users", each: "UserName") == ["c"])
        let groups = try await world.perform("ListGroupsForUser", ["UserName": "b", "MaxItems": "1"])
        #expect(groups.text("IsTruncated") == "false")
        #expect(try await world.fault("GetGroup", ["GroupName": "devs", "Marker": "!"]).code == "ValidationError")
    }

    @Test("Ten groups a user, three hundred an account")
    func quotas() async throws {
        let world = try World()
        _ = try await world.user("alice")
        for number in 1...300 {
            try await world.perform("CreateGroup", ["GroupName": "g\(number)"])
            guard number <= 10 else { continue }
            try await world.perform("AddUserToGroup", ["GroupName": "g\(number)", "UserName": "alice"])
        }
        #expect(
            try await world.fault("AddUserToGroup", ["GroupName": "g11", "UserName": "alice"])
                == QueryFault("LimitExceeded", "Cannot exceed quota for GroupsPerUser: 10", status: 409))
        try await world.perform("AddUserToGroup", ["GroupName": "g10", "UserName": "alice"])
        #expect(
            try await world.fault("CreateGroup", ["GroupName": "g301"])
                == QueryFault("LimitExceeded", "Cannot exceed quota for GroupsPerAccount: 300", status: 409))
    }

    @Test("A user has the permissions of its groups as long as it is in them")
    func permissions() async throws {
        let world = try World()
        let alice = try await world.user("alice")
        let account = world.account.id
        try await world.store.writeEntities { writer in
            try await writer.insert(
                Entity(
                    account: account, name: "listers", uniqueID: "AGPALISTERS",
                    createDate: Timestamp(roundingDown: World.now),
                    record: GroupRecord(
                        inlinePolicies: [InlinePolicy(name: "p", document: World.policy("iam:ListGroups"))])))
        }
        let membership = ["GroupName": "listers", "UserName": "alice"]
        #expect(try await world.fault("ListGroups", as: alice).code == "AccessDenied")
        try await world.perform("AddUserToGroup", membership)
        try await world.perform("ListGroups", as: alice)
        try await world.perform("RemoveUserFromGroup", membership)
        #expect(try await world.fault("ListGroups", as: alice).code == "AccessDenied")
    }
}
