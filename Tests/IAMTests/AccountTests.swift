import AWSQuery
import Accounts
import Encodings
import Foundation
import STS
import Testing

@Suite("Accounts")
struct AccountTests {
    @Test("An account has one alias, which no other account has", arguments: World.Storage.allCases)
    func alias(_ storage: World.Storage) async throws {
        let world = try World(storage)
        let root = try await world.root(world.other)
        func aliases() async throws -> [String] {
            try await world.perform("ListAccountAliases", as: root).list("AccountAliases")
        }
        #expect(try await aliases().isEmpty)
        for alias in ["first", "second"] {
            let result = try await world.perform("CreateAccountAlias", ["AccountAlias": alias], as: root)
            #expect(result.members == nil)
            #expect(try await aliases() == [alias])
            #expect(try await world.tokens.account(world.other.id)?.alias == alias)
        }
        for (alias, caller) in [("example", root), ("second", root), ("second", try await world.root())] {
            #expect(
                try await world.fault("CreateAccountAlias", ["AccountAlias": alias], as: caller)
                    == QueryFault("EntityAlreadyExists", "The account alias \(alias) already exists.", status: 409))
        }
        #expect(try await world.fault("DeleteAccountAlias", ["AccountAlias": "second"]).code == "NoSuchEntity")
        #expect(try await world.fault("DeleteAccountAlias", ["AccountAlias": "first"], as: root).code == "NoSuchEntity")
        try await world.perform("DeleteAccountAlias", ["AccountAlias": "second"], as: root)
        #expect(try await aliases().isEmpty)
        #expect(try await world.tokens.account(world.other.id)?.alias == nil)
    }

    @Test("The alias of the configuration stays")
    func configured() async throws {
        let world = try World()
        #expect(try await world.perform("ListAccountAliases").list("AccountAliases") == ["example"])
        #expect(try await world.fault("CreateAccountAlias", ["AccountAlias": "another"]).code == "UnmodifiableEntity")
        #expect(try await world.fault("DeleteAccountAlias", ["AccountAlias": "example"]).code == "UnmodifiableEntity")
        #expect(try await world.tokens.account(world.account.id)?.alias == "example")
    }

    @Test(
        "What is no alias",
        arguments: ["ab", "Upper", "-a-b", "a-b-", "a--b", "a_b", String(repeating: "a", count: 64)])
    func malformed(_ alias: String) async throws {
        let world = try World()
        #expect(try await world.fault("CreateAccountAlias", ["AccountAlias": alias]).code == "ValidationError")
    }

    @Test("The summary tells the quotas of AWS")
    func quotas() async throws {
        let summary = try await World().perform("GetAccountSummary").map("SummaryMap")
        let quotas = [
            "AccessKeysPerUserQuota": "2", "AssumeRolePolicySizeQuota": "2048", "AttachedPoliciesPerGroupQuota": "10",
            "AttachedPoliciesPerRoleQuota": "10", "AttachedPoliciesPerUserQuota": "10", "GroupPolicySizeQuota": "5120",
            "GroupsPerUserQuota": "10", "GroupsQuota": "300", "InstanceProfilesQuota": "1000", "PoliciesQuota": "1500",
            "PolicySizeQuota": "6144", "PolicyVersionsInUseQuota": "10000", "RolePolicySizeQuota": "10240",
            "RolesQuota": "1000", "ServerCertificatesQuota": "20", "SigningCertificatesPerUserQuota": "2",
            "UserPolicySizeQuota": "2048", "UsersQuota": "5000", "VersionsPerPolicyQuota": "5",
        ]
        #expect(summary.filter { $0.key.hasSuffix("Quota") } == quotas)
    }

    @Test("The summary counts what there is")
    func summary() async throws {
        let world = try World()
        let reader = try await world.user("reader", World.policy("iam:GetAccountSummary"))
        try await RoleChangeTests.make(world)
        let account = world.account.id
        try await world.store.writeEntities { transaction in
            try await transaction.insert(
                Entity(
                    account: account, name: "policy", uniqueID: "ANPA1", createDate: Timestamp(roundingDown: World.now),
                    record: PolicyRecord(document: World.allowAll, createDate: Timestamp(roundingDown: World.now))))
            try await transaction.insert(
                Entity(
                    account: account, name: "device", uniqueID: "arn:aws:iam::123456789012:mfa/device",
                    createDate: Timestamp(roundingDown: World.now), record: MFADeviceRecord(sealedSeed: [])))
        }
        let before = try await world.perform("GetAccountSummary", as: reader).map("SummaryMap")
        for (key, value) in [
            ("Users", "1"), ("Roles", "2"), ("Groups", "0"), ("Policies", "1"), ("PolicyVersionsInUse", "1"),
            ("Providers", "1"), ("MFADevices", "1"), ("MFADevicesInUse", "0"), ("AccountMFAEnabled", "0"),
            ("AccountAccessKeysPresent", "1"), ("UsersQuota", "5000"), ("RolesQuota", "1000"),
            ("AssumeRolePolicySizeQuota", "2048"), ("GlobalEndpointTokenVersion", "2"),
        ] {
            #expect(before[key] == value, "\(key)")
        }
        try await world.store.writeEntities { transaction in
            guard
                var device = try await transaction.entity(MFADeviceRecord.self, account: account, name: "device")
            else { return }
            device.record.isOfRoot = true
            try await transaction.update(device)
        }
        let after = try await world.perform("GetAccountSummary").map("SummaryMap")
        #expect(after["MFADevicesInUse"] == "1")
        #expect(after["AccountMFAEnabled"] == "1")
        let other = try await world.perform("GetAccountSummary", as: try await world.root(world.other))
        #expect(other.map("SummaryMap")["Roles"] == "0")
    }

    @Test("The version of tokens is kept, and shown in the summary", arguments: World.Storage.allCases)
    func preferences(_ storage: World.Storage) async throws {
        let world = try World(storage)
        func version() async throws -> String? {
            try await world.perform("GetAccountSummary").map("SummaryMap")["GlobalEndpointTokenVersion"]
        }
        #expect(try await version() == "2")
        for (word, number) in [("v1Token", "1"), ("v1Token", "1"), ("v2Token", "2")] {
            let result = try await world.perform(
                "SetSecurityTokenServicePreferences", ["GlobalEndpointTokenVersion": word])
            #expect(result.members == nil)
            #expect(try await version() == number)
        }
        try await world.perform("SetSecurityTokenServicePreferences", ["GlobalEndpointTokenVersion": "v1Token"])
        let other = try await world.perform("GetAccountSummary", as: try await world.root(world.other))
        #expect(other.map("SummaryMap")["GlobalEndpointTokenVersion"] == "2")
        for parameters in [[:], ["GlobalEndpointTokenVersion": "v3Token"], ["GlobalEndpointTokenVersion": "1"]] {
            #expect(try await world.fault("SetSecurityTokenServicePreferences", parameters).code == "ValidationError")
        }
        #expect(try await version() == "1")
    }

    @Test("A map is written as AWS writes it")
    func xml() {
        let xml = QueryDocument.success(
            operation: "GetAccountSummary", namespace: "n",
            result: QueryResult([.map("SummaryMap", ["b": "1", "a": "<"])]),
            requestID: "r")
        #expect(
            xml.contains(
                "<SummaryMap><entry><key>a</key><value>&lt;</value></entry><entry><key>b</key><value>1</value></entry></SummaryMap>"
            ))
    }

    @Test(
        "Each needs its permission",
        arguments: [
            ("CreateAccountAlias", ["AccountAlias": "alias"]), ("DeleteAccountAlias", ["AccountAlias": "alias"]),
            ("ListAccountAliases", [:]), ("GetAccountSummary", [:]),
            ("SetSecurityTokenServicePreferences", ["GlobalEndpointTokenVersion": "v2Token"]),
        ])
    func permission(_ operation: String, _ parameters: [String: String]) async throws {
        let world = try World()
        let user = try await world.user("nobody")
        let fault = try await world.fault(operation, parameters, as: user)
        #expect(fault.code == "AccessDenied")
        #expect(fault.message.contains("iam:\(operation) on resource: *"))
    }

    @Test("Twelve digits would be taken for an account id")
    func digits() async throws {
        let world = try World()
        let fault = try await world.fault("CreateAccountAlias", ["AccountAlias": "123456789012"])
        #expect(fault == QueryFault("ValidationError", "The account alias cannot be a 12 digit number."))
        let stranger = try await world.root(world.other)
        try await world.perform("CreateAccountAlias", ["AccountAlias": "12345678901"], as: stranger)
    }
}
