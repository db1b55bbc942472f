import AWSQuery
import Accounts
import Encodings
import Foundation
import Testing

@Suite("What was accessed when")
struct AccessReportTests {
    private static let alice = "arn:aws:iam::123456789012:user/alice"

    /// A user in a group, with policies for some services, and one who has none.
    private func world() async throws -> (World, id: String) {
        let world = try World()
        _ = try await world.user("alice", World.policy("iam:List*"))
        _ = try await world.user("bob")
        try await world.perform("CreateGroup", ["GroupName": "staff"])
        try await world.perform(
            "PutGroupPolicy",
            ["GroupName": "staff", "PolicyName": "keys", "PolicyDocument": World.policy("kms:Decrypt")])
        for name in ["alice", "bob"] {
            try await world.perform("AddUserToGroup", ["GroupName": "staff", "UserName": name])
        }
        let user = try await world.perform("GetUser", ["UserName": "alice"])
        return (world, try #require(user.text("User.UserId")))
    }

    private func note(
        _ world: World, _ id: String, _ service: String, action: String? = nil, secondsAgo: Double = 0
    ) {
        world.uses.note(
            EntityUse(
                uniqueID: "\(id) \(service)" + (action.map { ":\($0)" } ?? ""),
                instant: Timestamp(roundingDown: World.now.addingTimeInterval(-secondsAgo)), service: service,
                region: "eu-west-1"))
    }

    private func report(
        _ world: World, _ arn: String, granularity: String? = nil, _ more: [String: String] = [:],
        operation: String = "GetServiceLastAccessedDetails"
    ) async throws -> QueryResult {
        var parameters = ["Arn": arn]
        parameters["Granularity"] = granularity
        let job = try await world.perform("GenerateServiceLastAccessedDetails", parameters).text("JobId")
        #expect(job?.utf8.count == 36)
        return try await world.perform(operation, more.merging(["JobId": try #require(job)]) { $1 })
    }

    @Test("A user's services are those that any policy grants, with their last use")
    func user() async throws {
        let (world, id) = try await world()
        note(world, id, "iam")
        // What no policy grants any more is not told.
        note(world, id, "sts")
        let report = try await report(world, Self.alice)
        #expect(
            report.names() == [
                "JobStatus", "JobType", "JobCreationDate", "ServicesLastAccessed", "JobCompletionDate", "IsTruncated",
            ])
        #expect(report.text("JobStatus") == "COMPLETED")
        #expect(report.text("JobType") == "SERVICE_LEVEL")
        let services = report.structures("ServicesLastAccessed")
        #expect(services.map { $0.text("ServiceNamespace") } == ["iam", "kms"])
        #expect(
            services[0] == [
                .text("ServiceName", "AWS Identity and Access Management"),
                .text("LastAuthenticated", "2023-11-14T22:13:20Z"), .text("ServiceNamespace", "iam"),
                .text("LastAuthenticatedEntity", Self.alice), .text("LastAuthenticatedRegion", "eu-west-1"),
                .text("TotalAuthenticatedEntities", "1"),
            ])
        #expect(services[1].map(\.name) == ["ServiceName", "ServiceNamespace", "TotalAuthenticatedEntities"])
    }

    @Test("A use of more than a year ago is none")
    func old() async throws {
        let (world, id) = try await world()
        note(world, id, "iam", secondsAgo: 86_400 * 365)
        let services = try await report(world, Self.alice).structures("ServicesLastAccessed")
        #expect(services.first?.text("TotalAuthenticatedEntities") == "0")
        note(world, id, "iam", secondsAgo: 86_400 * 365 - 1)
        let later = try await report(world, Self.alice).structures("ServicesLastAccessed")
        #expect(later.first?.text("TotalAuthenticatedEntities") == "1")
    }

    @Test("Actions are told when they are asked for, those that are granted")
    func actions() async throws {
        let (world, id) = try await world()
        note(world, id, "iam")
        note(world, id, "iam", action: "ListUsers")
        let report = try await report(world, Self.alice, granularity: "ACTION_LEVEL")
        #expect(report.text("JobType") == "ACTION_LEVEL")
        let service = try #require(report.structures("ServicesLastAccessed").first)
        let actions = service.structures("TrackedActionsLastAccessed")
        let names = actions.compactMap { $0.text("ActionName") }
        #expect(names.contains("ListRoles"))
        #expect(names.allSatisfy { $0.hasPrefix("List") })
        let used = actions.filter { $0.count > 1 }
        #expect(used.map { $0.text("ActionName") } == ["ListUsers"])
        #expect(used.first?.text("LastAccessedEntity") == Self.alice)
    }

    @Test("Of a group and a policy those are told who have it")
    func others() async throws {
        let (world, id) = try await world()
        let bob = try await world.perform("GetUser", ["UserName": "bob"]).text("User.UserId") ?? ""
        note(world, id, "kms", secondsAgo: 60)
        note(world, bob, "kms")
        let group = "arn:aws:iam::123456789012:group/staff"
        let kms = try #require(try await report(world, group).structures("ServicesLastAccessed").first)
        #expect(kms.text("TotalAuthenticatedEntities") == "2")
        #expect(kms.text("LastAuthenticatedEntity") == "arn:aws:iam::123456789012:user/bob")
        let entities = try await report(
            world, group, ["ServiceNamespace": "kms"], operation: "GetServiceLastAccessedDetailsWithEntities")
        let details = entities.structures("EntityDetailsList")
        #expect(details.map { $0.text("EntityInfo.Name") } == ["alice", "bob"])
        #expect(details.first?.text("EntityInfo.Type") == "USER")
        #expect(details.first?.text("LastAuthenticated") == "2023-11-14T22:12:20Z")
        let none = try await report(
            world, group, ["ServiceNamespace": "s3"], operation: "GetServiceLastAccessedDetailsWithEntities")
        #expect(none.structures("EntityDetailsList") == [])
        let policy = "arn:aws:iam::aws:policy/AdministratorAccess"
        try await world.perform("AttachGroupPolicy", ["GroupName": "staff", "PolicyArn": policy])
        let services = try await report(world, policy).structures("ServicesLastAccessed")
        #expect(services.first { $0.text("ServiceNamespace") == "kms" }?.text("TotalAuthenticatedEntities") == "2")
        #expect(services.contains { $0.text("ServiceNamespace") == "sts" })
    }

    @Test("A job is its account's, and tells when what it was about is gone")
    func jobs() async throws {
        let (world, _) = try await world()
        let role = ["RoleName": "worker", "AssumeRolePolicyDocument": World.trust]
        try await world.perform("CreateRole", role)
        let arn = "arn:aws:iam::123456789012:role/worker"
        let job = try await world.perform("GenerateServiceLastAccessedDetails", ["Arn": arn]).text("JobId") ?? ""
        try await world.perform("DeleteRole", ["RoleName": "worker"])
        let failed = try await world.perform("GetServiceLastAccessedDetails", ["JobId": job])
        #expect(failed.text("JobStatus") == "FAILED")
        #expect(failed.text("Error.Code") == "NoSuchEntity")
        let stranger = try await world.root(world.other)
        for (id, caller) in [(job, stranger), (String(repeating: "0", count: 36), try await world.root())] {
            #expect(
                try await world.fault("GetServiceLastAccessedDetails", ["JobId": id], as: caller)
                    == QueryFault("NoSuchEntity", "Job with id \(id) cannot be found.", status: 404))
        }
        for (arn, code) in [
            (arn, "NoSuchEntity"), ("arn:aws:iam::210987654321:user/alice", "InvalidInput"),
            ("arn:aws:iam::123456789012:root", "InvalidInput"), ("arn:aws:s3:::bucket-of-somebody", "InvalidInput"),
            ("arn:aws:iam::123456789012:policy/none", "NoSuchEntity"),
        ] {
            #expect(try await world.fault("GenerateServiceLastAccessedDetails", ["Arn": arn]).code == code, "\(arn)")
        }
    }

    @Test("The policies that grant a service are told, whose they are, and in which form")
    func granting() async throws {
        let (world, _) = try await world()
        let arn = "arn:aws:iam::aws:policy/IAMReadOnlyAccess"
        try await world.perform("AttachUserPolicy", ["UserName": "alice", "PolicyArn": arn])
        let granting = try await world.perform(
            "ListPoliciesGrantingServiceAccess",
            [
                "Arn": Self.alice, "ServiceNamespaces.member.1": "iam", "ServiceNamespaces.member.2": "kms",
                "ServiceNamespaces.member.3": "s3",
            ])
        let entries = granting.structures("PoliciesGrantingServiceAccess")
        #expect(entries.map { $0.text("ServiceNamespace") } == ["iam", "kms", "s3"])
        #expect(
            entries[0].structures("Policies") == [
                [
                    .text("PolicyName", "p0"), .text("PolicyType", "INLINE"), .text("EntityType", "USER"),
                    .text("EntityName", "alice"),
                ],
                [.text("PolicyName", "IAMReadOnlyAccess"), .text("PolicyType", "MANAGED"), .text("PolicyArn", arn)],
            ])
        #expect(entries[1].structures("Policies").map { $0.text("EntityName") } == ["staff"])
        #expect(entries[2].structures("Policies") == [])
        // What the policy leaves out it does not grant; of what it names it may grant nothing.
        let document =
            #"{"Version": "2012-10-17", "Statement": ["#
            + #"{"Effect": "Allow", "NotAction": ["iam:*", "kms:*"], "Resource": "*"}, "#
            + #"{"Effect": "Allow", "Action": "kms:Frobnicate*", "Resource": "*"}]}"#
        try await world.perform(
            "PutUserPolicy", ["UserName": "bob", "PolicyName": "most", "PolicyDocument": document])
        let others = try await world.perform(
            "ListPoliciesGrantingServiceAccess",
            [
                "Arn": "arn:aws:iam::123456789012:user/bob", "ServiceNamespaces.member.1": "iam",
                "ServiceNamespaces.member.2": "kms", "ServiceNamespaces.member.3": "s3",
            ])
        let names = others.structures("PoliciesGrantingServiceAccess").map { entry in
            entry.structures("Policies").compactMap { $0.text("PolicyName") }
        }
        #expect(names == [[], ["keys"], ["most"]])
        for parameters in [
            ["Arn": Self.alice], ["Arn": Self.alice, "ServiceNamespaces.member.1": "a b"],
            ["Arn": "arn:aws:iam::aws:policy/IAMReadOnlyAccess", "ServiceNamespaces.member.1": "iam"],
        ] {
            let fault = try await world.fault("ListPoliciesGrantingServiceAccess", parameters)
            #expect(["ValidationError", "InvalidInput"].contains(fault.code))
        }
    }
}
