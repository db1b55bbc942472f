import AWSQuery
import Accounts
import Encodings
import Foundation
import STS
import Sessions
import Testing

@Suite("Access keys")
struct AccessKeyTests {
    private static func id(_ result: QueryResult) throws -> String {
        try #require(result.text("AccessKey.AccessKeyId"))
    }

    @Test("A key is made, works, is listed, and is deleted", arguments: World.Storage.allCases)
    func life(_ storage: World.Storage) async throws {
        let world = try World(storage)
        try await world.perform("CreateUser", ["UserName": "alice"])
        let made = try await world.perform("CreateAccessKey", ["UserName": "ALICE"])
        #expect(
            made.names("AccessKey") == ["UserName", "AccessKeyId", "Status", "SecretAccessKey", "CreateDate"])
        #expect(made.text("AccessKey.UserName") == "alice")
        #expect(made.text("AccessKey.Status") == "Active")
        #expect(made.text("AccessKey.SecretAccessKey")?.utf8.count == 40)
        let id = try Self.id(made)
        let caller = try await world.tokens.authenticate(accessKeyID: id, sessionToken: nil, at: World.now)
        #expect("\(caller.caller.arn)" == "arn:aws:iam::123456789012:user/alice")
        #expect(caller.secretAccessKey == made.text("AccessKey.SecretAccessKey"))
        let listed = try await world.perform("ListAccessKeys", ["UserName": "alice"])
        #expect(
            listed.structures("AccessKeyMetadata") == [
                [
                    .text("UserName", "alice"), .text("AccessKeyId", id), .text("Status", "Active"),
                    .text("CreateDate", "2023-11-14T22:13:20Z"),
                ]
            ])
        try await world.perform("DeleteAccessKey", ["UserName": "alice", "AccessKeyId": id])
        #expect(try await world.perform("ListAccessKeys", ["UserName": "alice"]).structures("AccessKeyMetadata") == [])
        await #expect(throws: STSError.self) {
            try await world.tokens.authenticate(accessKeyID: id, sessionToken: nil, at: World.now)
        }
    }

    @Test("An inactive key is refused at once, and works again when it is active")
    func status() async throws {
        let world = try World()
        try await world.perform("CreateUser", ["UserName": "alice"])
        let id = try Self.id(try await world.perform("CreateAccessKey", ["UserName": "alice"]))
        func set(_ status: String) -> [String: String] { ["UserName": "alice", "AccessKeyId": id, "Status": status] }
        for _ in 1...2 {
            _ = try await world.tokens.authenticate(accessKeyID: id, sessionToken: nil, at: World.now)
            try await world.perform("UpdateAccessKey", set("Inactive"))
            let listed = try await world.perform("ListAccessKeys", ["UserName": "alice"])
            #expect(listed.texts("AccessKeyMetadata", each: "Status") == ["Inactive"])
            do throws(STSError) {
                _ = try await world.tokens.authenticate(accessKeyID: id, sessionToken: nil, at: World.now)
                Issue.record("an inactive key was accepted")
            } catch {
                #expect(error.code.name == "InvalidClientTokenId")
            }
            try await world.perform("UpdateAccessKey", set("Active"))
        }
        #expect(try await world.fault("UpdateAccessKey", set("Expired")).code == "InvalidInput")
    }

    @Test("Two keys a user, inactive ones count; two of root")
    func quota() async throws {
        let world = try World()
        try await world.perform("CreateUser", ["UserName": "alice"])
        let id = try Self.id(try await world.perform("CreateAccessKey", ["UserName": "alice"]))
        try await world.perform("UpdateAccessKey", ["UserName": "alice", "AccessKeyId": id, "Status": "Inactive"])
        try await world.perform("CreateAccessKey", ["UserName": "alice"])
        let full = QueryFault("LimitExceeded", "Cannot exceed quota for AccessKeysPerUser: 2", status: 409)
        #expect(try await world.fault("CreateAccessKey", ["UserName": "alice"]) == full)
        try await world.perform("CreateUser", ["UserName": "bob"])
        try await world.perform("CreateAccessKey", ["UserName": "bob"])
        let root = try await world.root(world.other)
        try await world.perform("CreateAccessKey", as: root)
        #expect(try await world.fault("CreateAccessKey", as: root) == full)
    }

    @Test("Root has keys of its own when it names no user, and a user has its own")
    func ownKeys() async throws {
        let world = try World()
        let root = try await world.root()
        let made = try await world.perform("CreateAccessKey", as: root)
        #expect(made.names("AccessKey") == ["AccessKeyId", "Status", "SecretAccessKey", "CreateDate"])
        let id = try Self.id(made)
        let caller = try await world.tokens.authenticate(accessKeyID: id, sessionToken: nil, at: World.now).caller
        #expect("\(caller.arn)" == "arn:aws:iam::123456789012:root")
        #expect(
            Set(try await world.perform("ListAccessKeys", as: root).texts("AccessKeyMetadata", each: "AccessKeyId"))
                == [id, root.accessKeyID])
        let alice = try await world.user("alice", World.allowAll)
        let own = try await world.perform("ListAccessKeys", as: alice)
        #expect(own.texts("AccessKeyMetadata", each: "AccessKeyId") == [alice.accessKeyID])
        // However much a user may do, root's keys are root's.
        for operation in ["UpdateAccessKey", "DeleteAccessKey"] {
            let fault = try await world.fault(operation, ["AccessKeyId": id, "Status": "Inactive"], as: alice)
            #expect(fault == QueryFault("NoSuchEntity", "The Access Key with id \(id) cannot be found.", status: 404))
        }
        try await world.perform("DeleteAccessKey", ["AccessKeyId": id], as: root)
    }

    @Test("A key is only found under its own user and in its own account")
    func otherKeys() async throws {
        let world = try World()
        let (alice, stranger) = (try await world.user("alice"), try await world.user("alice", in: world.other))
        _ = try await world.user("bob")
        for (user, id) in [
            ("bob", alice.accessKeyID), ("alice", stranger.accessKeyID), ("alice", "AKIAIOSFODNN7EXAMPLE"),
            ("alice", alice.issuer.uniqueID),
        ] {
            let parameters = ["UserName": user, "AccessKeyId": id, "Status": "Inactive"]
            #expect(try await world.fault("UpdateAccessKey", parameters).code == "NoSuchEntity")
            #expect(try await world.fault("DeleteAccessKey", parameters).code == "NoSuchEntity")
        }
        #expect(
            try await world.fault("GetAccessKeyLastUsed", ["AccessKeyId": stranger.accessKeyID])
                == QueryFault(
                    "NoSuchEntity", "The Access Key with id \(stranger.accessKeyID) cannot be found.", status: 404))
    }

    @Test("The last use of a key is said, whether it is written or waits, and that there was none")
    func lastUsed() async throws {
        let world = try World()
        let alice = try await world.user("alice")
        let parameters = ["AccessKeyId": alice.accessKeyID]
        let never = try await world.perform("GetAccessKeyLastUsed", parameters)
        #expect(never.text("UserName") == "alice")
        #expect(never.names("AccessKeyLastUsed") == ["ServiceName", "Region"])
        #expect(never.text("AccessKeyLastUsed.ServiceName") == "N/A")
        #expect(never.text("AccessKeyLastUsed.Region") == "N/A")
        world.uses.note(
            EntityUse(
                uniqueID: alice.accessKeyID, instant: Timestamp(roundingDown: World.now), service: "sts",
                region: "eu-west-1"))
        for _ in 1...2 {
            let used = try await world.perform("GetAccessKeyLastUsed", parameters)
            #expect(used.text("AccessKeyLastUsed.LastUsedDate") == "2023-11-14T22:13:20Z")
            #expect(used.text("AccessKeyLastUsed.ServiceName") == "sts")
            #expect(used.text("AccessKeyLastUsed.Region") == "eu-west-1")
            try await world.uses.flush(to: world.store)
        }
    }

    @Test("Who asks for the last use needs the permission for the user of the key")
    func lastUsedPermission() async throws {
        let world = try World()
        let alice = try await world.user("alice", path: "/staff/")
        let auditor = try await world.user(
            "auditor",
            World.policy("iam:GetAccessKeyLastUsed", resource: "arn:aws:iam::123456789012:user/staff/*"))
        try await world.perform("GetAccessKeyLastUsed", ["AccessKeyId": alice.accessKeyID], as: auditor)
        let root = try await world.root()
        for id in [auditor.accessKeyID, root.accessKeyID, "AKIAIOSFODNN7EXAMPLE"] {
            let fault = try await world.fault("GetAccessKeyLastUsed", ["AccessKeyId": id], as: auditor)
            #expect(fault.code == "AccessDenied")
        }
    }

    @Test("Keys come in pages")
    func pages() async throws {
        let world = try World()
        try await world.perform("CreateUser", ["UserName": "alice"])
        for _ in 1...2 { try await world.perform("CreateAccessKey", ["UserName": "alice"]) }
        let first = try await world.perform("ListAccessKeys", ["UserName": "alice", "MaxItems": "1"])
        #expect(first.text("IsTruncated") == "true")
        let second = try await world.perform(
            "ListAccessKeys", ["UserName": "alice", "Marker": first.text("Marker") ?? ""])
        let ids = [first, second].flatMap { $0.texts("AccessKeyMetadata", each: "AccessKeyId") }
        #expect(Set(ids).count == 2)
        #expect(second.text("IsTruncated") == "false")
    }
}
