import AWSQuery
import Accounts
import Encodings
import Sessions
import Testing

/// Users, groups and roles, as tests make them.
struct TestHolder: Sendable, CustomTestStringConvertible {
    let kind: EntityKind
    let title: String

    static let all = [
        TestHolder(kind: .role, title: "Role"), TestHolder(kind: .user, title: "User"),
        TestHolder(kind: .group, title: "Group"),
    ]

    var testDescription: String { title }
    /// The parameter with the name.
    var parameter: String { title + "Name" }
    /// The parameter with the name `holder`.
    var name: [String: String] { [parameter: "holder"] }
    var arn: String { "arn:aws:iam::123456789012:\(kind.rawValue)/holder" }

    /// Makes the entity `holder`; gives its unique id.
    @discardableResult
    func make(_ world: World, name: String = "holder", path: String = "/", linkedService: String? = nil) async throws
        -> String
    {
        let id = UniqueID.make(kind, SystemRandomSource())
        let (account, instant, kind) = (world.account.id, Timestamp(roundingDown: World.now), kind)
        try await world.store.writeEntities { writer in
            func insert(_ record: some EntityRecord) async throws {
                try await writer.insert(
                    Entity(
                        account: account, name: name, path: path, uniqueID: id, createDate: instant, record: record))
            }
            switch kind {
            case .role:
                try await insert(RoleRecord(assumeRolePolicyDocument: World.trust, linkedService: linkedService))
            case .user: try await insert(UserRecord())
            default: try await insert(GroupRecord())
            }
        }
        return id
    }
}

@Suite("Attached policies")
struct AttachmentTests {
    private static let arn = ManagedPolicyTests.arn

    @Test("A policy is attached, listed and detached", arguments: TestHolder.all)
    func attached(_ holder: TestHolder) async throws {
        let world = try World(.sqlite)
        try await holder.make(world)
        try await ManagedPolicyTests.make(world)
        let parameters = holder.name.merging(["PolicyArn": Self.arn]) { $1 }
        // Once more changes nothing.
        for _ in 1...2 { #expect(try await world.perform("Attach\(holder.title)Policy", parameters) == .none) }
        try await world.perform(
            "Attach\(holder.title)Policy", parameters.merging(["PolicyArn": ManagedPolicyTests.administrator]) { $1 })
        let list = "ListAttached\(holder.title)Policies"
        let listed = try await world.perform(list, holder.name)
        #expect(
            listed.structures("AttachedPolicies") == [
                [.text("PolicyName", "AdministratorAccess"), .text("PolicyArn", ManagedPolicyTests.administrator)],
                [.text("PolicyName", "Readers"), .text("PolicyArn", Self.arn)],
            ])
        #expect(listed.text("IsTruncated") == "false")
        let below = try await world.perform(list, holder.name.merging(["PathPrefix": "/teams/"]) { $1 })
        #expect(below.texts("AttachedPolicies", each: "PolicyName") == ["Readers"])
        let first = try await world.perform(list, holder.name.merging(["MaxItems": "1"]) { $1 })
        let marker = try #require(first.text("Marker"))
        let second = try await world.perform(list, holder.name.merging(["Marker": marker]) { $1 })
        #expect(second.texts("AttachedPolicies", each: "PolicyName") == ["Readers"])
        let got = try await world.perform("GetPolicy", ["PolicyArn": Self.arn])
        #expect(got.text("Policy.AttachmentCount") == "1")
        #expect(try await world.perform("Detach\(holder.title)Policy", parameters) == .none)
        let again = try await world.fault("Detach\(holder.title)Policy", parameters)
        #expect(again == QueryFault("NoSuchEntity", "Policy \(Self.arn) was not found.", status: 404))
    }

    @Test("Pages go on behind the longest names and paths, and between policies of one name", arguments: TestHolder.all)
    func pages(_ holder: TestHolder) async throws {
        let world = try World(.sqlite)
        try await holder.make(world)
        let path = "/\(String(repeating: "p", count: 510))/"
        let long = ["a", "Z"].map { String(repeating: $0, count: 128) }
        var arns = ["arn:aws:iam::aws:policy/AdministratorAccess"]
        for name in long + ["AdministratorAccess"] {
            let made = try await world.perform(
                "CreatePolicy", ["PolicyName": name, "Path": path, "PolicyDocument": World.allowAll])
            arns.append(try #require(made.text("Policy.Arn")))
        }
        for arn in arns {
            try await world.perform("Attach\(holder.title)Policy", holder.name.merging(["PolicyArn": arn]) { $1 })
        }
        var seen: [String] = []
        var parameters = holder.name.merging(["MaxItems": "1"]) { $1 }
        repeat {
            let page = try await world.perform("ListAttached\(holder.title)Policies", parameters)
            seen += page.texts("AttachedPolicies", each: "PolicyArn")
            parameters["Marker"] = page.text("Marker")
        } while parameters["Marker"] != nil && seen.count <= arns.count
        #expect(seen == [arns[1], arns[3], arns[0], arns[2]])
        parameters["Marker"] = String(repeating: "z", count: 324)
        #expect(try await world.fault("ListAttached\(holder.title)Policies", parameters).code == "ValidationError")
    }

    @Test("Entities and policies that are not there", arguments: TestHolder.all)
    func missing(_ holder: TestHolder) async throws {
        let world = try World()
        try await ManagedPolicyTests.make(world)
        let parameters = holder.name.merging(["PolicyArn": Self.arn]) { $1 }
        for verb in ["Attach", "Detach"] {
            let fault = try await world.fault("\(verb)\(holder.title)Policy", parameters)
            #expect(
                fault
                    == QueryFault(
                        "NoSuchEntity", "The \(holder.kind.rawValue) with name holder cannot be found.", status: 404))
        }
        #expect(try await world.fault("ListAttached\(holder.title)Policies", holder.name).code == "NoSuchEntity")
        try await holder.make(world)
        let attach = "Attach\(holder.title)Policy"
        for arn in [
            Self.arn + "123", "arn:aws:iam::aws:policy/Nothing", "arn:aws-cn:iam::aws:policy/AdministratorAccess",
            "arn:aws:iam::210987654321:policy/teams/Readers",
        ] {
            let fault = try await world.fault(attach, holder.name.merging(["PolicyArn": arn]) { $1 })
            #expect(fault.code == "NoSuchEntity")
            #expect(fault.message == "Policy \(arn) does not exist or is not attachable.")
        }
        let malformed = try await world.fault(
            attach, holder.name.merging(["PolicyArn": "longpolicynamebutnoarn"]) { $1 })
        #expect(malformed == QueryFault("ValidationError", "Invalid ARN:  Could not be parsed!"))
        // The entities of another account are none of ours.
        let stranger = try await world.root(world.other)
        #expect(try await world.fault(attach, parameters, as: stranger).code == "NoSuchEntity")
    }

    @Test("At most ten policies are attached", arguments: TestHolder.all)
    func quota(_ holder: TestHolder) async throws {
        let world = try World()
        try await holder.make(world)
        for number in 1...11 { try await ManagedPolicyTests.make(world, "p\(number)") }
        func parameters(_ number: Int) -> [String: String] {
            holder.name.merging(["PolicyArn": "arn:aws:iam::123456789012:policy/teams/p\(number)"]) { $1 }
        }
        for number in 1...10 { try await world.perform("Attach\(holder.title)Policy", parameters(number)) }
        // One that is attached is no further one.
        try await world.perform("Attach\(holder.title)Policy", parameters(10))
        let fault = try await world.fault("Attach\(holder.title)Policy", parameters(11))
        #expect(
            fault
                == QueryFault("LimitExceeded", "Cannot exceed quota for PoliciesPer\(holder.title): 10", status: 409))
    }

    @Test("Service-linked and configured roles are not changed")
    func immutable() async throws {
        let world = try World()
        try await TestHolder.all[0].make(world, linkedService: "mediatailor.amazonaws.com")
        for name in ["holder", World.configuredRole] {
            let parameters = ["RoleName": name, "PolicyArn": ManagedPolicyTests.administrator]
            let fault = try await world.fault("AttachRolePolicy", parameters)
            #expect(fault.code == "UnmodifiableEntity")
            #expect(fault.status == 400)
        }
        let detach = ["RoleName": "holder", "PolicyArn": ManagedPolicyTests.administrator]
        let fault = try await world.fault("DetachRolePolicy", detach)
        #expect(
            fault.message
                == "Cannot perform the operation on the protected role 'holder' - this role is only modifiable by AWS")
    }

    @Test("The entities that use a policy are listed by kind, path and use", arguments: World.Storage.allCases)
    func entities(_ storage: World.Storage) async throws {
        let world = try World(storage)
        try await ManagedPolicyTests.make(world)
        for holder in TestHolder.all {
            for name in ["one", "two"] {
                try await holder.make(world, name: name, path: name == "one" ? "/" : "/deep/")
                try await world.perform(
                    "Attach\(holder.title)Policy", [holder.parameter: name, "PolicyArn": Self.arn])
            }
        }
        try await world.perform("CreateUser", ["UserName": "bounded", "PermissionsBoundary": Self.arn])
        func list(_ parameters: [String: String] = [:]) async throws -> [[String]] {
            let result = try await world.perform(
                "ListEntitiesForPolicy", parameters.merging(["PolicyArn": Self.arn]) { $1 })
            return [
                result.texts("PolicyGroups", each: "GroupName"), result.texts("PolicyUsers", each: "UserName"),
                result.texts("PolicyRoles", each: "RoleName"),
            ]
        }
        #expect(try await list() == [["one", "two"], ["bounded", "one", "two"], ["one", "two"]])
        #expect(try await list(["EntityFilter": "Role"]) == [[], [], ["one", "two"]])
        #expect(try await list(["EntityFilter": "Group", "PathPrefix": "/deep/"]) == [["two"], [], []])
        #expect(try await list(["PolicyUsageFilter": "PermissionsBoundary"]) == [[], ["bounded"], []])
        #expect(
            try await list(["PolicyUsageFilter": "PermissionsPolicy"]) == [
                ["one", "two"], ["one", "two"], ["one", "two"],
            ])
        let page = try await world.perform("ListEntitiesForPolicy", ["PolicyArn": Self.arn, "MaxItems": "5"])
        #expect(page.names() == ["PolicyGroups", "PolicyUsers", "PolicyRoles", "IsTruncated", "Marker"])
        #expect(page.structures("PolicyUsers").count == 1)
        let rest = try await world.perform(
            "ListEntitiesForPolicy", ["PolicyArn": Self.arn, "Marker": try #require(page.text("Marker"))])
        #expect(rest.texts("PolicyUsers", each: "UserName") == ["one", "two"])
        #expect(rest.structures("PolicyUsers").first?.map(\.name) == ["UserName", "UserId"])
        #expect(try await world.fault("ListEntitiesForPolicy", ["PolicyArn": Self.arn + "x"]).status == 404)
        // A policy of AWS shows the entities of the caller's account alone.
        let administrator = ["PolicyArn": ManagedPolicyTests.administrator]
        try await world.perform("AttachRolePolicy", administrator.merging(["RoleName": "one"]) { $1 })
        let stranger = try await world.perform(
            "ListEntitiesForPolicy", administrator, as: try await world.root(world.other))
        #expect(stranger.structures("PolicyRoles").isEmpty)
    }

    @Test("Uses of a policy of AWS are those by the caller's account", arguments: World.Storage.allCases)
    func usesOfAWS(_ storage: World.Storage) async throws {
        let world = try World(storage)
        let arn = ManagedPolicyTests.administrator
        let callers = [try await world.root(), try await world.root(world.other)]
        func counts(_ caller: Caller) async throws -> [String] {
            let got = try await world.perform("GetPolicy", ["PolicyArn": arn], as: caller)
            let listed = try await world.perform("ListPolicies", ["Scope": "AWS"], as: caller)
            let entry = try #require(listed.structures("Policies").first { $0.text("Arn") == arn })
            let names = ["AttachmentCount", "PermissionsBoundaryUsageCount"]
            #expect(names.map(entry.text) == names.map { got.text("Policy.\($0)") })
            return names.compactMap(entry.text)
        }
        for name in ["ana", "bob"] {
            try await world.perform("CreateUser", ["UserName": name], as: callers[1])
            try await world.perform("AttachUserPolicy", ["UserName": name, "PolicyArn": arn], as: callers[1])
        }
        #expect(try await counts(callers[0]) == ["0", "0"])
        #expect(try await counts(callers[1]) == ["2", "0"])
        try await world.perform("CreateUser", ["UserName": "carol", "PermissionsBoundary": arn], as: callers[0])
        #expect(try await counts(callers[0]) == ["0", "1"])
        #expect(try await counts(callers[1]) == ["2", "0"])
    }

    @Test("A permission can be bound to the policy and to the boundary")
    func conditions() async throws {
        let world = try World()
        try await TestHolder.all[0].make(world)
        try await ManagedPolicyTests.make(world)
        let byPolicy = World.policy(
            "iam:AttachRolePolicy", resource: TestHolder.all[0].arn,
            condition: #"{"ArnEquals":{"iam:PolicyARN":"\#(Self.arn)"}}"#)
        let attacher = try await world.user("attacher", byPolicy)
        let parameters = ["RoleName": "holder", "PolicyArn": Self.arn]
        try await world.perform("AttachRolePolicy", parameters, as: attacher)
        let other = try await world.fault(
            "AttachRolePolicy", parameters.merging(["PolicyArn": ManagedPolicyTests.administrator]) { $1 },
            as: attacher)
        #expect(
            other
                == QueryFault(
                    "AccessDenied",
                    "User: arn:aws:iam::123456789012:user/attacher is not authorized to perform: iam:AttachRolePolicy "
                        + "on resource: arn:aws:iam::123456789012:role/holder because no identity-based policy allows "
                        + "the iam:AttachRolePolicy action", status: 403))
        let bounded = World.policy(
            "iam:*", condition: #"{"ArnEquals":{"iam:PermissionsBoundary":"\#(Self.arn)"}}"#)
        let delegate = try await world.user("delegate", bounded)
        #expect(try await world.fault("DetachRolePolicy", parameters, as: delegate).code == "AccessDenied")
        try await world.store.writeEntities { writer in
            let role = try #require(try await writer.row(.role, account: world.account.id, name: "holder"))
            try await writer.link(role.uniqueID, .permissionsBoundary, to: Self.arn)
        }
        try await world.perform("DetachRolePolicy", parameters, as: delegate)
    }

    /// A condition on iam:PolicyARN compares texts, so that each policy may have one text alone.
    @Test("Another spelling of an ARN is no policy, neither to attach nor as a boundary", arguments: TestHolder.all)
    func spelling(_ holder: TestHolder) async throws {
        let world = try World()
        try await ManagedPolicyTests.make(world)
        try await holder.make(world)
        for arn in [
            "arn:aws:iam:zz:aws:policy/AdministratorAccess", "arn:aws:iam:us-east-1:123456789012:policy/teams/Readers",
        ] {
            let fault = try await world.fault(
                "Attach\(holder.title)Policy", holder.name.merging(["PolicyArn": arn]) { $1 })
            #expect(fault.code == "NoSuchEntity")
        }
        for arn in [
            "arn:aws:iam:zz:aws:policy/AdministratorAccess", "arn:aws-cn:iam::aws:policy/AdministratorAccess",
            "arn:aws:iam:us-east-1:123456789012:policy/teams/Readers",
        ] {
            let fault = try await world.fault("CreateUser", ["UserName": "bounded", "PermissionsBoundary": arn])
            #expect(fault.message == "Scope ARN: \(arn) does not exist or is not attachable.")
        }
        try await world.perform(
            "CreateUser",
            ["UserName": "bounded", "PermissionsBoundary": "arn:aws:iam::aws:policy/AdministratorAccess"])
    }

    @Test("The configured role says that it is configured, whatever is asked")
    func configured() async throws {
        let world = try World()
        for (operation, more) in [
            ("AttachRolePolicy", ["PolicyArn": "arn:aws:iam::aws:policy/ReadOnlyAccess"]),
            ("DetachRolePolicy", ["PolicyArn": "arn:aws:iam::aws:policy/ReadOnlyAccess"]),
            ("DeleteRolePolicy", ["PolicyName": "none"]),
            ("PutRolePolicy", ["PolicyName": "broken", "PolicyDocument": "{"]),
        ] {
            let fault = try await world.fault(operation, ["RoleName": World.configuredRole].merging(more) { $1 })
            #expect(fault.code == "UnmodifiableEntity", "\(operation)")
            #expect(fault.message.hasPrefix("role Configured is declared in the configuration"))
        }
    }
}
