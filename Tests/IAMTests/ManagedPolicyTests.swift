import AWSQuery
import Accounts
import Encodings
import IAMPolicy
import Testing

@Suite("Managed policies")
struct ManagedPolicyTests {
    static let arn = "arn:aws:iam::123456789012:policy/teams/Readers"
    static let administrator = "arn:aws:iam::aws:policy/AdministratorAccess"
    static let parameters = [
        "PolicyName": "Readers", "Path": "/teams/", "Description": "reads", "PolicyDocument": World.policy("s3:Get*"),
        "Tags.member.1.Key": "team", "Tags.member.1.Value": "blue",
    ]

    /// Makes the policy `Readers`, or another by name.
    static func make(_ world: World, _ name: String? = nil) async throws {
        try await world.perform("CreatePolicy", parameters.merging(name.map { ["PolicyName": $0] } ?? [:]) { $1 })
    }

    @Test("A policy that was made is got and listed", arguments: World.Storage.allCases)
    func made(_ storage: World.Storage) async throws {
        let world = try World(storage)
        let made = try await world.perform("CreatePolicy", Self.parameters)
        #expect(made.text("Policy.PolicyId")?.hasPrefix("ANPA") == true)
        let names = [
            "PolicyName", "PolicyId", "Arn", "Path", "DefaultVersionId", "AttachmentCount",
            "PermissionsBoundaryUsageCount", "IsAttachable", "CreateDate", "UpdateDate", "Description", "Tags",
        ]
        #expect(made.names("Policy") == names.filter { $0 != "Description" })
        #expect(made.text("Policy.Arn") == Self.arn)
        let got = try await world.perform("GetPolicy", ["PolicyArn": Self.arn])
        #expect(got.names("Policy") == names)
        #expect(got.text("Policy.Description") == "reads")
        #expect(got.text("Policy.PolicyId") == made.text("Policy.PolicyId"))
        #expect(got.text("Policy.DefaultVersionId") == "v1")
        #expect(got.text("Policy.IsAttachable") == "true")
        #expect(got.text("Policy.UpdateDate") == "2023-11-14T22:13:20Z")
        let listed = try await world.perform("ListPolicies", ["Scope": "Local"])
        #expect(listed.structures("Policies").map { $0.map(\.name) } == [Array(names.dropLast(2))])
    }

    @Test("GetPolicy has a list of tags without any in it; CreatePolicy has none then")
    func withoutTags() async throws {
        let world = try World()
        let made = try await world.perform(
            "CreatePolicy", ["PolicyName": "Plain", "PolicyDocument": World.allowAll])
        #expect(!made.names("Policy").contains("Tags"))
        for arn in ["arn:aws:iam::123456789012:policy/Plain", Self.administrator] {
            let got = try await world.perform("GetPolicy", ["PolicyArn": arn])
            #expect(got.names("Policy").last == "Tags")
            #expect(got.structures("Policy.Tags") == [])
        }
    }

    @Test("Names are taken without regard to case and path; other accounts have their own")
    func taken() async throws {
        let world = try World()
        try await Self.make(world)
        let again = Self.parameters.merging(["PolicyName": "READERS", "Path": "/"]) { $1 }
        let fault = try await world.fault("CreatePolicy", again)
        #expect(
            fault
                == QueryFault(
                    "EntityAlreadyExists", "A policy called READERS already exists. Duplicate names are not allowed.",
                    status: 409))
        try await world.perform("CreatePolicy", Self.parameters, as: try await world.root(world.other))
    }

    @Test(
        "Documents that are none are refused",
        arguments: [
            ("{}", "MalformedPolicyDocument"), ("{", "MalformedPolicyDocument"),
            (#"{"Version":"2008-10-17","Statement":[]}"#, "MalformedPolicyDocument"),
            (World.policy("s3:Get*", resource: String(repeating: "x", count: 6_200)), "MalformedPolicyDocument"),
            (
                World.policy("s3:Get*", resource: "arn:aws:s3:::" + String(repeating: "x", count: 6_100)),
                "LimitExceeded"
            ),
        ])
    func malformed(_ document: String, _ code: String) async throws {
        let world = try World()
        for name in ["CreatePolicy", "CreatePolicyVersion"] {
            if name == "CreatePolicyVersion" { try await Self.make(world) }
            let parameters = ["PolicyName": "Other", "PolicyArn": Self.arn, "PolicyDocument": document]
            #expect(try await world.fault(name, parameters).code == code)
        }
    }

    @Test(
        "Policies that are not there, or not the account's",
        arguments: [
            ("arn:aws:iam::123456789012:policy/Readers", "NoSuchEntity", "Policy {} was not found."),
            ("arn:aws:iam::123456789012:policy/teams/readers", "NoSuchEntity", "Policy {} was not found."),
            ("arn:aws:iam::123456789012:role/teams/Readers", "InvalidInput", "ARN {} is not valid."),
            ("teams/Readers-long-enough", "ValidationError", "Invalid ARN:  Could not be parsed!"),
            (
                "teams/Readers", "ValidationError",
                "1 validation error detected: Value at 'policyArn' failed to satisfy constraint: "
                    + "Member must have length greater than or equal to 20"
            ),
        ])
    func missing(_ arn: String, _ code: String, _ message: String) async throws {
        let world = try World()
        try await Self.make(world)
        let message = message.replacing("{}", with: arn)
        for name in ["GetPolicy", "DeletePolicy"] {
            let fault = try await world.fault(name, ["PolicyArn": arn])
            #expect(fault.code == code)
            #expect(fault.message == message)
        }
        for name in ["ListPolicyTags", "ListPolicyVersions", "ListEntitiesForPolicy"] {
            #expect(try await world.fault(name, ["PolicyArn": arn]).code == code)
        }
    }

    @Test("Another account's policy is neither shown nor changed")
    func otherAccount() async throws {
        let world = try World()
        try await Self.make(world)
        let stranger = try await world.root(world.other)
        #expect(try await world.fault("GetPolicy", ["PolicyArn": Self.arn], as: stranger).code == "NoSuchEntity")
        let changes: [(String, [String: String])] = [
            ("DeletePolicy", [:]), ("TagPolicy", ["Tags.member.1.Key": "a", "Tags.member.1.Value": "b"]),
            ("CreatePolicyVersion", ["PolicyDocument": World.allowAll]), ("DeletePolicyVersion", ["VersionId": "v1"]),
            ("SetDefaultPolicyVersion", ["VersionId": "v1"]), ("UntagPolicy", ["TagKeys.member.1": "team"]),
        ]
        for (name, parameters) in changes {
            let parameters = parameters.merging(["PolicyArn": Self.arn]) { $1 }
            let fault = try await world.fault(name, parameters, as: stranger)
            #expect(fault == QueryFault("AccessDenied", "Policy is outside your own account.", status: 403))
            // Nor can a policy of AWS be changed.
            let builtIn = parameters.merging(["PolicyArn": Self.administrator]) { $1 }
            #expect(try await world.fault(name, builtIn).code == "AccessDenied")
        }
        let listed = try await world.perform("ListPolicies", ["Scope": "Local"], as: stranger)
        #expect(listed.structures("Policies").isEmpty)
    }

    @Test("Policies of AWS are got and listed")
    func builtIn() async throws {
        let world = try World()
        let got = try await world.perform("GetPolicy", ["PolicyArn": Self.administrator])
        #expect(got.text("Policy.PolicyName") == "AdministratorAccess")
        #expect(got.text("Policy.AttachmentCount") == "0")
        let version = try await world.perform(
            "GetPolicyVersion", ["PolicyArn": Self.administrator, "VersionId": "v1"])
        #expect(version.text("PolicyVersion.Document")?.hasPrefix("%7B%22Version%22") == true)
        #expect(try await world.perform("ListPolicyTags", ["PolicyArn": Self.administrator]).structures("Tags").isEmpty)
        try await Self.make(world)
        let names = [
            "AdministratorAccess", "AWSDenyAll", "Billing", "DatabaseAdministrator", "DataScientist", "IAMFullAccess",
            "IAMReadOnlyAccess", "IAMUserChangePassword", "NetworkAdministrator", "PowerUserAccess", "ReadOnlyAccess",
            "SecurityAudit", "SupportUser", "SystemAdministrator", "ViewOnlyAccess",
        ]
        let ofAWS = try await world.perform("ListPolicies", ["Scope": "AWS"])
        #expect(ofAWS.texts("Policies", each: "PolicyName") == names)
        let all = try await world.perform("ListPolicies")
        let listed = all.texts("Policies", each: "PolicyName")
        #expect(listed.filter { $0 != "Readers" } == names)
        let place = try #require(listed.firstIndex(of: "Readers"))
        #expect(Array(listed[(place - 1)...(place + 1)]) == ["PowerUserAccess", "Readers", "ReadOnlyAccess"])
        let jobs = try await world.perform("ListPolicies", ["PathPrefix": "/job-function/"])
        #expect(jobs.texts("Policies", each: "Arn").contains("arn:aws:iam::aws:policy/job-function/Billing"))
        #expect(jobs.structures("Policies").count == 7)
        let below = try await world.perform("ListPolicies", ["PathPrefix": "/teams/"])
        #expect(below.texts("Policies", each: "Arn") == [Self.arn])
    }

    private static let few: Set<String> = [
        "aws:policy/AdministratorAccess", "aws:policy/IAMFullAccess", "aws:policy/IAMReadOnlyAccess",
        "aws:policy/ReadOnlyAccess",
    ]

    /// Each of them is one that IAM would store, and is found by its ARN in every partition.
    @Test(arguments: ManagedPolicies.builtIn.ofAWS.map(\.name))
    func policiesOfAWSAreGood(_ name: String) throws {
        let policy = try #require(ManagedPolicies.builtIn.ofAWS.first { $0.name == name })
        #expect(throws: Never.self) { try PolicyDocument(parsing: policy.document, kind: .managed) }
        #expect(policy.uniqueID.utf8.count == 21)
        for partition in Partition.allCases {
            #expect(ManagedPolicies.builtIn.ofAWS(arn: policy.arn(in: partition).description)?.name == name)
        }
        #expect(ManagedPolicies.builtIn.ofAWS.count { $0.uniqueID == policy.uniqueID } == 1)
    }

    @Test(arguments: [
        ("PowerUserAccess", "s3:PutObject", true), ("PowerUserAccess", "iam:CreateUser", false),
        ("PowerUserAccess", "iam:ListRoles", true), ("ReadOnlyAccess", "s3:GetObject", true),
        ("ReadOnlyAccess", "s3:PutObject", false), ("ReadOnlyAccess", "iam:GetUser", true),
        ("ReadOnlyAccess", "kms:Decrypt", false), ("ReadOnlyAccess", "secretsmanager:GetSecretValue", false),
        ("ViewOnlyAccess", "s3:ListBucket", true), ("ViewOnlyAccess", "s3:GetObject", false),
        ("SecurityAudit", "s3:GetBucketPolicy", true), ("SecurityAudit", "s3:GetObject", false),
        ("DatabaseAdministrator", "rds:CreateDBInstance", true), ("DatabaseAdministrator", "iam:PassRole", false),
        ("Billing", "aws-portal:ViewBilling", true), ("Billing", "ec2:RunInstances", false),
        ("SystemAdministrator", "ec2:RunInstances", true), ("SystemAdministrator", "iam:CreateUser", false),
        ("NetworkAdministrator", "ec2:CreateVpc", true), ("NetworkAdministrator", "ec2:RunInstances", false),
        ("SupportUser", "support:CreateCase", true), ("SupportUser", "ec2:StopInstances", false),
        ("DataScientist", "elasticmapreduce:RunJobFlow", true), ("DataScientist", "iam:PutRolePolicy", false),
        ("IAMUserChangePassword", "iam:GetAccountPasswordPolicy", true), ("AWSDenyAll", "s3:GetObject", false),
    ])
    func policiesOfAWSGrantWhatTheGuideSays(_ name: String, _ action: String, _ isAllowed: Bool) throws {
        let policy = try #require(ManagedPolicies.builtIn.ofAWS.first { $0.name == name })
        let document = try PolicyDocument(parsing: policy.document, kind: .managed)
        let user = try #require(ARN("arn:aws:iam::123456789012:user/ana"))
        let context = RequestContext(principal: .user(arn: user), action: action, resource: "*")
        let set = PolicySet(identity: [AttachedPolicy(name: name, document: document)])
        #expect(set.evaluate(context).isAllowed == isAllowed)
    }

    @Test("Pages hold every policy once, also those that share a name", arguments: World.Storage.allCases)
    func pages(_ storage: World.Storage) async throws {
        let world = try World(storage)
        for name in ["b", "A", "ReadOnlyAccess", "a-b", "a+b"] { try await Self.make(world, name) }
        var seen: [String] = []
        var parameters = ["MaxItems": "2"]
        repeat {
            let page = try await world.perform("ListPolicies", parameters)
            seen += page.texts("Policies", each: "Arn").map { String($0.dropFirst("arn:aws:iam::".count)) }
            #expect((page.text("IsTruncated") == "true") == (page.text("Marker") != nil))
            parameters["Marker"] = page.text("Marker")
        } while parameters["Marker"] != nil
        #expect(
            seen.filter { !$0.hasPrefix("aws:") || Self.few.contains($0) } == [
                "123456789012:policy/teams/A", "123456789012:policy/teams/a+b", "123456789012:policy/teams/a-b",
                "aws:policy/AdministratorAccess", "123456789012:policy/teams/b", "aws:policy/IAMFullAccess",
                "aws:policy/IAMReadOnlyAccess", "123456789012:policy/teams/ReadOnlyAccess",
                "aws:policy/ReadOnlyAccess",
            ])
        #expect(Set(seen).count == seen.count && seen.count == 20)
        #expect(try await world.fault("ListPolicies", ["Marker": "*"]).code == "ValidationError")
    }

    @Test("Lists can be limited to policies that are used")
    func used() async throws {
        let world = try World()
        for name in ["attached", "bounding", "idle"] { try await Self.make(world, name) }
        _ = try await world.user("ana")
        let prefix = "arn:aws:iam::123456789012:policy/teams/"
        try await world.perform("AttachUserPolicy", ["UserName": "ana", "PolicyArn": prefix + "attached"])
        try await world.perform("AttachUserPolicy", ["UserName": "ana", "PolicyArn": Self.administrator])
        try await world.perform(
            "CreateUser", ["UserName": "bob", "PermissionsBoundary": prefix + "bounding"])
        func names(_ parameters: [String: String]) async throws -> [String] {
            try await world.perform("ListPolicies", parameters).texts("Policies", each: "PolicyName")
        }
        #expect(try await names(["OnlyAttached": "true"]) == ["AdministratorAccess", "attached"])
        #expect(try await names(["OnlyAttached": "true", "Scope": "Local"]) == ["attached"])
        #expect(try await names(["PolicyUsageFilter": "PermissionsPolicy", "Scope": "Local"]) == ["attached"])
        #expect(try await names(["PolicyUsageFilter": "PermissionsBoundary"]) == ["bounding"])
        let got = try await world.perform("GetPolicy", ["PolicyArn": prefix + "bounding"])
        #expect(got.text("Policy.PermissionsBoundaryUsageCount") == "1")
        #expect(got.text("Policy.AttachmentCount") == "0")
        // What other accounts do with a policy of AWS is not counted.
        let stranger = try await world.root(world.other)
        let other = try await world.perform("GetPolicy", ["PolicyArn": Self.administrator], as: stranger)
        #expect(other.text("Policy.AttachmentCount") == "0")
    }

    @Test("A policy that is used, or has other versions, is not deleted")
    func deletion() async throws {
        let world = try World()
        try await Self.make(world)
        _ = try await world.user("ana")
        let attachment = ["UserName": "ana", "PolicyArn": Self.arn]
        try await world.perform("AttachUserPolicy", attachment)
        let attached = try await world.fault("DeletePolicy", ["PolicyArn": Self.arn])
        #expect(
            attached == QueryFault("DeleteConflict", "Cannot delete a policy attached to entities.", status: 409))
        try await world.perform("DetachUserPolicy", attachment)
        try await world.perform(
            "CreatePolicyVersion", ["PolicyArn": Self.arn, "PolicyDocument": World.allowAll])
        let versions = try await world.fault("DeletePolicy", ["PolicyArn": Self.arn])
        #expect(versions.code == "DeleteConflict")
        #expect(versions.message.hasPrefix("This policy has more than one version."))
        try await world.perform("DeletePolicyVersion", ["PolicyArn": Self.arn, "VersionId": "v2"])
        #expect(try await world.perform("DeletePolicy", ["PolicyArn": Self.arn]) == .none)
        #expect(try await world.fault("DeletePolicy", ["PolicyArn": Self.arn]).code == "NoSuchEntity")
    }

    @Test("The boundary of a user keeps a policy from being deleted")
    func boundary() async throws {
        let world = try World()
        try await Self.make(world)
        try await world.perform("CreateUser", ["UserName": "bob", "PermissionsBoundary": Self.arn])
        #expect(try await world.fault("DeletePolicy", ["PolicyArn": Self.arn]).code == "DeleteConflict")
    }

    @Test("Tags are added, replaced and taken away")
    func tags() async throws {
        let world = try World()
        try await Self.make(world)
        try await world.perform(
            "TagPolicy",
            [
                "PolicyArn": Self.arn, "Tags.member.1.Key": "Team", "Tags.member.1.Value": "red",
                "Tags.member.2.Key": "cost", "Tags.member.2.Value": "",
            ])
        let listed = try await world.perform("ListPolicyTags", ["PolicyArn": Self.arn])
        #expect(
            listed.structures("Tags") == [
                [.text("Key", "Team"), .text("Value", "red")], [.text("Key", "cost"), .text("Value", "")],
            ])
        try await world.perform("UntagPolicy", ["PolicyArn": Self.arn, "TagKeys.member.1": "team"])
        let rest = try await world.perform("GetPolicy", ["PolicyArn": Self.arn])
        #expect(rest.structures("Policy.Tags").count == 1)
        // The last one joins the colon to one character, as Swift counts.
        for key in ["aws:x", "AWS:x", "aws:", "aws:\u{FF9E}x"] {
            let reserved = ["PolicyArn": Self.arn, "Tags.member.1.Key": key, "Tags.member.1.Value": "y"]
            #expect(try await world.fault("TagPolicy", reserved).code == "InvalidInput", "\(key)")
        }
    }

    @Test("An account has at most 1,500 policies")
    func quota() async throws {
        let world = try World()
        let account = world.account.id
        try await world.store.writeEntities { writer in
            for number in 0..<1_499 {
                let instant = Timestamp(roundingDown: World.now)
                try await writer.insert(
                    Entity(
                        account: account, name: "p\(number)", uniqueID: "ANPA\(number)", createDate: instant,
                        record: PolicyRecord(document: World.allowAll, createDate: instant)))
            }
        }
        try await Self.make(world)
        let more = Self.parameters.merging(["PolicyName": "more"]) { $1 }
        #expect(
            try await world.fault("CreatePolicy", more)
                == QueryFault("LimitExceeded", "Cannot exceed quota for PoliciesPerAccount: 1500", status: 409))
        let page = try await world.perform("ListPolicies", ["Scope": "Local", "MaxItems": "1000"])
        #expect(page.structures("Policies").count == 1_000)
        #expect(page.text("IsTruncated") == "true")
    }
}
