import AWSQuery
import Accounts
import Sessions
import Testing

@Suite("The simulator")
struct SimulationTests {
    /// As AWS was asked: one statement, not in a list.
    private static let put =
        #"{"Version": "2012-10-17", "Statement": {"Sid": "", "Effect": "Allow", "Action": "s3:PutObject", "Resource": "*"}}"#
    private static let bucket = "arn:aws:s3:::bucket"

    private func list(_ name: String, _ values: [String]) -> [String: String] {
        Dictionary(uniqueKeysWithValues: values.enumerated().map { ("\(name).member.\($0.offset + 1)", $0.element) })
    }

    private func custom(
        _ policies: [String], _ actions: [String], _ resources: [String] = [], _ others: [String: String] = [:]
    ) -> [String: String] {
        list("PolicyInputList", policies).merging(list("ActionNames", actions)) { $1 }
            .merging(list("ResourceArns", resources)) { $1 }.merging(others) { $1 }
    }

    private func decisions(_ result: QueryResult) -> [String] {
        result.texts("EvaluationResults", each: "EvalDecision")
    }

    /// The types of resources that each scenario needs.
    private static let scenarios: [(String, [String])] = [
        ("EC2-Classic-InstanceStore", ["instance", "image", "security-group"]),
        ("EC2-Classic-EBS", ["instance", "image", "security-group", "volume"]),
        ("EC2-VPC-InstanceStore", ["instance", "image", "security-group", "network-interface"]),
        ("EC2-VPC-InstanceStore-Subnet", ["instance", "image", "security-group", "network-interface", "subnet"]),
        ("EC2-VPC-EBS", ["instance", "image", "security-group", "network-interface", "volume"]),
        ("EC2-VPC-EBS-Subnet", ["instance", "image", "security-group", "network-interface", "subnet", "volume"]),
    ]

    @Test("A scenario of EC2 needs resources of all its types", arguments: scenarios)
    func scenario(_ name: String, _ types: [String]) async throws {
        let world = try World()
        func policy(_ effect: String, _ action: String, _ resource: String) -> String {
            #"{"Version": "2012-10-17", "Statement": "#
                + #"{"Effect": "\#(effect)", "Action": "\#(action)", "Resource": "\#(resource)"}}"#
        }
        let allow = policy("Allow", "ec2:RunInstances", "*")
        let deny = policy("Deny", "ec2:*", "arn:aws:ec2:*:*:image/*")
        let resources = types.map { "arn:aws:ec2:us-east-1:123456789012:\($0)/x-1" }
        let option = ["ResourceHandlingOption": name]
        func call(_ policies: [String], _ resources: [String]) -> [String: String] {
            custom(policies, ["ec2:RunInstances"], resources, option)
        }
        let result = try await world.perform("SimulateCustomPolicy", call([allow], resources))
        #expect(decisions(result) == ["allowed"])
        // It is allowed when it is on all of them.
        let refused = try await world.perform("SimulateCustomPolicy", call([allow, deny], resources))
        #expect(decisions(refused) == ["explicitDeny"])
        for (index, type) in types.enumerated() {
            var others = resources
            others[index] = "arn:aws:s3:::\(type)/x-1"
            let fault = try await world.fault("SimulateCustomPolicy", call([allow], others))
            #expect(
                fault == QueryFault("InvalidInput", "Invalid Input: \(name) needs resources of further types: \(type)"))
        }
        for few in [[], ["*"], ["arn:aws:ec2:us-east-1:123456789012:instance/*"]] {
            #expect(try await world.fault("SimulateCustomPolicy", call([allow], few)).code == "InvalidInput")
        }
    }

    @Test("Answers for an entity are those that AWS gave", arguments: TestHolder.all)
    func asRecorded(_ holder: TestHolder) async throws {
        let world = try World(.sqlite)
        try await holder.make(world)
        try await world.perform("CreatePolicy", ["PolicyName": "putter", "PolicyDocument": Self.put])
        try await world.perform(
            "Attach\(holder.title)Policy",
            holder.name.merging(["PolicyArn": "arn:aws:iam::123456789012:policy/putter"]) { $1 })
        let result = try await world.perform(
            "SimulatePrincipalPolicy",
            custom([], ["s3:PutObject", "s3:GetObjectVersion"], [Self.bucket], ["PolicySourceArn": holder.arn]))
        #expect(result.names() == ["EvaluationResults", "IsTruncated"])
        let results = result.structures("EvaluationResults")
        #expect(results.count == 2)
        let matched: QueryMember = .structures(
            "MatchedStatements",
            [
                [
                    .text("SourcePolicyId", "putter"), .text("SourcePolicyType", "IAM Policy"),
                    .structure("StartPosition", [.text("Line", "1"), .text("Column", "41")]),
                    .structure("EndPosition", [.text("Line", "1"), .text("Column", "113")]),
                ]
            ])
        #expect(
            results[0] == [
                .text("EvalActionName", "s3:PutObject"), .text("EvalResourceName", Self.bucket),
                .text("EvalDecision", "allowed"), matched, .list("MissingContextValues", []),
                .structure("EvalDecisionDetails", []),
                .structures(
                    "ResourceSpecificResults",
                    [
                        [
                            .text("EvalResourceName", Self.bucket), .text("EvalResourceDecision", "allowed"), matched,
                            .list("MissingContextValues", []),
                        ]
                    ]),
            ])
        #expect(results[1].text("EvalDecision") == "implicitDeny")
        #expect(results[1].structures("MatchedStatements").isEmpty)
    }

    @Test("A user has the policies of its groups, and is the caller")
    func groups() async throws {
        let world = try World()
        let id = try await TestHolder.all[1].make(world)
        let group = try await TestHolder.all[2].make(world)
        try await world.store.writeEntities { try await $0.link(id, .membership, to: group) }
        let own = World.policy("s3:GetObject", resource: "arn:aws:s3:::b/${aws:username}/*")
        for (name, document) in [("Group", World.policy("sqs:*")), ("User", own)] {
            let parameters = ["\(name)Name": "holder", "PolicyName": "inline", "PolicyDocument": document]
            try await world.perform("Put\(name)Policy", parameters)
        }
        let source = ["PolicySourceArn": TestHolder.all[1].arn]
        let result = try await world.perform(
            "SimulatePrincipalPolicy",
            custom([], ["s3:GetObject", "sqs:SendMessage"], ["arn:aws:s3:::b/holder/x"], source))
        #expect(decisions(result) == ["allowed", "allowed"])
        let other = try await world.perform(
            "SimulatePrincipalPolicy",
            custom(
                [], ["s3:GetObject"], ["arn:aws:s3:::b/holder/x"],
                source.merging(["CallerArn": "arn:aws:iam::123456789012:user/bob"]) { $1 }))
        #expect(decisions(other) == ["implicitDeny"])
        let keys = try await world.perform(
            "GetContextKeysForPrincipalPolicy",
            source.merging(list("PolicyInputList", [World.policy("s3:*", resource: "arn:aws:s3:::b/${aws:userid}")])) {
                $1
            })
        #expect(keys.list("ContextKeyNames") == ["aws:userid", "aws:username"])
    }

    @Test("Policies of the call are told apart, and limits count")
    func policies() async throws {
        let world = try World()
        let deny = World.policy("s3:DeleteObject", effect: "Deny")
        let parameters = custom(
            [World.policy("s3:*"), deny], ["s3:GetObject", "s3:DeleteObject", "s3:PutObject"], [],
            list("PermissionsBoundaryPolicyInputList", [World.policy("s3:Get*")]))
        let result = try await world.perform("SimulateCustomPolicy", parameters)
        #expect(decisions(result) == ["allowed", "explicitDeny", "implicitDeny"])
        let results = result.structures("EvaluationResults")
        #expect(results.map { $0.text("EvalResourceName") } == ["*", "*", "*"])
        #expect(results[0].structures("MatchedStatements").first?.text("SourcePolicyId") == "PolicyInputList.1")
        #expect(results[1].structures("MatchedStatements").first?.text("SourcePolicyId") == "PolicyInputList.2")
        #expect(
            results.map { $0.text("PermissionsBoundaryDecisionDetail.AllowedByPermissionsBoundary") }
                == ["true", "false", "false"])
        // AWS has these members only where resources are given.
        #expect(results[0].structures("ResourceSpecificResults").isEmpty)
        #expect(results[0].structure("EvalDecisionDetails") == nil)
    }

    @Test("Policies of one name are told apart, each statement at its place in its own policy")
    func positions() async throws {
        let world = try World()
        try await TestHolder.all[0].make(world)
        let get = #"{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}"#
        let put = get.replacing("Get", with: "Put")
        let managed = "{\"Version\":\"2012-10-17\",\n\"Statement\":[\n  \(get),\n  \(put)]}"
        let parameters = ["RoleName": "holder", "PolicyName": "same"]
        let embedded = World.policy("s3:Get*")
        try await world.perform("PutRolePolicy", parameters.merging(["PolicyDocument": embedded]) { $1 })
        try await world.perform("CreatePolicy", ["PolicyName": "same", "PolicyDocument": managed])
        try await world.perform(
            "AttachRolePolicy", ["RoleName": "holder", "PolicyArn": "arn:aws:iam::123456789012:policy/same"])
        let source = ["PolicySourceArn": TestHolder.all[0].arn]
        let result = try await world.perform(
            "SimulatePrincipalPolicy",
            custom([], ["s3:GetObject", "s3:PutObject"], [Self.bucket, "arn:aws:s3:::other"], source))
        let both = ["same 1:38-1:\(embedded.count - 1)", "same 3:3-3:\(3 + get.count)"]
        let second = ["same 4:3-4:\(3 + put.count)"]
        let results = result.structures("EvaluationResults")
        #expect(results.map(matched) == [both, second])
        #expect(
            results.map { $0.structures("ResourceSpecificResults").map(matched) }
                == [[both, both], [second, second]])
        // A boundary has a place of its own, whatever else is there.
        let limits = list("PermissionsBoundaryPolicyInputList", [managed.replacing("Allow", with: "Deny")])
        let denied = try await world.perform(
            "SimulatePrincipalPolicy", custom([], ["s3:PutObject"], [], source.merging(limits) { $1 }))
        #expect(
            denied.structures("EvaluationResults").map(matched)
                == [["PermissionsBoundaryPolicyInputList.1 4:3-4:\(2 + put.count)"]])
    }

    /// The statements that decided, as policy and place.
    private func matched(_ result: [QueryMember]) -> [String] {
        result.structures("MatchedStatements").map { statement in
            let places = ["StartPosition", "EndPosition"].map {
                "\(statement.text("\($0).Line") ?? ""):\(statement.text("\($0).Column") ?? "")"
            }
            return "\(statement.text("SourcePolicyId") ?? "") \(places.joined(separator: "-"))"
        }
    }

    @Test("Several resources are answered one by one within their action")
    func resources() async throws {
        let world = try World()
        let policy = World.policy("s3:GetObject", resource: "arn:aws:s3:::b/*")
        let result = try await world.perform(
            "SimulateCustomPolicy", custom([policy], ["s3:GetObject"], ["arn:aws:s3:::b/1", "arn:aws:s3:::c/1"]))
        let only = try #require(result.structures("EvaluationResults").first)
        #expect(result.structures("EvaluationResults").count == 1)
        #expect(only.text("EvalDecision") == "implicitDeny")
        #expect(
            only.structures("ResourceSpecificResults").map { $0.text("EvalResourceDecision") }
                == ["allowed", "implicitDeny"])
    }

    @Test("Context keys of the call count, and those without a value are named")
    func context() async throws {
        let world = try World()
        let condition = #"{"NumericLessThan":{"aws:MultiFactorAuthAge":"60"},"StringEquals":{"aws:RequestTag/a":"b"}}"#
        let policy = World.policy("s3:GetObject", condition: condition)
        func simulate(_ entries: [String: String]) async throws -> QueryResult {
            try await world.perform("SimulateCustomPolicy", custom([policy], ["s3:GetObject"], [], entries))
        }
        let without = try await simulate([:])
        #expect(decisions(without) == ["implicitDeny"])
        #expect(
            without.structures("EvaluationResults")[0].list("MissingContextValues")
                == ["aws:MultiFactorAuthAge", "aws:RequestTag/a"])
        let entries = [
            "ContextEntries.member.1.ContextKeyName": "aws:multifactorauthage",
            "ContextEntries.member.1.ContextKeyValues.member.1": "30",
            "ContextEntries.member.1.ContextKeyType": "numeric",
            "ContextEntries.member.2.ContextKeyName": "aws:RequestTag/a",
            "ContextEntries.member.2.ContextKeyValues.member.1": "b",
            "ContextEntries.member.2.ContextKeyType": "string",
        ]
        #expect(decisions(try await simulate(entries)) == ["allowed"])
        let name = try await world.perform("GetContextKeysForCustomPolicy", list("PolicyInputList", [policy]))
        #expect(name.list("ContextKeyNames") == ["aws:MultiFactorAuthAge", "aws:RequestTag/a"])
        let wrong: [[String: String]] = [
            ["ContextEntries.member.1.ContextKeyValues.member.1": "soon"],
            ["ContextEntries.member.1.ContextKeyValues.member.2": "31"],
            ["ContextEntries.member.2.ContextKeyName": "AWS:MultiFactorAuthAge"],
        ]
        for change in wrong {
            let parameters = custom([policy], ["s3:GetObject"], [], entries.merging(change) { $1 })
            #expect(try await world.fault("SimulateCustomPolicy", parameters).code == "InvalidInput")
        }
    }

    /// A type, values that are of it, and values that are not.
    private static let typed: [(type: String, good: [String], bad: [String])] = [
        ("string", ["", "x", "10.0.0.0/8"], []),
        ("numeric", ["7", "-1.5e3"], ["", "seven", "nan", "inf", "0x10", "1_000", " 7"]),
        ("boolean", ["true", "FALSE"], ["", "1", "yes"]),
        ("ip", ["192.0.2.1", "2001:db8::1"], ["", "192.0.2.0/24", "192.0.2.256", "010.0.0.1", "nowhere"]),
        ("binary", ["", "YWI="], ["YWI", "not base64"]),
        ("date", ["2024-02-29", "2024-02-29T12:00:00Z", "1709208000"], ["", "yesterday", "2024-13-01"]),
    ]

    @Test("Values of context keys have to be of their type", arguments: typed)
    func types(_ type: String, _ good: [String], _ bad: [String]) async throws {
        let world = try World()
        func entry(_ type: String, _ values: [String]) -> [String: String] {
            custom(
                [World.allowAll], ["s3:GetObject"], [],
                list("ContextEntries.member.1.ContextKeyValues", values).merging([
                    "ContextEntries.member.1.ContextKeyName": "aws:key",
                    "ContextEntries.member.1.ContextKeyType": type,
                ]) { $1 })
        }
        for value in good {
            let result = try await world.perform("SimulateCustomPolicy", entry(type, [value]))
            #expect(decisions(result) == ["allowed"], "\(value)")
        }
        #expect(decisions(try await world.perform("SimulateCustomPolicy", entry("\(type)List", good))) == ["allowed"])
        for value in bad {
            for parameters in [entry(type, [value]), entry("\(type)List", good + [value])] {
                let fault = try await world.fault("SimulateCustomPolicy", parameters)
                #expect(fault.code == "InvalidInput")
                #expect(fault.message.hasPrefix("Invalid Context Entry: a value of aws:key is not of type"), "\(value)")
            }
        }
    }

    @Test("A resource's policy grants to the caller, and is shown apart for another account's resource")
    func resourcePolicy() async throws {
        let world = try World()
        let caller = "arn:aws:iam::123456789012:user/ana"
        let resource =
            #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"\#(caller)"},"#
            + #""Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*"}]}"#
        let identity = World.policy("sqs:*")
        var parameters = custom(
            [identity], ["s3:GetObject"], ["arn:aws:s3:::b/1"], ["ResourcePolicy": resource, "CallerArn": caller])
        let own = try await world.perform("SimulateCustomPolicy", parameters)
        #expect(decisions(own) == ["allowed"])
        let matched = try #require(
            own.structures("EvaluationResults")[0].structures("MatchedStatements").first)
        #expect(matched.text("SourcePolicyId") == "ResourcePolicy")
        #expect(matched.text("SourcePolicyType") == "Resource Policy")
        #expect(matched.text("StartPosition.Column") == "38")
        parameters["ResourceOwner"] = "arn:aws:iam::210987654321:root"
        let foreign = try await world.perform("SimulateCustomPolicy", parameters)
        #expect(decisions(foreign) == ["implicitDeny"])
        #expect(
            foreign.structures("EvaluationResults")[0].structure("EvalDecisionDetails") == [
                .structure("entry", [.text("key", "IAM Policy"), .text("value", "implicitDeny")]),
                .structure("entry", [.text("key", "Resource Policy"), .text("value", "allowed")]),
            ])
        parameters["CallerArn"] = nil
        let anonymous = try await world.fault("SimulateCustomPolicy", parameters)
        #expect(anonymous == QueryFault("InvalidInput", "Invalid caller - Caller cannot be null or empty."))
    }

    @Test("Without a trust policy the caller's policies decide about a role; with one it has a say")
    func roles() async throws {
        let world = try World()
        let role = "arn:aws:iam::123456789012:role/Auditor"
        let allowed = World.policy("sts:AssumeRole", resource: role)
        func decide(_ policy: String, trusting principal: String? = nil) async throws -> [String] {
            var others: [String: String] = [:]
            if let principal {
                let policy =
                    #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"\#(principal)"},"#
                    + #""Action":"sts:AssumeRole","Resource":"*"}]}"#
                others = ["ResourcePolicy": policy, "CallerArn": "arn:aws:iam::123456789012:user/bob"]
            }
            return decisions(
                try await world.perform("SimulateCustomPolicy", custom([policy], ["sts:AssumeRole"], [role], others)))
        }
        #expect(try await decide(allowed) == ["allowed"])
        #expect(try await decide(World.policy("sts:AssumeRole", resource: role + "2")) == ["implicitDeny"])
        #expect(try await decide(allowed, trusting: "123456789012") == ["allowed"])
        #expect(try await decide(allowed, trusting: "arn:aws:iam::123456789012:user/eve") == ["implicitDeny"])
    }

    @Test("Pages go on where the one before ended")
    func pages() async throws {
        let world = try World()
        let actions = (1...5).map { "s3:Get\($0)" }
        var seen: [String] = []
        var parameters = custom([World.allowAll], actions, [], ["MaxItems": "2"])
        repeat {
            let page = try await world.perform("SimulateCustomPolicy", parameters)
            seen += page.texts("EvaluationResults", each: "EvalActionName")
            parameters["Marker"] = page.text("Marker")
        } while parameters["Marker"] != nil
        #expect(seen == actions)
        for marker in ["NQ==", "LTE=", "eA=="] {
            parameters["Marker"] = marker
            #expect(try await world.fault("SimulateCustomPolicy", parameters).code == "ValidationError")
        }
    }

    @Test("What would take too long, or be too long an answer, is refused or comes in several pages")
    func budget() async throws {
        let world = try World()
        let statements = (0..<400).map { #"{"Sid":"s\#($0)","Effect":"Allow","Action":"*","Resource":"*"}"# }
        let large = #"{"Version":"2012-10-17","Statement":[\#(statements.joined(separator: ","))]}"#
        let actions = (1...60).map { "s3:Get\($0)" }
        let page = try await world.perform("SimulateCustomPolicy", custom([large], actions, ["*"]))
        #expect(page.structures("EvaluationResults").count == 49)
        #expect(page.text("IsTruncated") == "true")
        let many = (1...60).map { "arn:aws:s3:::b/\($0)" }
        #expect(
            try await world.fault("SimulateCustomPolicy", custom([large], ["s3:GetObject"], many)).code
                == "InvalidInput")
    }

    @Test("Values of keys, and long ones more than short ones, count among what takes long")
    func budgetOfValues() async throws {
        let world = try World()
        let patterns = (0..<15_000).map { #""*\#($0)""# }.joined(separator: ",")
        let large =
            #"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"ForAnyValue:StringLike":{"my:key":[\#(patterns)]}}}}"#
        func simulate(_ values: [String], _ actions: Int) -> [String: String] {
            let entry = [
                "ContextEntries.member.1.ContextKeyName": "my:key",
                "ContextEntries.member.1.ContextKeyType": "stringList",
            ]
            let name = "ContextEntries.member.1.ContextKeyValues"
            return custom([large], (1...actions).map { "s3:Get\($0)" }, ["*"], entry.merging(list(name, values)) { $1 })
        }
        let page = try await world.perform("SimulateCustomPolicy", simulate(["x", "y"], 100))
        #expect(page.structures("EvaluationResults").count < 70)
        #expect(page.text("IsTruncated") == "true")
        for values in [(0..<350).map { "x\($0)" }, [String(repeating: "x", count: 100_000)]] {
            let fault = try await world.fault("SimulateCustomPolicy", simulate(values, 100))
            #expect(fault.code == "InvalidInput")
        }
    }

    @Test(
        "What does not fit together is refused",
        arguments: [
            (["PolicyInputList.member.1": "{"], "InvalidInput", "PolicyInputList.1: Syntax errors in policy."),
            (["ActionNames.member.1": "GetObject"], "InvalidInput", "Invalid Input Actions: [GetObject]"),
            (["ActionNames.member.1": "s3:Get*"], "InvalidInput", "Invalid Input Actions: [s3:Get*]"),
            (["ActionNames.member.2": "s3:GetObjec?"], "InvalidInput", "Invalid Input Actions: [s3:GetObjec?]"),
            (["CallerArn": "arn:aws:iam::123456789012:role/r"], "InvalidInput", "Invalid Entity Arn:"),
            (["ResourceOwner": "somebody"], "InvalidInput", "Invalid Resource Owner."),
            (["ResourceHandlingOption": "EC2-Moon"], "InvalidInput", "Invalid Resource Handling Option"),
            (
                ["ResourceArns.member.1": "*", "ResourceArns.member.2": "arn:aws:s3:::b"], "InvalidInput",
                "Invalid Input: *"
            ),
            (
                ["ContextEntries.member.1.ContextKeyType": "colour"], "ValidationError",
                "1 validation error detected: Value at 'contextEntries.1.member.contextKeyType' failed to satisfy "
                    + "constraint: Member must satisfy enum value set"
            ),
        ] as [([String: String], String, String)])
    func refused(_ change: [String: String], _ code: String, _ message: String) async throws {
        let world = try World()
        let parameters = custom([World.allowAll], ["s3:GetObject"], [], change)
        let fault = try await world.fault("SimulateCustomPolicy", parameters)
        #expect(fault.code == code)
        #expect(fault.message.hasPrefix(message))
    }

    @Test("Only users, groups and roles of the account have policies to simulate")
    func sources() async throws {
        let world = try World()
        func fault(_ arn: String) async throws -> QueryFault {
            try await world.fault("SimulatePrincipalPolicy", custom([], ["s3:GetObject"], [], ["PolicySourceArn": arn]))
        }
        for name in ["user/nobody", "group/nobody", "role/nobody", "user/of/a/path/nobody"] {
            #expect(
                try await fault("arn:aws:iam::123456789012:\(name)")
                    == QueryFault("NoSuchEntity", "Unable to retrieve specified IAM entity.", status: 404))
        }
        for arn in [
            "arn:aws:sts::123456789012:assumed-role/r/s", "arn:aws:iam::210987654321:user/nobody",
            "arn:aws:iam::123456789012:policy/p", "arn:aws:iam::123456789012:root", "no arn but long enough",
        ] {
            let fault = try await fault(arn)
            #expect(fault.code == "InvalidInput")
            #expect(fault.message == "Invalid Entity Arn: \(arn) does not clearly define entity type and name.")
        }
        let configured = "arn:aws:iam::123456789012:role/\(World.configuredRole)"
        let result = try await world.perform(
            "SimulatePrincipalPolicy", custom([World.allowAll], ["s3:GetObject"], [], ["PolicySourceArn": configured]))
        #expect(decisions(result) == ["allowed"])
    }
}
