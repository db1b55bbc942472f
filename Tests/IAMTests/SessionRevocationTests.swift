import AWSQuery
import Accounts
import Encodings
import Foundation
import IAM
import IAMPolicy
import STS
import Sessions
import Testing

@Suite("Sessions that are revoked by a policy, or show that they were")
struct SessionRevocationTests {
    private static let role = "Engineer"
    private static let arn = "arn:aws:iam::123456789012:role/Engineer"
    private static let later = World.now.addingTimeInterval(60)
    private static let revoking = World.policy(
        "*", effect: "Deny", condition: #"{"DateLessThan":{"aws:TokenIssueTime":"2023-11-14T22:13:30Z"}}"#)

    private let world: World
    private let caller: Caller

    init() async throws {
        world = try World()
        caller = try await world.user("ana", World.policy("sts:AssumeRole"))
        try await world.perform("CreateRole", ["RoleName": Self.role, "AssumeRolePolicyDocument": World.trust])
    }

    private func put(_ document: String, name: String = "AWSRevokeOlderSessions") async throws {
        try await world.perform(
            "PutRolePolicy", ["RoleName": Self.role, "PolicyName": name, "PolicyDocument": document])
    }

    private func session(at instant: Date = World.now) async throws -> SessionCredentials {
        let request = AssumeRoleRequest(roleARN: Self.arn, roleSessionName: "ana")
        return try await world.tokens.assumeRole(request, caller: caller, call: World.call, at: instant).credentials
    }

    private func signinToken(_ credentials: SessionCredentials, at instant: Date) async throws -> String {
        try await world.tokens.getSigninToken(
            accessKeyID: credentials.accessKeyID, secretAccessKey: credentials.secretAccessKey,
            sessionToken: credentials.sessionToken, sessionDuration: nil, call: World.call, at: instant)
    }

    private func refusal(_ body: () async throws -> Void) async -> FederationEndpointError.Subject? {
        do {
            try await body()
            return nil
        } catch {
            return (error as? FederationEndpointError)?.subject
        }
    }

    @Test("A policy on the time of issue ends sign-in tokens and consoles of older sessions")
    func policy() async throws {
        let old = try await session()
        let token = try await signinToken(old, at: World.now)
        let other = try await signinToken(old, at: World.now)
        let tokens = world.tokens
        let console = try await tokens.redeem(signinToken: other, nonce: nil, call: World.call, at: World.now)
        let cookie = try tokens.cookie(for: console)
        _ = try await tokens.consoleSession(cookie: cookie, at: Self.later)
        try await put(Self.revoking)
        #expect(await refusal { _ = try await signinToken(old, at: Self.later) } == .credentials)
        #expect(
            await refusal {
                _ = try await tokens.redeem(signinToken: token, nonce: nil, call: World.call, at: Self.later)
            } == .signinToken)
        #expect(await refusal { _ = try await tokens.consoleSession(cookie: cookie, at: Self.later) } == .cookie)
        let new = try await session(at: Self.later)
        let fresh = try await signinToken(new, at: Self.later)
        _ = try await tokens.redeem(signinToken: fresh, nonce: nil, call: World.call, at: Self.later)
        try await world.perform(
            "DeleteRolePolicy", ["RoleName": Self.role, "PolicyName": "AWSRevokeOlderSessions"])
        _ = try await tokens.consoleSession(cookie: cookie, at: Self.later)
    }

    /// Denials that are not about the time of issue leave the console alone.
    @Test(arguments: [
        nil, #"{"NotIpAddress":{"aws:SourceIp":"192.0.2.0/24"}}"#,
        #"{"StringNotEquals":{"aws:PrincipalTag/team":"a"}}"#,
        #"{"DateGreaterThan":{"aws:CurrentTime":"2020-01-01T00:00:00Z"}}"#,
        #"{"DateLessThan":{"aws:TokenIssueTime":"2023-11-14T22:13:20Z"}}"#,
    ])
    func otherDenials(_ condition: String?) async throws {
        let credentials = try await session()
        try await put(World.policy("*", effect: "Deny", condition: condition), name: "other")
        _ = try await signinToken(credentials, at: Self.later)
    }

    @Test("A revocation is seen as the policy that AWS's console writes")
    func shown() async throws {
        let named = ["RoleName": Self.role]
        let policy = named.merging(["PolicyName": "AWSRevokeOlderSessions"]) { $1 }
        let id = try #require(try await world.perform("GetRole", named).text("Role.RoleId"))
        try await put(World.allowAll, name: "Z")
        #expect(try await world.fault("GetRolePolicy", policy).code == "NoSuchEntity")
        try await world.store.revoke(Revocation(target: .role(uniqueID: id), issuedAtOrBefore: World.now))
        let names = try await world.perform("ListRolePolicies", named).list("PolicyNames")
        #expect(names == ["AWSRevokeOlderSessions", "Z"])
        let document = try #require(
            try await world.perform("GetRolePolicy", policy).text("PolicyDocument")?.removingPercentEncoding)
        #expect(document.contains(#"{"DateLessThan":{"aws:TokenIssueTime":"2023-11-14T22:13:21Z"}}"#))
        #expect(throws: Never.self) { try PolicyDocument(parsing: document, kind: .inlineRole) }
        let details = try await world.perform("GetAccountAuthorizationDetails", ["Filter.member.1": "Role"])
        let role = try #require(
            details.structures("RoleDetailList").first { $0.text("RoleName") == Self.role })
        #expect(role.structures("RolePolicyList").compactMap { $0.text("PolicyName") } == names)
        // It is no policy of the role's own.
        #expect(try await world.fault("DeleteRolePolicy", policy).code == "NoSuchEntity")
        // One that somebody put there stands in its place.
        try await put(Self.revoking)
        let own = try await world.perform("GetRolePolicy", policy).text("PolicyDocument")?.removingPercentEncoding
        #expect(own == Self.revoking)
        try await world.store.withdrawRevocation(of: .role(uniqueID: id))
        let left = try await world.perform("ListRolePolicies", named).list("PolicyNames")
        #expect(left == names)
        // Users have no sessions that could be revoked so.
        #expect(try await world.perform("ListUserPolicies", ["UserName": "ana"]).list("PolicyNames") == ["p0"])
    }
}
