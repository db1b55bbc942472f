import Accounts
import Audit
import Encodings
import FederationTesting
import Foundation
import STS
import Sessions
import Testing

@Suite struct RoleChainTests {
    private let cast: Cast

    init() throws { cast = try Cast() }

    private let blue = SessionTag(key: "Team", value: "blue")

    /// A user and two roles, of which the second trusts the first.
    private func chain(secondMax: Int = 43_200) async throws -> (Caller, first: String, second: String) {
        let ana = try await cast.user()
        let first = try await cast.role("First", trust: Cast.trust(ana.arn))
        let second = try await cast.role("Second", trust: Cast.trust(first), maxSessionDuration: secondMax)
        return (ana, first, second)
    }

    @Test func aChainIsKnownAsOneAndLivesAnHour() async throws {
        let (ana, first, second) = try await chain()
        let session = try await cast.session(of: first, as: ana)
        let result = try await cast.assume(second, as: session) { $0.durationSeconds = 3_600 }
        #expect(result.session.isChained)
        #expect(result.session.chain.map(\.accessKeyID) == [session.accessKeyID])
        #expect(result.session.chain.map(\.issuerID) == [session.issuer.uniqueID])
        let refusal = await cast.refusal {
            _ = try await cast.assume(second, as: session) { $0.durationSeconds = 3_601 }
        }
        #expect(
            refusal
                == "ValidationError (400): The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining"
        )
        let third = try await cast.role("Third", trust: Cast.trust(second))
        let next = try await cast.session(of: third, as: try await cast.caller(result.credentials))
        #expect(next.session?.chain.count == 2)
    }

    @Test func aUsersSessionTokenIsNoChain() async throws {
        let (ana, first, _) = try await chain()
        let token = try await cast.service.getSessionToken(
            SessionTokenRequest(), caller: ana, call: World.call, at: World.now)
        let result = try await cast.assume(first, as: try await cast.caller(token.credentials)) {
            $0.durationSeconds = 7_200
        }
        #expect(!result.session.isChained)
        #expect(result.session.chain.map(\.accessKeyID) == [token.credentials.accessKeyID])
    }

    @Test func transitiveTagsPassOn() async throws {
        let (ana, first, second) = try await chain()
        let session = try await cast.session(of: first, as: ana) {
            $0.tags = [blue, SessionTag(key: "Stays", value: "here")]
            $0.transitiveTagKeys = ["team"]
        }
        let result = try await cast.assume(second, as: session) { $0.tags = [SessionTag(key: "Own", value: "1")] }
        #expect(result.session.tags == [blue, SessionTag(key: "Own", value: "1")])
        #expect(result.session.transitiveTagKeys == ["team"])
        let parameters = try #require(cast.broker.sink.events.last).requestParameters
        #expect("\(parameters)".contains("incomingTransitiveTags"))
        // Further on as well.
        let third = try await cast.role("Third", trust: Cast.trust(second))
        let next = try await cast.assume(third, as: try await cast.caller(result.credentials))
        #expect(next.session.tags == [blue])
    }

    @Test(arguments: ["Team", "TEAM"])
    func transitiveTagsCannotBeOverridden(_ key: String) async throws {
        let (ana, first, second) = try await chain()
        let session = try await cast.session(of: first, as: ana) {
            $0.tags = [blue]
            $0.transitiveTagKeys = ["Team"]
        }
        let refusal = await cast.refusal {
            _ = try await cast.assume(second, as: session) { $0.tags = [SessionTag(key: key, value: "red")] }
        }
        #expect(
            refusal
                == "InvalidParameterValue (400): One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from the calling session."
        )
    }

    @Test func tagsThatPassOnNeedThePermissionToTag() async throws {
        let ana = try await cast.user()
        let first = try await cast.role("First", trust: Cast.trust(ana.arn))
        let second = try await cast.role("Second", trust: Cast.trust(first, actions: #""sts:AssumeRole""#))
        let session = try await cast.session(of: first, as: ana) {
            $0.tags = [blue]
            $0.transitiveTagKeys = ["Team"]
        }
        let refusal = await cast.refusal { _ = try await cast.assume(second, as: session) }
        #expect(refusal == cast.denied(session, "sts:TagSession", second))
    }

    @Test func aSourceIdentityStaysAndCannotBeChanged() async throws {
        let (ana, first, second) = try await chain()
        let session = try await cast.session(of: first, as: ana) { $0.sourceIdentity = "ana" }
        #expect(try await cast.assume(second, as: session).sourceIdentity == "ana")
        #expect(try await cast.assume(second, as: session) { $0.sourceIdentity = "ana" }.sourceIdentity == "ana")
        let refusal = await cast.refusal {
            _ = try await cast.assume(second, as: session) { $0.sourceIdentity = "bob" }
        }
        #expect(refusal == cast.denied(session, "sts:SetSourceIdentity", second))
        let late = try await cast.session(of: first, as: ana)
        #expect(try await cast.assume(second, as: late) { $0.sourceIdentity = "bob" }.sourceIdentity == "bob")
    }

    @Test func aSAMLSubjectStays() async throws {
        let trust = Cast.trust(World.admin)
        let broker = try Broker()
        let result = try await broker.assume()
        let caller = try await broker.service.authenticate(
            accessKeyID: result.credentials.accessKeyID, sessionToken: result.credentials.sessionToken, at: World.now
        ).caller
        try await broker.store.writeEntities { writer in
            try await writer.insert(
                Entity(
                    account: caller.account.id, name: "Second", uniqueID: UniqueID.make(.role, SystemRandomSource()),
                    createDate: Timestamp(roundingDown: World.now),
                    record: RoleRecord(assumeRolePolicyDocument: trust)))
        }
        let second = try await broker.service.assumeRole(
            AssumeRoleRequest(roleARN: "arn:aws:iam::123456789012:role/Second", roleSessionName: "on"),
            caller: caller, call: World.call, at: World.now)
        #expect(second.session.isChained)
        #expect(second.session.saml == result.session.saml)
        // What reaches the subject reaches what was made of its session.
        let subject = try #require(result.session.saml).subject
        try await broker.store.revoke(
            Revocation(
                target: .subject(nameQualifier: subject.nameQualifier, subject: subject.subject),
                issuedAtOrBefore: World.now))
        await #expect(throws: STSError.self) {
            try await broker.service.session(
                accessKeyID: second.credentials.accessKeyID, sessionToken: second.credentials.sessionToken,
                at: World.now)
        }
    }

    @Test func revokingTheFirstSessionEndsTheSecond() async throws {
        let (ana, first, second) = try await chain()
        let session = try await cast.session(of: first, as: ana)
        let result = try await cast.assume(second, as: session)
        _ = try await cast.caller(result.credentials)
        try await cast.broker.store.revoke(
            Revocation(
                target: .session(accessKeyID: session.accessKeyID), issuedAtOrBefore: World.now))
        await #expect(throws: STSError.self) { try await cast.caller(result.credentials) }
    }
}
