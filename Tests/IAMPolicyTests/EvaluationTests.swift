import IAMPolicy
import Testing

@Suite struct EvaluationTests {
    static let user = "arn:aws:iam::123456789012:user/ana"
    static let session = "arn:aws:sts::123456789012:assumed-role/Operator/ana"
    static let role = "arn:aws:iam::123456789012:role/Operator"
    static let bucket = "arn:aws:s3:::bucket/key"

    private func request(
        by caller: String,
        action: String = "s3:GetObject",
        resource: String = bucket,
        account: String? = "123456789012"
    ) throws -> RequestContext {
        RequestContext(principal: try principal(caller), action: action, resource: resource, resourceAccount: account)
    }

    private func naming(_ who: String) throws -> AttachedPolicy {
        attached(try resourcePolicy(principal: #"{"AWS": "\#(who)"}"#), "resource")
    }

    private func identity(_ effect: String = "Allow", action: String = "\"s3:*\"") throws -> AttachedPolicy {
        attached(try identityPolicy(effect: effect, action: action), "identity")
    }

    @Test func nothingGrantsNothing() throws {
        let decision = PolicySet().evaluate(try request(by: Self.user))
        #expect(decision.effect == .implicitlyDenied)
        #expect(decision.matchedStatements.isEmpty)
    }

    @Test func aDenyWinsAndIsNamed() throws {
        let policies = PolicySet(identity: [try identity(), try identity("Deny", action: "\"s3:Get*\"")])
        let decision = policies.evaluate(try request(by: Self.user))
        #expect(decision.effect == .explicitlyDenied)
        #expect(decision.matchedStatements.map(\.statement.effect) == [.deny])
        #expect(decision.blockedBy == [.identity])
        #expect(decision.explanation.contains("denied by statement 1 of identity policy \"identity\" (line 1)"))
    }

    @Test(arguments: [
        (user, user, PolicyDecision.Effect.allowed),
        (user, "123456789012", .implicitlyDenied),
        (user, "*", .allowed),
        (session, role, .allowed),
        (session, session, .allowed),
        (session, user, .implicitlyDenied),
    ])
    func resourcePoliciesWithinAnAccount(_ caller: String, _ named: String, _ expected: PolicyDecision.Effect) throws {
        let decision = PolicySet(resource: try naming(named)).evaluate(try request(by: caller))
        #expect(decision.effect == expected)
        let withIdentity = PolicySet(identity: [try identity()], resource: try naming(named))
        #expect(withIdentity.evaluate(try request(by: caller)).isAllowed)
    }

    @Test(arguments: [user, "123456789012", "*"])
    func acrossAccountsBothSidesMustAllow(_ named: String) throws {
        let foreign = try request(by: Self.user, account: "210987654321")
        #expect(!PolicySet(resource: try naming(named)).evaluate(foreign).isAllowed)
        #expect(!PolicySet(identity: [try identity()]).evaluate(foreign).isAllowed)
        #expect(PolicySet(identity: [try identity()], resource: try naming(named)).evaluate(foreign).isAllowed)
    }

    @Test func partitionsAreForeignToEachOther() throws {
        let context = try request(by: Self.user, resource: "arn:aws-cn:s3:::bucket/key")
        #expect(!PolicySet(identity: [try identity()]).evaluate(context).isAllowed)
    }

    @Test func rootMayDoEverythingInItsAccountOnly() throws {
        #expect(PolicySet().evaluate(try request(by: "123456789012")).isAllowed)
        #expect(!PolicySet().evaluate(try request(by: "123456789012", account: "210987654321")).isAllowed)
        let deny = attached(try resourcePolicy(effect: "Deny", principal: #"{"AWS": "123456789012"}"#))
        #expect(PolicySet(resource: deny).evaluate(try request(by: "123456789012")).effect == .explicitlyDenied)
    }

    @Test func aBoundaryLimitsButNeverGrants() throws {
        let ec2 = try identity(action: "\"ec2:*\"")
        let all = try identity(action: "\"*\"")
        let context = try request(by: Self.user)
        #expect(!PolicySet(boundaries: [all]).evaluate(context).isAllowed)
        #expect(PolicySet(identity: [try identity()], boundaries: [all]).evaluate(context).isAllowed)
        let limited = PolicySet(identity: [try identity()], boundaries: [ec2]).evaluate(context)
        #expect(limited.effect == .implicitlyDenied)
        #expect(limited.blockedBy == [.permissionsBoundary])
    }

    @Test(arguments: [(user, user, true), (session, session, true), (session, "*", true), (session, role, false)])
    func aBoundaryDoesNotLimitWhatTheResourceGrantsToTheCallerItself(
        _ caller: String,
        _ named: String,
        _ isAllowed: Bool
    ) throws {
        let policies = PolicySet(resource: try naming(named), boundaries: [try identity(action: "\"ec2:*\"")])
        #expect(policies.evaluate(try request(by: caller)).isAllowed == isAllowed)
        let foreign = PolicySet(
            identity: [try identity()],
            resource: try naming(named),
            boundaries: [try identity(action: "\"ec2:*\"")]
        )
        #expect(!foreign.evaluate(try request(by: caller, account: "210987654321")).isAllowed)
    }

    @Test(arguments: [(role, false), (session, true)])
    func aSessionPolicyIntersects(_ named: String, _ isAllowed: Bool) throws {
        let ec2 = try identity(action: "\"ec2:*\"")
        let context = try request(by: Self.session)
        #expect(!PolicySet(identity: [try identity()], session: [ec2]).evaluate(context).isAllowed)
        #expect(!PolicySet(session: [try identity()]).evaluate(context).isAllowed)
        #expect(PolicySet(identity: [try identity()], session: [ec2, try identity()]).evaluate(context).isAllowed)
        #expect(PolicySet(resource: try naming(named), session: [ec2]).evaluate(context).isAllowed == isAllowed)
        let denied = PolicySet(resource: try naming(named), session: [try identity("Deny")]).evaluate(context)
        #expect(denied.effect == .explicitlyDenied)
    }

    @Test func everyLevelOfServiceControlMustAllow() throws {
        let all = try identity(action: "\"*\"")
        let ec2 = try identity(action: "\"ec2:*\"")
        let context = try request(by: Self.user)
        func effect(_ levels: [[AttachedPolicy]]) throws -> PolicyDecision.Effect {
            PolicySet(identity: [try identity()], serviceControl: levels).evaluate(context).effect
        }
        #expect(try effect([[all], [ec2, all]]) == .allowed)
        #expect(try effect([[all], [ec2]]) == .implicitlyDenied)
        #expect(try effect([[all, try identity("Deny")]]) == .explicitlyDenied)
        let root = PolicySet(serviceControl: [[ec2]]).evaluate(try request(by: "123456789012"))
        #expect(root.blockedBy == [.serviceControl])
    }

    @Test func notPrincipalWithDenyMeetsEveryoneWhoHasABoundary() throws {
        let listed = #"{"AWS": ["\#(Self.user)", "123456789012"]}"#
        let deny = attached(try resourcePolicy(effect: "Deny", principal: listed, element: "NotPrincipal"))
        let context = try request(by: Self.user)
        #expect(PolicySet(identity: [try identity()], resource: deny).evaluate(context).isAllowed)
        let bounded = PolicySet(identity: [try identity()], resource: deny, boundaries: [try identity()])
        #expect(bounded.evaluate(context).effect == .explicitlyDenied)
    }

    @Test func keysAndRolesNeedTheirOwnPolicy() throws {
        let all = try identity(action: "\"*\"")
        let key = try request(
            by: Self.user,
            action: "kms:Decrypt",
            resource: "arn:aws:kms:eu-west-1:123456789012:key/1"
        )
        let role = try request(by: Self.user, action: "sts:AssumeRole", resource: Self.role)
        for context in [key, role] {
            #expect(!PolicySet(identity: [all]).evaluate(context).isAllowed)
            #expect(PolicySet(identity: [all], resource: try naming("123456789012")).evaluate(context).isAllowed)
            #expect(PolicySet(resource: try naming(Self.user)).evaluate(context).isAllowed)
        }
        let alias = try request(
            by: Self.user,
            action: "kms:DeleteAlias",
            resource: "arn:aws:kms:eu-west-1:123456789012:alias/a"
        )
        #expect(PolicySet(identity: [all]).evaluate(alias).isAllowed)
        let root = try request(by: "123456789012", action: "sts:AssumeRole", resource: Self.role)
        #expect(!PolicySet(resource: try naming("123456789012")).evaluate(root).isAllowed)
    }

    @Test(arguments: [
        ("iam:GetPolicy", "arn:aws:iam::aws:policy/ReadOnlyAccess", true),
        ("iam:TagPolicy", "arn:aws:iam::aws:policy/ReadOnlyAccess", false),
        ("iam:ListRoleTags", "arn:aws:iam::123456789012:role/aws-reserved/sso.amazonaws.com/R", true),
        ("iam:PassRole", "arn:aws:iam::123456789012:role/aws-reserved/sso.amazonaws.com/R", false),
        ("kms:UpdateAlias", "arn:aws:kms:eu-west-1:123456789012:alias/aws/s3", false),
    ])
    func whatBelongsToAWSIsNotChanged(_ action: String, _ resource: String, _ isAllowed: Bool) throws {
        let policies = PolicySet(identity: [try identity(action: "\"*\"")])
        let decision = policies.evaluate(try request(by: Self.user, action: action, resource: resource))
        #expect(decision.isAllowed == isAllowed)
        #expect((decision.note == nil) == isAllowed)
    }

    @Test func servicesAndStrangersHaveTheResourcesPolicyOnly() throws {
        let service = attached(try resourcePolicy(principal: #"{"Service": "lambda.amazonaws.com"}"#))
        #expect(PolicySet(resource: service).evaluate(try request(by: "lambda.amazonaws.com")).isAllowed)
        #expect(!PolicySet(identity: [try identity()]).evaluate(try request(by: "lambda.amazonaws.com")).isAllowed)
        #expect(
            PolicySet(resource: attached(try resourcePolicy(principal: "\"*\""))).evaluate(try request(by: "*"))
                .isAllowed
        )
        #expect(!PolicySet(identity: [try identity()]).evaluate(try request(by: "*")).isAllowed)
    }

    @Test func aFederatedUserGetsWhatTheResourceGrantsToItself() throws {
        let caller = "arn:aws:sts::123456789012:federated-user/ana"
        let ec2 = try identity(action: "\"ec2:*\"")
        #expect(PolicySet(resource: try naming(caller), session: [ec2]).evaluate(try request(by: caller)).isAllowed)
        #expect(!PolicySet(resource: try naming(Self.user), session: [ec2]).evaluate(try request(by: caller)).isAllowed)
    }

    @Test func whatOneSideAloneAllowsIsSaid() throws {
        let assume = try request(by: Self.user, action: "sts:AssumeRole", resource: Self.role)
        let policies = PolicySet(identity: [try identity(action: "\"sts:*\"")])
        #expect(policies.evaluate(assume).explanation.contains("identity policies allow it, and the policy of the"))
        let foreign = try request(by: Self.user, account: "210987654321")
        let alone = PolicySet(identity: [try identity()]).evaluate(foreign)
        #expect(alone.explanation.contains("identity policies allow it, and the policy of the"))
        let granted = PolicySet(resource: try naming(Self.user)).evaluate(foreign)
        #expect(granted.explanation.contains("the policy of the resource allows it, and identity policies"))
        let nothing = PolicySet().evaluate(foreign).explanation
        #expect(nothing.contains("no policy has a statement that allows it"))
    }

    /// User guide, "Permissions for GetFederationToken": a policy that names the user reaches all whom the user federates.
    @Test func aFederatedUserIsReachedThroughTheUserWhoMadeIt() throws {
        let federated = try arn("arn:aws:sts::123456789012:federated-user/bob")
        func decide(_ maker: String?, _ policies: PolicySet) throws -> PolicyDecision {
            var context = try request(by: Self.user)
            context.principal = .federatedUser(arn: federated, user: try maker.map(arn))
            return policies.evaluate(context)
        }
        let denying = PolicySet(
            identity: [try identity()],
            resource: attached(try resourcePolicy(effect: "Deny", principal: #"{"AWS": "\#(Self.user)"}"#)))
        #expect(try decide(Self.user, denying).effect == .explicitlyDenied)
        for maker in ["arn:aws:iam::123456789012:user/eve", nil] { #expect(try decide(maker, denying).isAllowed) }
        let granting = try naming(Self.user)
        #expect(try decide(Self.user, PolicySet(resource: granting)).isAllowed)
        #expect(try !decide("arn:aws:iam::123456789012:user/eve", PolicySet(resource: granting)).isAllowed)
        // What is granted to the user is limited by the policy of the session.
        let session = [try identity(action: "\"ec2:*\"")]
        #expect(try !decide(Self.user, PolicySet(resource: granting, session: session)).isAllowed)
        let direct = PolicySet(resource: try naming(federated.description), session: session)
        #expect(try decide(Self.user, direct).isAllowed)
    }

    @Test func aTrustPolicyThatDeniesDenies() throws {
        let trust = try PolicyDocument(
            parsing: """
                {"Version": "2012-10-17", "Statement": [
                  {"Sid": "In", "Effect": "Allow", "Principal": {"AWS": "123456789012"}, "Action": "sts:AssumeRole"},
                  {"Sid": "Out", "Effect": "Deny", "Principal": "*", "Action": "sts:AssumeRole",
                   "Condition": {"StringNotEquals": {"sts:ExternalId": "7"}}}]}
                """,
            kind: .trust
        )
        var context = try request(by: Self.user, action: "sts:AssumeRole", resource: Self.role)
        #expect(trust.evaluateTrust(context).effect == .explicitlyDenied)
        context.keys["sts:ExternalId"] = ["7"]
        let decision = trust.evaluateTrust(context)
        #expect(decision.isAllowed)
        #expect(decision.matchedStatements.first?.start == SourcePosition(line: 2, column: 3, offset: 43))
    }
}
