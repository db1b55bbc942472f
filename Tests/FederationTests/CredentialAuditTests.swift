import Accounts
import Audit
import FederationTesting
import Foundation
import STS
import Sessions
import Testing

@Suite struct CredentialAuditTests {
    private let cast: Cast

    init() throws { cast = try Cast() }

    private func records() throws -> [[String: Any]] {
        try cast.broker.sink.events.map {
            try #require(try JSONSerialization.jsonObject(with: Data($0.jsonLine)) as? [String: Any])
        }
    }

    @Test func aRoleThatAUserWasGiven() async throws {
        let ana = try await cast.user()
        let role = try await cast.role(trust: Cast.trust(ana.arn))
        let result = try await cast.assume(role, as: ana) {
            $0.durationSeconds = 900
            $0.externalID = "deal"
            $0.tags = [SessionTag(key: "a", value: "b")]
        }
        let record = try #require(try records().first)
        #expect(record["eventName"] as? String == "AssumeRole")
        #expect(record["eventSource"] as? String == "sts.amazonaws.com")
        #expect(record["recipientAccountId"] as? String == Cast.account)
        #expect(record["sharedEventID"] == nil)
        #expect(
            record["userIdentity"] as? [String: String] == [
                "type": "IAMUser", "principalId": ana.userID, "arn": "\(ana.arn)", "accountId": Cast.account,
                "accessKeyId": ana.accessKeyID, "userName": "ana",
            ])
        let parameters = try #require(record["requestParameters"] as? [String: Any])
        #expect(parameters["roleArn"] as? String == role)
        #expect(parameters["roleSessionName"] as? String == "work")
        #expect(parameters["durationSeconds"] as? Int == 900)
        #expect(parameters["externalId"] as? String == "deal")
        #expect(parameters["tags"] as? [[String: String]] == [["key": "a", "value": "b"]])
        let elements = try #require(record["responseElements"] as? [String: Any])
        #expect(
            elements["credentials"] as? [String: String] == [
                "accessKeyId": result.credentials.accessKeyID, "expiration": "Nov 14, 2023 10:28:20 PM",
            ])
        #expect(
            elements["assumedRoleUser"] as? [String: String] == [
                "assumedRoleId": result.assumedRoleID, "arn": "\(result.assumedRoleARN)",
            ])
        #expect(
            record["resources"] as? [[String: String]] == [
                ["ARN": role, "accountId": Cast.account, "type": "AWS::IAM::Role"]
            ])
    }

    @Test func bothAccountsKeepARecordOfARoleThatCrossesThem() async throws {
        let ana = try await cast.user(policies: Cast.everything)
        let role = try await cast.role(trust: Cast.trust(Cast.account), account: Cast.other)
        _ = try await cast.assume(role, as: ana)
        let records = try records()
        #expect(records.count == 2)
        #expect(records.map { $0["recipientAccountId"] as? String } == [Cast.account, Cast.other])
        let shared = try #require(records[0]["sharedEventID"] as? String)
        #expect(records[1]["sharedEventID"] as? String == shared)
        #expect(records[0]["eventID"] as? String != records[1]["eventID"] as? String)
        #expect((records[0]["userIdentity"] as? [String: Any])?["type"] as? String == "IAMUser")
        #expect(
            records[1]["userIdentity"] as? [String: String] == [
                "type": "AWSAccount", "principalId": ana.userID, "accountId": Cast.account,
            ])
    }

    /// A sink that keeps one event and no more.
    private final class NarrowSink: AuditSink {
        let inner = InMemoryAuditSink()

        func record(_ events: [AuditEvent]) async throws(AuditError) {
            guard inner.events.count + events.count <= 1 else { throw AuditError("full") }
            try await inner.record(events)
        }
    }

    @Test func neitherAccountKeepsARecordOfARoleThatWasNotGiven() async throws {
        let ana = try await cast.user(policies: Cast.everything)
        let role = try await cast.role(trust: Cast.trust(Cast.account), account: Cast.other)
        let own = try await cast.role("Own", trust: Cast.trust(ana.arn))
        let sink = NarrowSink()
        let service = SecurityTokenService(
            directory: cast.service.directory, keyRing: cast.broker.ring, store: cast.broker.store, audit: sink)
        func assume(_ role: String) async throws {
            _ = try await service.assumeRole(
                AssumeRoleRequest(roleARN: role, roleSessionName: "work"), caller: ana, call: World.call, at: World.now)
        }
        let refusal = await cast.refusal { try await assume(role) }
        #expect(refusal?.hasPrefix("ServiceUnavailable (503)") == true)
        // The refusal alone has room.
        #expect(sink.inner.events.map(\.errorCode) == ["ServiceUnavailable"])
        let second = NarrowSink()
        let other = SecurityTokenService(
            directory: cast.service.directory, keyRing: cast.broker.ring, store: cast.broker.store, audit: second)
        _ = try await other.assumeRole(
            AssumeRoleRequest(roleARN: own, roleSessionName: "work"), caller: ana, call: World.call, at: World.now)
        #expect(second.inner.events.map(\.errorCode) == [nil])
    }

    @Test func refusalsStayWithTheCaller() async throws {
        let ana = try await cast.user(policies: Cast.everything)
        let role = try await cast.role(trust: Cast.trust(Cast.other), account: Cast.other)
        _ = await cast.refusal { _ = try await cast.assume(role, as: ana) }
        let records = try records()
        #expect(records.count == 1)
        #expect(records[0]["errorCode"] as? String == "AccessDenied")
        #expect(records[0]["responseElements"] is NSNull)
        #expect((records[0]["additionalEventData"] as? [String: Any])?["cause"] != nil)
    }

    @Test func whoIsWho() async throws {
        let ana = try await cast.user(policies: Cast.everything)
        let role = try await cast.role(trust: Cast.trust(ana.arn))
        let target = try await cast.role("Target", trust: Cast.trust("*"))
        let root = try await cast.root()
        _ = try await cast.service.getSessionToken(SessionTokenRequest(), caller: root, call: World.call, at: World.now)
        let token = try await cast.service.getSessionToken(
            SessionTokenRequest(), caller: ana, call: World.call, at: World.now)
        let carol = try await cast.service.getFederationToken(
            FederationTokenRequest(name: "carol", policy: Cast.everything), caller: ana, call: World.call, at: World.now
        )
        _ = try await cast.assume(target, as: try await cast.caller(token.credentials))
        _ = try await cast.assume(target, as: try await cast.session(of: role, as: ana))
        let federated = try await cast.caller(carol.credentials)
        _ = await cast.refusal { _ = try await cast.assume(target, as: federated) }
        let types = try records().map { ($0["userIdentity"] as? [String: Any])?["type"] as? String ?? "" }
        #expect(types == ["Root", "IAMUser", "IAMUser", "IAMUser", "IAMUser", "AssumedRole", "FederatedUser"])
        let elements = try #require(try records()[2]["responseElements"] as? [String: Any])
        #expect(
            elements["federatedUser"] as? [String: String] == [
                "federatedUserId": "123456789012:carol", "arn": "arn:aws:sts::123456789012:federated-user/carol",
            ])
        let text = cast.broker.sink.events.map { String(decoding: $0.jsonLine, as: UTF8.self) }.joined()
        for credentials in [token.credentials, carol.credentials] {
            #expect(!text.contains(credentials.secretAccessKey) && !text.contains(credentials.sessionToken))
        }
    }
}
