import IAMPolicy
import Testing

/// `NotPrincipal` with `Deny`: who is exempt.
@Suite struct NotPrincipalTests {
    static let account = "arn:aws:iam::123456789012:root"
    static let otherAccount = "arn:aws:iam::210987654321:root"
    static let user = "arn:aws:iam::123456789012:user/ana"
    static let role = "arn:aws:iam::123456789012:role/Operator"
    static let session = "arn:aws:sts::123456789012:assumed-role/Operator/ana"
    static let federatedUser = "arn:aws:sts::123456789012:federated-user/ana"

    private func element(_ listed: [String]) -> String {
        "{\"AWS\": [\(listed.map { "\"\($0)\"" }.joined(separator: ", "))]}"
    }

    /// Whether the caller is exempt from the deny of a trust policy and of a resource policy, which must agree.
    private func isExempt(_ caller: Principal, from element: String) throws -> Bool {
        let trust = try PolicyDocument(
            simulating: """
                {"Version": "2012-10-17", "Statement": [
                  {"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole"},
                  {"Effect": "Deny", "NotPrincipal": \(element), "Action": "sts:AssumeRole"}]}
                """,
            kind: .trust
        )
        let context = RequestContext(
            principal: caller, action: "sts:AssumeRole", resource: "arn:aws:iam::123456789012:role/Target"
        )
        let decision = trust.evaluateTrust(context)
        let policies = PolicySet(resource: attached(trust)).evaluate(context)
        #expect((decision.effect == .explicitlyDenied) == (policies.effect == .explicitlyDenied))
        #expect(decision.failures.contains { $0.statement.effect == .deny } == decision.isAllowed)
        return decision.isAllowed
    }

    @Test(arguments: [
        ([user, account], user, true),
        ([user, "123456789012"], user, true),
        (["*"], user, true),
        ([account], user, false),
        ([user], user, false),
        ([user, otherAccount], user, false),
        ([user, "arn:aws-cn:iam::123456789012:root"], user, false),
        ([user, account], "arn:aws:iam::123456789012:user/eve", false),
        ([role, account], user, false),
        ([federatedUser, account], federatedUser, true),
        ([account], federatedUser, false),
        ([federatedUser], federatedUser, false),
        ([user, account], federatedUser, false),
        ([account], account, true),
        ([account], "123456789012", true),
        ([otherAccount], account, false),
        ([user], account, false),
    ])
    func usersNeedTheirAccount(_ listed: [String], _ caller: String, _ expected: Bool) throws {
        #expect(try isExempt(principal(caller), from: element(listed)) == expected)
    }

    @Test(arguments: [
        ([session, role, account], session, true),
        ([session, "*"], session, true),
        ([session, role], session, false),
        ([session, account], session, false),
        ([role, account], session, false),
        ([account], session, false),
        ([session], session, false),
        ([session, role, account], "arn:aws:sts::123456789012:assumed-role/Operator/eve", false),
        ([session, role, account], "arn:aws:sts::123456789012:assumed-role/Reader/ana", false),
        ([role, account], role, true),
        ([role], role, false),
        ([account], role, false),
        ([session, account], role, false),
    ])
    func sessionsNeedTheirRoleAndAccount(_ listed: [String], _ caller: String, _ expected: Bool) throws {
        #expect(try isExempt(principal(caller), from: element(listed)) == expected)
    }

    @Test(arguments: [
        ([federatedUser, user, account], true), ([federatedUser, account], false), ([user, account], false),
    ])
    func federatedUsersNeedTheUserWhoMadeThem(_ listed: [String], _ expected: Bool) throws {
        let caller = Principal.federatedUser(arn: try arn(Self.federatedUser), user: try arn(Self.user))
        #expect(try isExempt(caller, from: element(listed)) == expected)
    }

    @Test(arguments: [
        (#"{"Federated": "arn:aws:iam::123456789012:saml-provider/idp"}"#, true),
        (#"{"Federated": "*"}"#, true),
        (#""*""#, true),
        (#"{"Federated": "arn:aws:iam::123456789012:saml-provider/other"}"#, false),
        (#"{"AWS": "123456789012"}"#, false),
    ])
    func aProviderStandsForItself(_ element: String, _ expected: Bool) throws {
        #expect(try isExempt(principal("arn:aws:iam::123456789012:saml-provider/idp"), from: element) == expected)
    }

    @Test(arguments: [
        (#"{"Service": "lambda.amazonaws.com"}"#, "lambda.amazonaws.com", true),
        (#"{"Service": "ec2.amazonaws.com"}"#, "lambda.amazonaws.com", false),
        (#"{"Federated": "accounts.example.com"}"#, "accounts.example.com", true),
        (#"{"Federated": "accounts.example.com"}"#, "accounts.example.org", false),
        (#"{"AWS": "*"}"#, "*", true),
        (#"{"AWS": "123456789012"}"#, "*", false),
    ])
    func othersStandForThemselves(_ element: String, _ caller: String, _ expected: Bool) throws {
        #expect(try isExempt(principal(caller), from: element) == expected)
    }

    @Test(arguments: [
        ("arn:aws:iam::123456789012:role/Operator", true),
        ("arn:aws:iam::123456789012:role/team/Operator", false),
        ("arn:aws:iam::123456789012:role/operator", false),
    ])
    func aKnownRoleIsComparedWithItsPath(_ listed: String, _ expected: Bool) throws {
        let caller = Principal.assumedRole(arn: try arn(Self.session), role: try arn(Self.role))
        #expect(try isExempt(caller, from: element([Self.session, listed, Self.account])) == expected)
        let trust = try resourcePolicy(principal: element([listed]), action: "\"sts:*\"", kind: .trust)
        let context = RequestContext(principal: caller, action: "sts:AssumeRole", resource: "*")
        #expect(trust.evaluateTrust(context).isAllowed == expected)
    }

    @Test(arguments: [
        ([user, account], 0), ([user], 1), ([user, otherAccount], 1), ([account], 0), (["*"], 0),
        ([session, role, account], 0), ([session, account], 1), ([role, account], 1), ([session, role], 2),
        ([federatedUser, account], 0), ([federatedUser], 1),
    ])
    func warnsOfWhomTheDenyMeetsAsWell(_ listed: [String], _ count: Int) throws {
        let policy = try resourcePolicy(effect: "Deny", principal: element(listed), element: "NotPrincipal")
        #expect(policy.findings.map(\.code).filter { $0 == .notPrincipalDeny }.count == count)
        #expect(policy.findings.allSatisfy { $0.severity == .warning })
        let named = try resourcePolicy(effect: "Deny", principal: element(listed))
        #expect(!named.findings.map(\.code).contains(.notPrincipalDeny))
    }
}
