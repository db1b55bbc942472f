import Encodings
import FederationTesting
import Foundation
import IAMPolicy
import STS
import Sessions
import Testing

/// Policies that end what sessions may do (user guide, "Disabling Permissions for Temporary Security Credentials").
@Suite struct SessionDenialTests {
    private let cast: Cast
    private let later = World.now.addingTimeInterval(60)

    init() throws { cast = try Cast() }

    private func may(_ caller: Caller, at instant: Date) async -> Bool {
        await cast.refusal {
            try await cast.service.authorize("sts:GetAccessKeyInfo", caller: caller, call: World.call, at: instant)
        } == nil
    }

    private let olderSessions = Cast.deny(
        #""*""#, condition: #"{"DateLessThan":{"aws:TokenIssueTime":"2023-11-14T22:14:00Z"}}"#)

    @Test func aRolesOlderSessions() async throws {
        let ana = try await cast.user()
        let role = try await cast.role(trust: Cast.trust(ana.arn), policies: Cast.everything)
        let target = try await cast.role("Target", trust: Cast.trust(role))
        let old = try await cast.session(of: role, as: ana)
        #expect(await may(old, at: later))
        try await cast.put(olderSessions, on: old)
        #expect(await !may(old, at: later))
        #expect(
            await cast.refusal { _ = try await cast.assume(target, as: old, at: later) }
                == cast.denied(old, "sts:AssumeRole", target))
        let new = try await cast.session(of: role, as: ana, at: later)
        #expect(await may(new, at: later))
        _ = try await cast.assume(target, as: new, at: later)
    }

    @Test func aUsersOlderSessionsAndNotItsKeys() async throws {
        let ana = try await cast.user(policies: Cast.everything)
        let target = try await cast.role("Target", trust: Cast.trust(Cast.account))
        let token = try await cast.service.getSessionToken(
            SessionTokenRequest(), caller: ana, call: World.call, at: World.now)
        let session = try await cast.caller(token.credentials, at: later)
        _ = try await cast.assume(target, as: session, at: later)
        try await cast.put(olderSessions, on: ana)
        #expect(await cast.refusal { _ = try await cast.assume(target, as: session, at: later) } != nil)
        _ = try await cast.assume(target, as: ana, at: later)
        #expect(await may(ana, at: later))
    }

    @Test func whatTheCreatorLosesItsFederatedUsersLose() async throws {
        let ana = try await cast.user(policies: Cast.everything)
        let result = try await cast.service.getFederationToken(
            FederationTokenRequest(name: "carol", policy: Cast.everything), caller: ana, call: World.call, at: World.now
        )
        let carol = try await cast.caller(result.credentials)
        func mayListUsers() async throws -> Bool {
            try await cast.service.policies(of: carol).evaluate(
                RequestContext(
                    principal: carol.principal, action: "iam:ListUsers", resource: "*",
                    keys: carol.contextKeys(at: Timestamp(roundingDown: World.now)))
            ).isAllowed
        }
        #expect(try await mayListUsers())
        try await cast.put(Cast.deny(#""iam:*""#), on: ana)
        #expect(try await !mayListUsers())
    }

    /// A trust policy denies by the ARN of a session, by that of its role, and by name patterns of conditions.
    static let denials: [(principal: String, condition: String?, deniesMary: Bool, deniesJohn: Bool)] = [
        ("arn:aws:sts::123456789012:assumed-role/Accounting/mary", nil, true, false),
        ("arn:aws:iam::123456789012:role/Accounting", nil, true, true),
        ("*", #"{"StringEquals":{"aws:PrincipalArn":"arn:aws:iam::123456789012:role/Accounting"}}"#, true, true),
        ("*", #"{"StringLike":{"aws:userid":"*:mary"}}"#, true, false),
        ("*", #"{"DateLessThan":{"aws:TokenIssueTime":"2023-11-14T22:13:30Z"}}"#, true, true),
    ]

    @Test(arguments: denials.indices)
    func sessionsByNameAndByRole(_ index: Int) async throws {
        let (principal, condition, deniesMary, deniesJohn) = Self.denials[index]
        let ana = try await cast.user()
        let role = try await cast.role("Accounting", trust: Cast.trust(ana.arn))
        let allow = #"{"Effect":"Allow","Principal":{"AWS":"\#(role)"},"Action":"sts:AssumeRole"}"#
        let deny = Cast.trust(principal, effect: "Deny", condition: condition)
        let trust = deny.replacing(#""Statement":["#, with: #""Statement":[\#(allow),"#)
        let target = try await cast.role("Target", trust: trust)
        for (name, isDenied) in [("mary", deniesMary), ("john", deniesJohn)] {
            let session = try await cast.session(of: role, as: ana) { $0.roleSessionName = name }
            let refusal = await cast.refusal { _ = try await cast.assume(target, as: session, at: later) }
            #expect((refusal != nil) == isDenied, "\(name)")
        }
    }
}
