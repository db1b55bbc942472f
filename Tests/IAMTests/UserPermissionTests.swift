import AWSQuery
import Testing

/// Which permission each operation on users, groups, keys and devices asks for.
@Suite("Permissions for users, groups, access keys and MFA devices")
struct UserPermissionTests {
    /// An operation, its parameters, and the resource that the permission has to be for.
    struct Row: Sendable, CustomTestStringConvertible {
        let operation: String
        let parameters: [String: String]
        let resource: String

        init(_ operation: String, _ resource: String, _ parameters: [String: String] = [:]) {
            self.operation = operation
            self.parameters = parameters
            self.resource = resource == "*" ? "*" : "arn:aws:iam::123456789012:\(resource)"
        }

        var testDescription: String { "\(operation) on \(resource)" }
    }

    private static let serialNumber = "arn:aws:iam::123456789012:mfa/staff/phone"
    private static let codes = ["AuthenticationCode1": "000000", "AuthenticationCode2": "000000"]
    private static let alice = ["UserName": "alice"]
    private static let key = ["UserName": "alice", "AccessKeyId": "AKIAIOSFODNN7EXAMPLE", "Status": "Active"]
    private static let device = ["UserName": "alice", "SerialNumber": serialNumber]
    private static let tags = ["Tags.member.1.Key": "a", "Tags.member.1.Value": "b", "TagKeys.member.1": "a"]
    private static let membership = ["GroupName": "devs", "UserName": "alice"]
    private static let boundary = ["PermissionsBoundary": "arn:aws:iam::aws:policy/ReadOnlyAccess"]

    static let rows: [Row] = [
        Row("CreateUser", "user/x/new", ["UserName": "new", "Path": "/x/"]),
        Row("GetUser", "user/staff/alice", alice), Row("ListUsers", "*"),
        Row("UpdateUser", "user/staff/alice", alice), Row("DeleteUser", "user/staff/alice", alice),
        Row("TagUser", "user/staff/alice", tags.merging(alice) { $1 }),
        Row("UntagUser", "user/staff/alice", tags.merging(alice) { $1 }),
        Row("ListUserTags", "user/staff/alice", alice),
        Row("PutUserPermissionsBoundary", "user/staff/alice", boundary.merging(alice) { $1 }),
        Row("DeleteUserPermissionsBoundary", "user/staff/alice", alice),
        Row("CreateGroup", "group/x/new", ["GroupName": "new", "Path": "/x/"]),
        Row("GetGroup", "group/teams/devs", ["GroupName": "devs"]), Row("ListGroups", "*"),
        Row("UpdateGroup", "group/teams/devs", ["GroupName": "devs"]),
        Row("DeleteGroup", "group/teams/devs", ["GroupName": "devs"]),
        Row("AddUserToGroup", "group/teams/devs", membership),
        Row("RemoveUserFromGroup", "group/teams/devs", membership),
        Row("ListGroupsForUser", "user/staff/alice", alice),
        Row("CreateAccessKey", "user/staff/alice", alice), Row("ListAccessKeys", "user/staff/alice", alice),
        Row("UpdateAccessKey", "user/staff/alice", key), Row("DeleteAccessKey", "user/staff/alice", key),
        Row("GetAccessKeyLastUsed", "*", key),
        Row("CreateVirtualMFADevice", "mfa/x/new", ["VirtualMFADeviceName": "new", "Path": "/x/"]),
        Row("DeleteVirtualMFADevice", "mfa/staff/phone", device), Row("ListVirtualMFADevices", "*"),
        Row("TagMFADevice", "mfa/staff/phone", tags.merging(device) { $1 }),
        Row("UntagMFADevice", "mfa/staff/phone", tags.merging(device) { $1 }),
        Row("ListMFADeviceTags", "mfa/staff/phone", device),
        Row("EnableMFADevice", "user/staff/alice", codes.merging(device) { $1 }),
        Row("ResyncMFADevice", "user/staff/alice", codes.merging(device) { $1 }),
        Row("DeactivateMFADevice", "user/staff/alice", device), Row("GetMFADevice", "user/staff/alice", device),
        Row("ListMFADevices", "user/staff/alice", alice),
    ]

    @Test("The permission for the operation on the resource is needed and enough", arguments: rows)
    func needed(_ row: Row) async throws {
        let world = try World()
        _ = try await world.user("alice", path: "/staff/")
        try await world.perform("CreateGroup", ["GroupName": "devs", "Path": "/teams/"])
        _ = try await AuthenticatorApp(world, "phone", ["Path": "/staff/"])
        let others = [
            World.policy("iam:*", resource: row.resource + "x"), World.policy("sts:*"),
            World.policy("iam:*", effect: "Deny", resource: "arn:aws:iam::123456789012:user/nobody"),
        ]
        let caller = try await world.user("others", others[0], others[1], others[2])
        let fault = try await world.fault(row.operation, row.parameters, as: caller)
        #expect(fault.code == "AccessDenied")
        #expect(fault.message.contains("to perform: iam:\(row.operation) on resource: \(row.resource) because"))
        let one = try await world.user("one", World.policy("iam:\(row.operation)", resource: row.resource))
        do {
            try await world.perform(row.operation, row.parameters, as: one)
        } catch let fault as QueryFault {
            #expect(fault.code != "AccessDenied")
        }
    }

    @Test("Tags at the making of a device need TagMFADevice")
    func tagsAtMaking() async throws {
        let world = try World()
        let parameters = ["VirtualMFADeviceName": "x", "Tags.member.1.Key": "a", "Tags.member.1.Value": "b"]
        let maker = try await world.user("maker", World.policy("iam:CreateVirtualMFADevice"))
        #expect(
            try await world.fault("CreateVirtualMFADevice", parameters, as: maker).message.contains("iam:TagMFADevice"))
        let tagger = try await world.user("tagger", World.policy("iam:*MFADevice"))
        try await world.perform("CreateVirtualMFADevice", parameters, as: tagger)
    }

    @Test("Users manage themselves with a policy variable, and nobody else")
    func selfService() async throws {
        let world = try World()
        let own = World.policy("iam:*AccessKey*", resource: "arn:aws:iam::123456789012:user/${aws:username}")
        let (alice, bob) = (try await world.user("alice", own), try await world.user("bob", own))
        let made = try await world.perform("CreateAccessKey", as: alice)
        let key = ["AccessKeyId": try #require(made.text("AccessKey.AccessKeyId")), "UserName": "alice"]
        #expect(try await world.fault("DeleteAccessKey", key, as: bob).code == "AccessDenied")
        try await world.perform("DeleteAccessKey", key, as: alice)
    }
}
