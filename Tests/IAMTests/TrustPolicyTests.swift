import AWSQuery
import Foundation
import IAMPolicy
import STS
import Testing

@testable import Accounts
@testable import Sessions

@Suite("Whom trust policies name")
struct TrustPolicyTests {
    static let userARN = "arn:aws:iam::123456789012:user/alice"

    static func trust(of result: QueryResult) -> String {
        (result.text("Role.AssumeRolePolicyDocument") ?? "").removingPercentEncoding ?? ""
    }

    /// A world with the user alice and a role that trusts her.
    static func world(_ storage: World.Storage = .memory, principal: String = userARN) async throws -> World {
        let world = try World(storage)
        _ = try await world.user("alice")
        try await RoleChangeTests.make(world, trust: World.trust(#"{"AWS":"\#(principal)"}"#))
        return world
    }

    static func alice(_ world: World) async throws -> Entity<UserRecord> {
        let account = world.account.id
        let user = try await world.store.readEntities {
            try await $0.entity(UserRecord.self, account: account, name: "alice")
        }
        return try #require(user)
    }

    static func change(_ world: World, _ user: Entity<UserRecord>) async throws {
        try await world.store.writeEntities { try await $0.update(user) }
    }

    static func deleteAlice(_ world: World) async throws {
        let user = try await alice(world)
        try await world.store.writeEntities { transaction in
            for key in try await transaction.rows(.owned(.accessKey, by: user.uniqueID)) {
                try await transaction.delete(uniqueID: key.uniqueID)
            }
            try await transaction.delete(uniqueID: user.uniqueID)
        }
    }

    @Test("A user who is made anew is not trusted", arguments: World.Storage.allCases)
    func recreatedUser(_ storage: World.Storage) async throws {
        let world = try await Self.world(storage)
        let before = try await world.perform("GetRole", RoleChangeTests.name)
        #expect(Self.trust(of: before) == World.trust(#"{"AWS":"\#(Self.userARN)"}"#))
        let id = try await Self.alice(world).uniqueID
        try await Self.deleteAlice(world)
        for isThereAgain in [false, true] {
            if isThereAgain { _ = try await world.user("alice") }
            let text = Self.trust(of: try await world.perform("GetRole", RoleChangeTests.name))
            #expect(text == World.trust(#"{"AWS":"\#(id)"}"#))
        }
        #expect(try await Self.alice(world).uniqueID != id)
    }

    @Test("A user who is renamed is trusted under the new name, and nobody under the old one")
    func renamedUser() async throws {
        let world = try await Self.world()
        var user = try await Self.alice(world)
        user.name = "alicia"
        user.path = "/staff/"
        try await Self.change(world, user)
        _ = try await world.user("alice")
        let text = Self.trust(of: try await world.perform("GetRole", RoleChangeTests.name))
        #expect(text == World.trust(#"{"AWS":"arn:aws:iam::123456789012:user/staff/alicia"}"#))
    }

    @Test("A path cannot write into the policies that name its user")
    func hostilePath() async throws {
        let world = try await Self.world(principal: Self.userARN)
        var user = try await Self.alice(world)
        user.path = #"/x","*","\/"#
        try await Self.change(world, user)
        let text = Self.trust(of: try await world.perform("GetRole", RoleChangeTests.name))
        let policy = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        let statement = try #require((policy["Statement"] as? [[String: Any]])?.first)
        let principal = try #require(statement["Principal"] as? [String: String])
        #expect(principal == ["AWS": #"arn:aws:iam::123456789012:user/x","*","\/alice"#])
    }

    @Test("Roles and their sessions are kept by id as well; those of the configuration keep their names")
    func roles() async throws {
        let world = try World()
        try await RoleChangeTests.make(world, "Caller")
        let id = try #require(try await world.perform("GetRole", ["RoleName": "Caller"]).text("Role.RoleId"))
        let role = "arn:aws:iam::123456789012:role/Caller"
        let session = "arn:aws:sts::123456789012:assumed-role/Caller/bob"
        let configured = "arn:aws:iam::123456789012:role/Configured"
        try await RoleChangeTests.make(
            world, trust: World.trust(#"{"AWS":["\#(role)","\#(session)","\#(configured)"]}"#))
        try await world.perform("DeleteRole", ["RoleName": "Caller"])
        try await RoleChangeTests.make(world, "Caller")
        let text = Self.trust(of: try await world.perform("GetRole", RoleChangeTests.name))
        #expect(text == World.trust(#"{"AWS":["\#(id)","\#(id)","\#(configured)"]}"#))
    }

    @Test(
        "Nobody who is not there can be named, nor an id",
        arguments: [
            "arn:aws:iam::123456789012:user/nobody", "arn:aws:iam::123456789012:user/other/alice",
            "arn:aws:iam::123456789012:user/Alice", "arn:aws:iam::123456789012:role/nobody",
            "arn:aws:iam::999999999999:user/alice", "arn:aws:sts::123456789012:assumed-role/nobody/bob",
            "AIDAAAAAAAAAAAAAAAAAA", "AROAAAAAAAAAAAAAAAAAA",
        ])
    func missing(_ principal: String) async throws {
        let world = try await Self.world()
        let policy = World.trust(#"{"AWS":"\#(principal)"}"#)
        let expected = QueryFault(
            "MalformedPolicyDocument", #"Invalid principal in policy: "AWS":"\#(principal)""#)
        #expect(
            try await world.fault("UpdateAssumeRolePolicy", ["RoleName": "Auditor", "PolicyDocument": policy])
                == expected)
        #expect(
            try await world.fault("CreateRole", ["RoleName": "Other", "AssumeRolePolicyDocument": policy])
                == expected)
        // What was there before still holds.
        let text = Self.trust(of: try await world.perform("GetRole", RoleChangeTests.name))
        #expect(text == World.trust(#"{"AWS":"\#(Self.userARN)"}"#))
    }

    @Test("A new trust policy takes the place of the old one, which is judged like the first")
    func update() async throws {
        let world = try await Self.world()
        try await world.perform(
            "UpdateAssumeRolePolicy", ["RoleName": "Auditor", "PolicyDocument": World.trust(#"{"AWS":"*"}"#)])
        try await Self.deleteAlice(world)
        let text = Self.trust(of: try await world.perform("GetRole", RoleChangeTests.name))
        #expect(text == World.trust(#"{"AWS":"*"}"#))
        for (policy, code, status) in [
            ("{}", "MalformedPolicyDocument", 400), (World.allowAll, "MalformedPolicyDocument", 400),
            (
                World.trust(#"{"AWS":[\#(Array(repeating: "\"123456789012\"", count: 160).joined(separator: ","))]}"#),
                "LimitExceeded", 409
            ),
        ] {
            let fault = try await world.fault(
                "UpdateAssumeRolePolicy", ["RoleName": "Auditor", "PolicyDocument": policy])
            #expect((fault.code, fault.status) == (code, status))
        }
    }

    @Test("What is trusted now is what decides")
    func decision() async throws {
        let world = try await Self.world(principal: "arn:aws:iam::123456789012:role/Configured")
        let arn = "arn:aws:iam::123456789012:role/Auditor"
        #expect(try await world.tokens.entities.role(arn: arn)?.trustPolicy.text.contains("role/Configured") == true)
        try await world.perform(
            "UpdateAssumeRolePolicy",
            ["RoleName": "Auditor", "PolicyDocument": World.trust(#"{"AWS":"\#(Self.userARN)"}"#)])
        #expect(try await world.tokens.entities.role(arn: arn)?.trustPolicy.text.contains(Self.userARN) == true)
        let user = try await Self.alice(world)
        try await Self.deleteAlice(world)
        _ = try await world.user("alice")
        let text = try #require(try await world.tokens.entities.role(arn: arn)).trustPolicy.text
        #expect(!text.contains(Self.userARN))
        #expect(text.contains(user.uniqueID))
    }
}
