import AWSQuery
import IAMPolicy
import Testing

@Suite("Service control policies")
struct ServiceControlTests {
    private static func level(_ policies: String...) throws -> [AttachedPolicy] {
        try policies.enumerated().map {
            AttachedPolicy(
                name: "scp\($0.offset)", document: try PolicyDocument(parsing: $0.element, kind: .serviceControl))
        }
    }

    private static let noUsers = World.policy("iam:CreateUser", effect: "Deny")

    @Test func theyLimitWhatUsersAndRootMay() async throws {
        let world = try World(serviceControl: [Self.level(World.allowAll, Self.noUsers)])
        let ana = try await world.user("ana", World.allowAll)
        for caller in [ana, try await world.root()] {
            let fault = try await world.fault("CreateUser", ["UserName": "new"], as: caller)
            #expect(fault.code == "AccessDenied" && fault.message.contains("service control policy"), "\(fault)")
            try await world.perform("ListUsers", as: caller)
        }
        let other = try await world.root(world.other)
        try await world.perform("CreateUser", ["UserName": "new"], as: other)
    }

    /// They limit and never grant, and every level has to allow.
    @Test func eachLevelHasToAllow() async throws {
        let world = try World(serviceControl: [Self.level(World.allowAll), Self.level(World.policy("iam:List*"))])
        let ana = try await world.user("ana", World.allowAll)
        try await world.perform("ListUsers", as: ana)
        #expect(try await world.fault("CreateUser", ["UserName": "new"], as: ana).code == "AccessDenied")
        let bob = try await world.user("bob")
        #expect(try await world.fault("ListUsers", as: bob).code == "AccessDenied")
    }

    @Test func theSimulatorKnowsThem() async throws {
        let world = try World(serviceControl: [Self.level(World.allowAll, World.policy("s3:PutObject", effect: "Deny"))]
        )
        _ = try await world.user("ana", World.allowAll)
        let call = [
            "PolicySourceArn": "arn:aws:iam::123456789012:user/ana", "ActionNames.member.1": "s3:PutObject",
            "ActionNames.member.2": "s3:GetObject",
        ]
        let result = try await world.perform("SimulatePrincipalPolicy", call)
        #expect(result.texts("EvaluationResults", each: "EvalDecision") == ["explicitDeny", "allowed"])
        for (members, isAllowed) in zip(result.structures("EvaluationResults"), [false, true]) {
            let detail = QueryMember.structure(
                "OrganizationsDecisionDetail", [.boolean("AllowedByOrganizations", isAllowed)])
            #expect(members.contains(detail), "\(members)")
        }
        let custom = try await world.perform(
            "SimulateCustomPolicy",
            ["PolicyInputList.member.1": World.allowAll, "ActionNames.member.1": "s3:PutObject"])
        #expect(custom.texts("EvaluationResults", each: "EvalDecision") == ["allowed"])
    }
}
