import Accounts
import Encodings
import FederationTesting
import Foundation
import IAMPolicy
import STS
import Sessions
import Testing

@Suite struct SessionTokenTests {
    private let cast: Cast

    init() throws { cast = try Cast() }

    private func token(
        _ caller: Caller, _ seconds: Int? = nil, at instant: Date = World.now
    ) async throws -> SessionTokenResult {
        try await cast.service.getSessionToken(
            SessionTokenRequest(durationSeconds: seconds), caller: caller, call: World.call, at: instant)
    }

    @Test(arguments: [(nil, 43_200, 3_600), (900, 900, 900), (129_600, 129_600, 3_600)] as [(Int?, Int, Int)])
    func livesAsLongAsTheCallerMay(requested: Int?, user: Int, root: Int) async throws {
        func seconds(_ caller: Caller) async throws -> Double {
            try await token(caller, requested).credentials.expiration.date.timeIntervalSince(World.now)
        }
        #expect(try await seconds(try await cast.user()) == Double(user))
        #expect(try await seconds(try await cast.root()) == Double(root))
    }

    @Test(arguments: [899, 129_601])
    func otherDurationsAreRefused(seconds: Int) async throws {
        let ana = try await cast.user()
        let refusal = await cast.refusal { _ = try await token(ana, seconds) }
        #expect(refusal?.hasPrefix("ValidationError (400): 1 validation error detected: Value '\(seconds)'") == true)
    }

    @Test func standsForTheUser() async throws {
        let ana = try await cast.user(path: "/teams/", tags: [SessionTag(key: "Team", value: "blue")])
        let result = try await token(ana)
        let session = try await cast.caller(result.credentials)
        #expect(session.arn == ana.arn)
        #expect(session.userID == ana.userID)
        #expect(session.userName == "ana")
        #expect(session.principal == ana.principal)
        let keys = session.contextKeys(at: Timestamp(roundingDown: World.now.addingTimeInterval(60)))
        #expect(keys["aws:username"] == ["ana"])
        #expect(keys["aws:PrincipalTag/Team"] == ["blue"])
        #expect(keys["aws:PrincipalType"] == ["User"])
        #expect(keys["aws:MultiFactorAuthPresent"] == ["false"])
        #expect(keys["aws:MultiFactorAuthAge"] == nil)
        #expect(keys["aws:TokenIssueTime"] == ["2023-11-14T22:13:20Z"])
        #expect(ana.contextKeys(at: Timestamp(roundingDown: World.now))["aws:TokenIssueTime"] == nil)
    }

    @Test func aRenamedUserKeepsTheSession() async throws {
        let ana = try await cast.user()
        let result = try await token(ana)
        try await cast.write { writer in
            guard var user = try await writer.entity(UserRecord.self, uniqueID: ana.issuer.uniqueID) else { return }
            user.name = "anna"
            try await writer.update(user)
        }
        #expect(try await cast.caller(result.credentials).arn.description == "arn:aws:iam::123456789012:user/anna")
        #expect(try await cast.caller(result.credentials).userName == "anna")
    }

    @Test func aUserThatIsGoneTakesTheSessionAlong() async throws {
        let ana = try await cast.user()
        let result = try await token(ana)
        _ = try await cast.caller(result.credentials)
        try await cast.write { writer in
            try await writer.delete(uniqueID: ana.accessKeyID)
            try await writer.delete(uniqueID: ana.issuer.uniqueID)
        }
        let refusal = await cast.refusal { _ = try await cast.caller(result.credentials) }
        #expect(refusal == "InvalidClientTokenId (403): The security token included in the request is invalid.")
    }

    @Test func rootStandsAsLongAsItsAccount() async throws {
        let result = try await token(try await cast.root())
        #expect(try await cast.caller(result.credentials).arn.description == "arn:aws:iam::123456789012:root")
        let directory = try FederationDirectory(accounts: [World.account(Cast.other)], providers: [], roles: [])
        let without = try Broker(directory: directory, ring: cast.broker.ring, store: cast.broker.store)
        await #expect(throws: STSError.self) {
            try await without.service.session(
                accessKeyID: result.credentials.accessKeyID, sessionToken: result.credentials.sessionToken,
                at: World.now)
        }
    }

    @Test func temporaryCredentialsMakeNoFurtherOnes() async throws {
        let ana = try await cast.user(policies: Cast.everything)
        let role = try await cast.role(trust: Cast.trust(ana.arn), policies: Cast.everything)
        let federated = try await cast.service.getFederationToken(
            FederationTokenRequest(name: "carol", policy: Cast.everything), caller: ana, call: World.call, at: World.now
        )
        for caller in [
            try await cast.caller(try await token(ana).credentials), try await cast.session(of: role, as: ana),
            try await cast.caller(federated.credentials),
        ] {
            #expect(
                await cast.refusal { _ = try await token(caller) }
                    == "AccessDenied (403): Cannot call GetSessionToken with session credentials")
            let refusal = await cast.refusal {
                _ = try await cast.service.getFederationToken(
                    FederationTokenRequest(name: "dave"), caller: caller, call: World.call, at: World.now)
            }
            #expect(refusal == "AccessDenied (403): Cannot call GetFederationToken with session credentials")
        }
    }

    @Test func noPolicyStandsInTheWay() async throws {
        let ana = try await cast.user(policies: Cast.deny(#""*""#))
        _ = try await token(ana)
    }
}

@Suite struct FederationTokenTests {
    private let cast: Cast

    init() throws { cast = try Cast() }

    private func token(
        _ caller: Caller, _ change: (inout FederationTokenRequest) -> Void = { _ in }
    ) async throws -> FederationTokenResult {
        var request = FederationTokenRequest(name: "carol")
        change(&request)
        return try await cast.service.getFederationToken(request, caller: caller, call: World.call, at: World.now)
    }

    private let resource = "arn:aws:sts::123456789012:federated-user/carol"

    @Test func namesAFederatedUser() async throws {
        let ana = try await cast.user(
            policies: Cast.allow(#"["sts:GetFederationToken","sts:TagSession"]"#),
            tags: [SessionTag(key: "Team", value: "blue"), SessionTag(key: "Department", value: "sales")])
        let result = try await token(ana) { $0.tags = [SessionTag(key: "department", value: "research")] }
        #expect(result.federatedUserARN.description == resource)
        #expect(result.federatedUserID == "123456789012:carol")
        #expect(result.credentials.expiration.date == World.now.addingTimeInterval(43_200))
        let carol = try await cast.caller(result.credentials)
        #expect(carol.arn.description == resource)
        #expect(carol.userName == nil)
        let keys = carol.contextKeys(at: Timestamp(roundingDown: World.now))
        #expect(keys["aws:PrincipalArn"] == [resource])
        #expect(keys["aws:PrincipalType"] == ["FederatedUser"])
        #expect(keys["aws:userid"] == ["123456789012:carol"])
        #expect(keys["aws:username"] == nil)
        #expect(keys["aws:PrincipalTag/Team"] == ["blue"])
        #expect(keys["aws:PrincipalTag/Department"] == ["research"])
    }

    @Test func packedPolicySizeIsAlwaysSaid() async throws {
        let ana = try await cast.user(policies: Cast.everything)
        #expect(try await token(ana).packedPolicySize == 0)
        #expect(try await token(ana) { $0.policy = Cast.everything }.packedPolicySize > 0)
    }

    @Test func needsThePermission() async throws {
        let nobody = try await cast.user("nobody")
        #expect(
            await cast.refusal { _ = try await token(nobody) }
                == cast.denied(nobody, "sts:GetFederationToken", resource)
                + " because no identity-based policy allows the sts:GetFederationToken action")
        let only = try await cast.user("only", policies: Cast.allow(#""sts:GetFederationToken""#, on: resource))
        _ = try await token(only)
        #expect(await cast.refusal { _ = try await token(only) { $0.name = "dave" } } != nil)
        #expect(
            await cast.refusal { _ = try await token(only) { $0.tags = [SessionTag(key: "a", value: "b")] } }
                == cast.denied(only, "sts:TagSession", resource)
                + " because no identity-based policy allows the sts:TagSession action")
        let denied = try await cast.user("denied", policies: Cast.everything, Cast.deny(#""sts:GetFederationToken""#))
        #expect(
            await cast.refusal { _ = try await token(denied) }
                == cast.denied(denied, "sts:GetFederationToken", resource)
                + " with an explicit deny in an identity-based policy")
    }

    @Test func rootNeedsNone() async throws {
        let result = try await token(try await cast.root()) { $0.durationSeconds = 129_600 }
        #expect(result.credentials.expiration.date == World.now.addingTimeInterval(3_600))
    }

    @Test(arguments: [
        ("x", "Member must have length greater than or equal to 2"),
        (String(repeating: "x", count: 33), "Member must have length less than or equal to 32"),
        ("a:b", #"Member must satisfy regular expression pattern: [\w+=,.@-]*"#),
    ])
    func namesHaveTheirForm(name: String, constraint: String) async throws {
        let ana = try await cast.user(policies: Cast.everything)
        #expect(
            await cast.refusal { _ = try await token(ana) { $0.name = name } }
                == "ValidationError (400): 1 validation error detected: Value '\(name)' at 'name' failed to satisfy constraint: \(constraint)"
        )
    }

    @Test func mayDoWhatUserAndPassedPolicyAllow() async throws {
        let ana = try await cast.user(policies: Cast.allow(#"["sts:*","iam:GetUser"]"#))
        func allows(_ action: String, _ policy: String?) async throws -> Bool {
            let carol = try await cast.caller(try await token(ana) { $0.policy = policy }.credentials)
            let request = RequestContext(
                principal: carol.principal, action: action, resource: "*",
                keys: carol.contextKeys(at: Timestamp(roundingDown: World.now)))
            return try await cast.service.policies(of: carol).evaluate(request).isAllowed
        }
        #expect(try await allows("iam:GetUser", Cast.everything))
        #expect(try await !allows("iam:GetUser", nil))
        #expect(try await !allows("iam:GetUser", Cast.allow(#""s3:*""#)))
        #expect(try await !allows("iam:ListUsers", Cast.everything))
    }

    /// Grants to the user are limited by what was passed; those to the federated user are not, and what denies the user denies both.
    @Test(arguments: [nil, Cast.everything, Cast.allow(#""sqs:*""#)] as [String?])
    func hasWhatResourcesGrant(_ policy: String?) async throws {
        let ana = try await cast.user(policies: Cast.allow(#""sts:*""#), Cast.deny(#""s3:DeleteObject""#))
        let carol = try await cast.caller(try await token(ana) { $0.policy = policy }.credentials)
        func allows(_ action: String, to principal: String) async throws -> Bool {
            let document =
                #"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*","#
                + #""Principal":{"AWS":"\#(principal)"}}}"#
            var policies = try await cast.service.policies(of: carol)
            policies.resource = AttachedPolicy(
                name: "bucket", document: try PolicyDocument(parsing: document, kind: .resource))
            return policies.evaluate(
                RequestContext(
                    principal: carol.principal, action: action, resource: "arn:aws:s3:::films/a",
                    resourceAccount: Cast.account, keys: carol.contextKeys(at: Timestamp(roundingDown: World.now)))
            ).isAllowed
        }
        #expect(try await allows("s3:GetObject", to: "\(ana.arn)") == (policy == Cast.everything))
        #expect(try await allows("s3:GetObject", to: "\(carol.arn)"))
        #expect(try await !allows("s3:DeleteObject", to: "\(carol.arn)"))
        #expect(try await !allows("s3:GetObject", to: Cast.account))
    }

    @Test func noOtherCallOfSTSIsAllowed() async throws {
        let ana = try await cast.user(policies: Cast.everything)
        let role = try await cast.role(trust: Cast.trust("*"))
        let carol = try await cast.caller(try await token(ana) { $0.policy = Cast.everything }.credentials)
        #expect(
            await cast.refusal { _ = try await cast.assume(role, as: carol) }
                == cast.denied(carol, "sts:AssumeRole", role))
        let token = try await cast.service.getSessionToken(
            SessionTokenRequest(), caller: ana, call: World.call, at: World.now)
        for caller in [carol, try await cast.caller(token.credentials)] {
            for action in ["sts:GetAccessKeyInfo", "sts:DecodeAuthorizationMessage"] {
                let refusal = await cast.refusal {
                    try await cast.service.authorize(action, caller: caller, call: World.call, at: World.now)
                }
                #expect(refusal == cast.denied(caller, action, "*"))
            }
        }
    }
}
