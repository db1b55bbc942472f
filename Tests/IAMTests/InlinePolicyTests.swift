import AWSQuery
import Accounts
import Foundation
import Testing

@Suite("Embedded policies")
struct InlinePolicyTests {
    private func parameters(_ holder: TestHolder, _ name: String = "read", _ text: String? = nil) -> [String: String] {
        var parameters = holder.name.merging(["PolicyName": name]) { $1 }
        parameters["PolicyDocument"] = text
        return parameters
    }

    /// A policy of so many characters, white space not counted.
    private func policy(size: Int) -> String {
        let frame = World.policy("s3:Get*", resource: "arn:aws:s3:::")
        return World.policy(
            "s3:Get*", resource: "arn:aws:s3:::" + String(repeating: "x", count: size - frame.utf8.count))
    }

    @Test("A policy is put, got, listed, replaced and deleted", arguments: TestHolder.all)
    func kept(_ holder: TestHolder) async throws {
        let world = try World(.sqlite)
        try await holder.make(world)
        let text = World.policy("s3:Get*", resource: "arn:aws:s3:::b/arn%3Aaws/é*")
        let (put, get) = ("Put\(holder.title)Policy", "Get\(holder.title)Policy")
        #expect(try await world.perform(put, parameters(holder, "read", text)) == .none)
        try await world.perform(put, parameters(holder, "Other", World.allowAll))
        let got = try await world.perform(get, parameters(holder))
        #expect(got.names() == [holder.parameter, "PolicyName", "PolicyDocument"])
        #expect(got.text(holder.parameter) == "holder")
        // As AWS has it: what was percent-encoded comes back as it was.
        #expect(got.text("PolicyDocument")?.contains("%2Farn%253Aaws%2F%C3%A9%2A%22") == true)
        #expect(got.text("PolicyDocument")?.removingPercentEncoding == text)
        let listed = try await world.perform("List\(holder.title)Policies", holder.name)
        #expect(listed.list("PolicyNames") == ["Other", "read"])
        let page = try await world.perform("List\(holder.title)Policies", holder.name.merging(["MaxItems": "1"]) { $1 })
        let next = holder.name.merging(["Marker": try #require(page.text("Marker"))]) { $1 }
        #expect(try await world.perform("List\(holder.title)Policies", next).list("PolicyNames") == ["read"])
        try await world.perform(put, parameters(holder, "read", World.allowAll))
        #expect(
            try await world.perform(get, parameters(holder)).text("PolicyDocument")?.removingPercentEncoding
                == World.allowAll)
        #expect(try await world.perform("Delete\(holder.title)Policy", parameters(holder)) == .none)
        for name in [get, "Delete\(holder.title)Policy"] {
            let fault = try await world.fault(name, parameters(holder))
            #expect(
                fault
                    == QueryFault(
                        "NoSuchEntity", "The \(holder.kind.rawValue) policy with name read cannot be found.",
                        status: 404))
        }
    }

    @Test("Entities that are not there, or another account's", arguments: TestHolder.all)
    func missing(_ holder: TestHolder) async throws {
        let world = try World()
        let stranger = try await world.root(world.other)
        for caller in [nil, stranger] {
            if caller != nil { try await holder.make(world) }
            for name in ["Put", "Get", "Delete"] {
                let fault = try await world.fault(
                    "\(name)\(holder.title)Policy", parameters(holder, "read", World.allowAll), as: caller)
                #expect(fault.message == "The \(holder.kind.rawValue) with name holder cannot be found.")
            }
            let fault = try await world.fault("List\(holder.title)Policies", holder.name, as: caller)
            #expect(fault.code == "NoSuchEntity")
        }
    }

    @Test(
        "Documents that are none are refused",
        arguments: [
            ("{", "Syntax errors in policy."), ("[]", "Syntax errors in policy."),
            (World.trust, "Policy document should not specify a principal."),
            (World.policy("s3Get"), "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc."),
        ])
    func malformed(_ document: String, _ message: String) async throws {
        let world = try World()
        for holder in TestHolder.all {
            try await holder.make(world)
            let fault = try await world.fault("Put\(holder.title)Policy", parameters(holder, "read", document))
            #expect(fault == QueryFault("MalformedPolicyDocument", message))
        }
    }

    @Test(
        "All policies of an entity together have a limit",
        arguments: zip(TestHolder.all, [10_240, 2_048, 5_120]))
    func size(_ holder: TestHolder, _ limit: Int) async throws {
        let world = try World()
        try await holder.make(world)
        let put = "Put\(holder.title)Policy"
        let exceeded = QueryFault(
            "LimitExceeded", "Maximum policy size of \(limit) bytes exceeded for \(holder.kind.rawValue) holder",
            status: 409)
        #expect(try await world.fault(put, parameters(holder, "a", policy(size: limit + 1))) == exceeded)
        // White space does not count, and what is replaced neither.
        let spaced = policy(size: limit - 500).replacing(":", with: " :\n\t ", maxReplacements: 1)
        for _ in 1...2 { try await world.perform(put, parameters(holder, "a", spaced)) }
        #expect(try await world.fault(put, parameters(holder, "b", policy(size: 501))) == exceeded)
        try await world.perform(put, parameters(holder, "b", policy(size: 500)))
    }

    @Test("Service-linked and configured roles are not changed")
    func immutable() async throws {
        let world = try World()
        try await TestHolder.all[0].make(world, linkedService: "mediatailor.amazonaws.com")
        for name in ["holder", World.configuredRole] {
            let parameters = ["RoleName": name, "PolicyName": "p", "PolicyDocument": World.allowAll]
            #expect(try await world.fault("PutRolePolicy", parameters).code == "UnmodifiableEntity")
        }
        let delete = ["RoleName": "holder", "PolicyName": "p"]
        #expect(try await world.fault("DeleteRolePolicy", delete).code == "UnmodifiableEntity")
    }

    @Test("Each operation needs its permission on the entity", arguments: TestHolder.all)
    func permission(_ holder: TestHolder) async throws {
        let world = try World()
        try await holder.make(world)
        let other = holder.arn + "x"
        let names = [
            "Put\(holder.title)Policy", "Get\(holder.title)Policy", "List\(holder.title)Policies",
            "Delete\(holder.title)Policy",
        ]
        for (number, name) in names.enumerated() {
            let allowed = try await world.user("allowed\(number)", World.policy("iam:\(name)", resource: holder.arn))
            let denied = try await world.user("denied\(number)", World.policy("iam:\(name)", resource: other))
            let call = parameters(holder, "read", World.allowAll)
            try await world.perform(name, call, as: allowed)
            #expect(try await world.fault(name, call, as: denied).code == "AccessDenied")
        }
    }

    @Test("White space does not count, up to a bound for all policies together")
    func whiteSpace() async throws {
        let world = try World()
        try await world.perform("CreateUser", ["UserName": "bob"])
        func put(_ name: String, blanks: Int) -> [String: String] {
            [
                "UserName": "bob", "PolicyName": name,
                "PolicyDocument": World.allowAll + String(repeating: " ", count: blanks),
            ]
        }
        try await world.perform("PutUserPolicy", put("a", blanks: 8_000))
        try await world.perform("PutUserPolicy", put("b", blanks: 8_000))
        let fault = try await world.fault("PutUserPolicy", put("c", blanks: 8_000))
        #expect(fault.code == "LimitExceeded")
        #expect(fault.message == "Cannot exceed 16384 bytes of policies, white space included")
        let trust = World.trust + String(repeating: "\n", count: 20_000)
        let role = ["RoleName": "Auditor", "AssumeRolePolicyDocument": trust]
        #expect(try await world.fault("CreateRole", role).code == "LimitExceeded")
    }
}
