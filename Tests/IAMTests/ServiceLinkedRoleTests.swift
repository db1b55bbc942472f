import AWSQuery
import Accounts
import Encodings
import Foundation
import IAM
import IAMPolicy
import STS
import SallyportSQLite
import Sessions
import Testing

@Suite("Service-linked roles")
struct ServiceLinkedRoleTests {
    static let service = "mediatailor.amazonaws.com"
    static let name = "AWSServiceRoleForMediaTailor"
    static let named = ["RoleName": name]
    static let arn = "arn:aws:iam::123456789012:role/aws-service-role/\(service)/\(name)"

    static func world(_ storage: World.Storage = .memory) async throws -> World {
        let world = try World(storage)
        try await world.perform("CreateServiceLinkedRole", ["AWSServiceName": service])
        return world
    }

    static func status(_ world: World, _ task: String, at instant: Date = World.now) async throws -> QueryResult {
        try await world.perform("GetServiceLinkedRoleDeletionStatus", ["DeletionTaskId": task], at: instant)
    }

    static func delete(_ world: World, at instant: Date = World.now) async throws -> String {
        try #require(try await world.perform("DeleteServiceLinkedRole", named, at: instant).text("DeletionTaskId"))
    }

    @Test("The role is made as the service defines it")
    func create() async throws {
        let world = try World()
        let made = try await world.perform(
            "CreateServiceLinkedRole", ["AWSServiceName": Self.service, "Description": "logs"])
        #expect(made.text("Role.Path") == "/aws-service-role/\(Self.service)/")
        #expect(made.text("Role.Arn") == Self.arn)
        #expect(made.text("Role.Description") == "logs")
        let trust = TrustPolicyTests.trust(of: made)
        #expect(trust.contains(#""Principal":{"Service":"mediatailor.amazonaws.com"}"#))
        let role = try await world.perform("GetRole", Self.named)
        let id = try #require(role.text("Role.RoleId"))
        #expect(role.text("Role.MaxSessionDuration") == "3600")
        let policies = try await world.store.readEntities { try await $0.targets(of: id, .attachedPolicy) }
        #expect(policies == ["arn:aws:iam::aws:policy/aws-service-role/AWSMediaTailorServiceRolePolicy"])
        let again = try await world.fault("CreateServiceLinkedRole", ["AWSServiceName": Self.service])
        #expect(
            again
                == QueryFault(
                    "InvalidInput",
                    "Service role name AWSServiceRoleForMediaTailor has been taken in this account, please try a different suffix."
                ))
        let stranger = try await world.root(world.other)
        try await world.perform("CreateServiceLinkedRole", ["AWSServiceName": Self.service], as: stranger)
    }

    @Test("A suffix where the service allows one")
    func suffix() async throws {
        let world = try World()
        let refused = try await world.fault(
            "CreateServiceLinkedRole", ["AWSServiceName": Self.service, "CustomSuffix": "x"])
        #expect(refused == QueryFault("InvalidInput", "Custom suffix is not allowed for mediatailor.amazonaws.com"))
        for suffix in [nil, "one", "two"] {
            var parameters = ["AWSServiceName": "autoscaling.amazonaws.com"]
            parameters["CustomSuffix"] = suffix
            let made = try await world.perform("CreateServiceLinkedRole", parameters)
            let name = "AWSServiceRoleForAutoScaling" + (suffix.map { "_\($0)" } ?? "")
            #expect(made.text("Role.RoleName") == name)
            #expect(try await world.fault("CreateServiceLinkedRole", parameters).message.contains(name))
        }
        let long = try await world.fault(
            "CreateServiceLinkedRole",
            ["AWSServiceName": "autoscaling.amazonaws.com", "CustomSuffix": String(repeating: "x", count: 64)])
        #expect(long.code == "InvalidInput")
        let unknown = try await world.fault("CreateServiceLinkedRole", ["AWSServiceName": "nothing.amazonaws.com"])
        #expect(unknown.code == "InvalidInput")
    }

    /// Services whose roles are known by name, with AWS's names of role and policy.
    @Test(arguments: [
        ("batch.amazonaws.com", "AWSServiceRoleForBatch", "BatchServiceRolePolicy"),
        ("lex.amazonaws.com", "AWSServiceRoleForLexBots", "AmazonLexBotPolicy"),
        ("ops.apigateway.amazonaws.com", "AWSServiceRoleForAPIGateway", "APIGatewayServiceRolePolicy"),
        ("docdb-elastic.amazonaws.com", "AWSServiceRoleForDocDB-Elastic", "AmazonDocDB-ElasticServiceRolePolicy"),
        ("sso.amazonaws.com", "AWSServiceRoleForSSO", "AWSSSOServiceRolePolicy"),
    ])
    func services(_ service: String, _ name: String, _ policy: String) async throws {
        let world = try World()
        let made = try await world.perform("CreateServiceLinkedRole", ["AWSServiceName": service])
        #expect(made.text("Role.RoleName") == name)
        #expect(made.text("Role.Path") == "/aws-service-role/\(service)/")
        let attached = try await world.perform("ListAttachedRolePolicies", ["RoleName": name])
        #expect(attached.texts("AttachedPolicies", each: "PolicyName") == [policy])
        let arn = try #require(attached.texts("AttachedPolicies", each: "PolicyArn").first)
        // What is not known grants nothing.
        let version = try await world.perform("GetPolicyVersion", ["PolicyArn": arn, "VersionId": "v1"])
        #expect(version.text("PolicyVersion.Document")?.contains("%22Deny%22") == true)
        let suffixed = try await world.fault(
            "CreateServiceLinkedRole", ["AWSServiceName": service, "CustomSuffix": "x"])
        #expect(suffixed == QueryFault("InvalidInput", "Custom suffix is not allowed for \(service)"))
        let task = try #require(
            try await world.perform("DeleteServiceLinkedRole", ["RoleName": name]).text("DeletionTaskId"))
        #expect(try await Self.status(world, task).text("Status") == "SUCCEEDED")
    }

    @Test("Every known service has a role and a policy that IAM would store")
    func known() throws {
        #expect(ServiceLinkedRoles.known.count == 72)
        #expect(Set(ServiceLinkedRoles.known.map(\.service)).count == 72)
        for role in ServiceLinkedRoles.known {
            #expect(EntityName.isRoleName(role.roleName.utf8), "\(role.service)")
            let policy = try #require(ManagedPolicies.builtIn.named(role.policyName), "\(role.service)")
            #expect(policy.path == "/aws-service-role/")
            #expect(throws: Never.self) { try PolicyDocument(parsing: policy.document, kind: .managed) }
            #expect(throws: Never.self) { try PolicyDocument(parsing: role.trustPolicy, kind: .trust) }
        }
        let suffixes = ServiceLinkedRoles.known.filter(\.allowsSuffix).map(\.service)
        #expect(suffixes.sorted() == ["autoscaling.amazonaws.com", "connect.amazonaws.com", "lexv2.amazonaws.com"])
    }

    @Test("A service of one's own")
    func ownService() async throws {
        let service = ServiceLinkedRole(
            service: "robots.example.com", roleName: "ServiceRoleForRobots", allowsSuffix: true,
            policyName: "ServiceRoleForRobotsPolicy")
        let policy = AWSManagedPolicy(
            name: "ServiceRoleForRobotsPolicy", path: "/aws-service-role/", description: nil,
            document: World.policy("s3:GetObject"))
        let world = try World(
            managedPolicies: ManagedPolicies(adding: [policy]),
            serviceLinkedRoles: ServiceLinkedRoles(adding: [service]))
        for suffix in ["one", "two"] {
            let made = try await world.perform(
                "CreateServiceLinkedRole", ["AWSServiceName": service.service, "CustomSuffix": suffix])
            #expect(made.text("Role.RoleName") == "ServiceRoleForRobots_\(suffix)")
        }
        let plain = try World()
        let refused = try await plain.fault("CreateServiceLinkedRole", ["AWSServiceName": service.service])
        #expect(refused.code == "InvalidInput")
        let restarted = try World(sharing: world, directory: plain.tokens.directory)
        try await restarted.perform("DeleteServiceLinkedRole", ["RoleName": "ServiceRoleForRobots_one"])
    }

    @Test("The policy of a service is for its role alone")
    func policy() async throws {
        let world = try await Self.world()
        try await RoleChangeTests.make(world)
        let arn = "arn:aws:iam::aws:policy/aws-service-role/AWSMediaTailorServiceRolePolicy"
        let attached = try await world.perform("ListAttachedRolePolicies", Self.named)
        #expect(attached.texts("AttachedPolicies", each: "PolicyArn") == [arn])
        #expect(
            try await world.fault("AttachRolePolicy", ["RoleName": "Auditor", "PolicyArn": arn]).code
                == "PolicyNotAttachable")
        #expect(
            try await world.fault(
                "PutRolePermissionsBoundary", ["RoleName": "Auditor", "PermissionsBoundary": arn]
            ).code == "NoSuchEntity")
        for (operation, parameters) in [
            ("AttachRolePolicy", ["PolicyArn": "arn:aws:iam::aws:policy/ReadOnlyAccess"]),
            ("DetachRolePolicy", ["PolicyArn": arn]),
            ("PutRolePolicy", ["PolicyName": "p", "PolicyDocument": World.allowAll]),
        ] {
            #expect(
                try await world.fault(operation, parameters.merging(Self.named) { $1 }).code == "UnmodifiableEntity")
        }
    }

    @Test("Nobody puts a role of one's own in its place")
    func reservedPath() async throws {
        let world = try World()
        let fault = try await world.fault(
            "CreateRole",
            [
                "RoleName": "AWSServiceRoleForMediaTailor", "Path": "/aws-service-role/\(Self.service)/",
                "AssumeRolePolicyDocument": World.trust,
            ])
        #expect(fault.code == "ValidationError")
    }

    @Test("Only description and tags can be changed", arguments: RoleChangeTests.changes.indices)
    func unmodifiable(_ index: Int) async throws {
        let (operation, parameters) = RoleChangeTests.changes[index]
        let world = try await Self.world()
        let named = parameters.merging(Self.named) { $1 }
        if ["UpdateRole", "UpdateRoleDescription", "TagRole", "UntagRole"].contains(operation) {
            try await world.perform(operation, named)
            if operation == "UpdateRole" {
                let fault = try await world.fault(operation, named.merging(["MaxSessionDuration": "7200"]) { $1 })
                #expect(fault.code == "UnmodifiableEntity")
            }
        } else {
            #expect(
                try await world.fault(operation, named)
                    == QueryFault(
                        "UnmodifiableEntity",
                        "Cannot perform the operation on the protected role 'AWSServiceRoleForMediaTailor' - this role is only modifiable by AWS"
                    ))
        }
    }

    @Test("A permission to make a role can be for one service")
    func permission() async throws {
        let world = try World()
        let caller = try await world.user(
            "maker",
            World.policy(
                "iam:CreateServiceLinkedRole",
                resource: "arn:aws:iam::*:role/aws-service-role/\(Self.service)/AWSServiceRoleForMediaTailor*",
                condition: #"{"StringLike":{"iam:AWSServiceName":"\#(Self.service)"}}"#))
        let other = ["AWSServiceName": "autoscaling.amazonaws.com"]
        let denied = try await world.fault("CreateServiceLinkedRole", other, as: caller)
        #expect(
            denied.message.contains(
                "arn:aws:iam::123456789012:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling"
            ))
        try await world.perform("CreateServiceLinkedRole", ["AWSServiceName": Self.service], as: caller)
        #expect(try await world.fault("DeleteServiceLinkedRole", Self.named, as: caller).code == "AccessDenied")
        let task = try await Self.delete(world)
        let question = ["DeletionTaskId": task]
        let fault = try await world.fault("GetServiceLinkedRoleDeletionStatus", question, as: caller)
        #expect(fault.message.contains("on resource: \(Self.arn)"))
        let asker = try await world.user(
            "asker", World.policy("iam:GetServiceLinkedRoleDeletionStatus", resource: Self.arn))
        try await world.perform("GetServiceLinkedRoleDeletionStatus", question, as: asker)
    }

    @Test("Deletion is asked for once and carried out when its end is asked for", arguments: World.Storage.allCases)
    func deletion(_ storage: World.Storage) async throws {
        let world = try await Self.world(storage)
        let task = try await Self.delete(world)
        #expect(task.hasPrefix("task/aws-service-role/\(Self.service)/\(Self.name)/"))
        #expect(task.split(separator: "/").last?.utf8.count == 36)
        #expect(try await Self.delete(world) == task)
        try await world.perform("GetRole", Self.named)
        let stranger = try await world.root(world.other)
        let foreign = try await world.fault(
            "GetServiceLinkedRoleDeletionStatus", ["DeletionTaskId": task], as: stranger)
        #expect(foreign.code == "NoSuchEntity")
        #expect(try await Self.status(world, task).members == [.text("Status", "SUCCEEDED")])
        #expect(try await world.fault("GetRole", Self.named).code == "NoSuchEntity")
        // The task does not touch the role that is made next.
        try await world.perform("CreateServiceLinkedRole", ["AWSServiceName": Self.service])
        #expect(try await Self.status(world, task).text("Status") == "SUCCEEDED")
        try await world.perform("GetRole", Self.named)
        #expect(try await Self.delete(world) != task)
        try await world.perform("CreateRole", ["RoleName": "Own", "AssumeRolePolicyDocument": World.trust])
        #expect(try await world.fault("DeleteServiceLinkedRole", ["RoleName": "Own"]).code == "InvalidInput")
        #expect(try await world.fault("DeleteServiceLinkedRole", ["RoleName": "Nobody"]).code == "NoSuchEntity")
        for task in ["task/aws-service-role/a/b/c", "nonsense"] {
            let fault = try await world.fault("GetServiceLinkedRoleDeletionStatus", ["DeletionTaskId": task])
            #expect(fault.code == "NoSuchEntity")
        }
    }

    @Test(
        "A deletion that waits outlives a restart, and is carried out by maintenance", arguments: World.Storage.allCases
    )
    func maintenance(_ storage: World.Storage) async throws {
        let world = try await Self.world(storage)
        let task = try await Self.delete(world)
        let restarted = try World(sharing: world)
        try await restarted.iam.carryOutDeletions(at: World.now)
        #expect(try await restarted.fault("GetRole", Self.named).code == "NoSuchEntity")
        #expect(try await Self.status(restarted, task).text("Status") == "SUCCEEDED")
        // After a week nobody asks any more.
        let late = World.now.addingTimeInterval(604_801)
        try await restarted.iam.carryOutDeletions(at: late)
        let fault = try await restarted.fault("GetServiceLinkedRoleDeletionStatus", ["DeletionTaskId": task], at: late)
        #expect(fault.code == "NoSuchEntity")
    }

    @Test(
        "Nothing is written for a deletion that has ended, nor for who may not ask", arguments: World.Storage.allCases)
    func reading(_ storage: World.Storage) async throws {
        let world = try await Self.world(storage)
        let task = ["DeletionTaskId": try await Self.delete(world)]
        let nobody = try await world.user("nobody")
        // Making a caller would write.
        let root = try await world.root()
        func ask() async throws -> String? {
            try await world.perform("GetServiceLinkedRoleDeletionStatus", task, as: root).text("Status")
        }
        let waiting = try await world.store.entityVersions()
        #expect(try await world.fault("GetServiceLinkedRoleDeletionStatus", task, as: nobody).code == "AccessDenied")
        #expect(try await world.store.entityVersions() == waiting)
        #expect(try await ask() == "SUCCEEDED")
        let ended = try await world.store.entityVersions()
        #expect(ended != waiting)
        #expect(try await ask() == "SUCCEEDED")
        // A week is not over yet at its last moment.
        for seconds in [0.0, 604_800] {
            try await world.iam.carryOutDeletions(at: World.now.addingTimeInterval(seconds))
        }
        #expect(try await world.store.entityVersions() == ended)
        try await world.iam.carryOutDeletions(at: World.now.addingTimeInterval(604_801))
        #expect(try await world.store.entityVersions() != ended)
    }

    @Test("A task that is damaged keeps no other from being carried out", arguments: World.Storage.allCases)
    func damaged(_ storage: World.Storage) async throws {
        let world = try await Self.world(storage)
        let callers = [try await world.root(), try await world.root(world.other)]
        try await world.perform("CreateServiceLinkedRole", ["AWSServiceName": Self.service], as: callers[1])
        for caller in callers { try await world.perform("DeleteServiceLinkedRole", Self.named, as: caller) }
        // Before and behind the others, in each account.
        for account in [world.account.id, world.other.id] {
            for name in ["-", "~"] {
                let row = EntityRow(
                    kind: .deletionTask, account: account, name: name, uniqueID: "task/\(account)/\(name)",
                    createDate: Timestamp(roundingDown: World.now), body: Array("{}".utf8))
                try await world.store.writeEntities { try await $0.insert(row) }
            }
        }
        await #expect {
            try await world.iam.carryOutDeletions(at: World.now)
        } throws: {
            ($0 as? StoreError)?.code == .corrupt
        }
        for caller in callers {
            #expect(try await world.fault("GetRole", Self.named, as: caller).code == "NoSuchEntity")
        }
    }

    // MARK: Sessions

    static func session(
        _ world: World, service: String = service, name: String = "ads", seconds: Int = 3_600,
        at instant: Date = World.now
    ) async throws -> SessionCredentials {
        try await world.tokens.assumeServiceLinkedRole(
            arn, service: service, sessionName: name, durationSeconds: seconds, call: World.call, at: instant
        ).credentials
    }

    @Test("The service may have the role, and nobody else")
    func assume() async throws {
        let world = try await Self.world()
        let credentials = try await Self.session(world)
        let caller = try await world.tokens.authenticate(
            accessKeyID: credentials.accessKeyID, sessionToken: credentials.sessionToken, at: World.now
        ).caller
        #expect("\(caller.arn)" == "arn:aws:sts::123456789012:assumed-role/\(Self.name)/ads")
        let policies = try await world.tokens.policies(of: caller)
        #expect(policies.identity.map(\.name).first?.hasSuffix("AWSMediaTailorServiceRolePolicy") == true)
        for (service, name, seconds) in [
            ("autoscaling.amazonaws.com", "ads", 3_600), ("", "ads", 3_600), (Self.service, "a", 3_600),
            (Self.service, "a/b", 3_600), (Self.service, "ads", 3_601), (Self.service, "ads", 899),
        ] {
            await #expect(throws: STSError.self) {
                try await Self.session(world, service: service, name: name, seconds: seconds)
            }
        }
    }

    @Test("A role with sessions is not deleted until they are over", arguments: World.Storage.allCases)
    func usage(_ storage: World.Storage) async throws {
        let world = try await Self.world(storage)
        _ = try await Self.session(world)
        _ = try await Self.session(world, name: "short", seconds: 900)
        let task = try await Self.delete(world)
        let almost = World.now.addingTimeInterval(3_599)
        let restarted = try World(sharing: world)
        let status = try await Self.status(restarted, task, at: almost)
        #expect(status.text("Status") == "FAILED")
        #expect(status.text("Reason.Reason")?.isEmpty == false)
        let usage = status.structures("Reason.RoleUsageList")
        #expect(usage.first?.text("Region") == "us-east-1")
        #expect(usage.first?.list("Resources") == ["arn:aws:sts::123456789012:assumed-role/\(Self.name)/ads"])
        try await restarted.perform("GetRole", Self.named)
        let end = World.now.addingTimeInterval(3_600)
        #expect(try await Self.status(restarted, task, at: end).text("Status") == "FAILED")
        let next = try await Self.delete(restarted, at: end)
        #expect(next != task)
        #expect(try await Self.status(restarted, next, at: end).text("Status") == "SUCCEEDED")
    }

    @Test("Revocations do not reach what belongs to a service")
    func revocation() async throws {
        let world = try await Self.world()
        let credentials = try await Self.session(world)
        let id = try #require(try await world.perform("GetRole", Self.named).text("Role.RoleId"))
        try await world.store.revoke(
            Revocation(target: .role(uniqueID: id), issuedAtOrBefore: World.now.addingTimeInterval(60)))
        _ = try await world.tokens.session(
            accessKeyID: credentials.accessKeyID, sessionToken: credentials.sessionToken, at: World.now)
    }
}
