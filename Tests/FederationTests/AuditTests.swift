import Accounts
import Audit
import Encodings
import FederationTesting
import Foundation
import SAML2
import STS
import Sessions
import Testing

@Suite struct AuditTests {
    private func object(_ event: AuditEvent) throws -> [String: Any] {
        let line = event.jsonLine
        #expect(!line.contains(0x0A) && !line.contains(0x0D))
        return try #require(try JSONSerialization.jsonObject(with: Data(line)) as? [String: Any])
    }

    @Test func aGrantHasTheShapeOfACloudTrailRecord() async throws {
        let broker = try Broker()
        let result = try await broker.assume(
            World.request(
                World.assertion(
                    World.attributes + [
                        World.attribute("PrincipalTag:Team", "blue"), World.attribute("TransitiveTagKeys", "Team"),
                        World.attribute("SourceIdentity", "alice"),
                    ]), duration: 3_600))
        let record = try object(try #require(broker.sink.events.first))
        let identity = try #require(record["userIdentity"] as? [String: String])
        #expect(identity["type"] == "SAMLUser")
        #expect(identity["principalId"] == "\(result.nameQualifier):alice")
        #expect(identity["userName"] == "alice")
        #expect(identity["identityProvider"] == result.nameQualifier)
        #expect(record["eventTime"] as? String == "2023-11-14T22:13:20Z")
        #expect(record["eventSource"] as? String == "sts.amazonaws.com")
        #expect(record["eventName"] as? String == "AssumeRoleWithSAML")
        #expect(record["awsRegion"] as? String == "us-east-1")
        #expect(record["sourceIPAddress"] as? String == "192.0.2.10")
        #expect(record["requestID"] as? String == "req-1")
        #expect(record["recipientAccountId"] as? String == "123456789012")
        let parameters = try #require(record["requestParameters"] as? [String: Any])
        #expect(parameters["sAMLAssertionID"] as? String == "_assertion1")
        #expect(parameters["roleSessionName"] as? String == "alice@example.com")
        #expect(parameters["durationSeconds"] as? Int == 3_600)
        #expect(parameters["roleArn"] as? String == World.admin)
        #expect(parameters["principalArn"] as? String == World.provider)
        #expect(parameters["principalTags"] as? [String: String] == ["Team": "blue"])
        #expect(parameters["transitiveTagKeys"] as? [String] == ["Team"])
        #expect(parameters["sourceIdentity"] as? String == "alice")
        let response = try #require(record["responseElements"] as? [String: Any])
        let credentials = try #require(response["credentials"] as? [String: String])
        #expect(
            credentials == ["accessKeyId": result.credentials.accessKeyID, "expiration": "Nov 14, 2023 11:13:20 PM"])
        let resources = try #require(record["resources"] as? [[String: String]])
        #expect(resources.map { $0["type"] } == ["AWS::IAM::Role", "AWS::IAM::SAMLProvider"])
        #expect(record["errorCode"] == nil)
    }

    @Test func neitherSecretNorTokenIsInARecord() async throws {
        let broker = try Broker()
        let result = try await broker.assume(World.request(channel: .browser))
        let nonce = BrowserNonce()
        let token = try broker.service.signinToken(for: result, boundTo: nonce, at: World.now)
        _ = try await broker.service.redeem(signinToken: token, nonce: nonce, call: World.call, at: World.now)
        let text = broker.sink.events.map { String(decoding: $0.jsonLine, as: UTF8.self) }.joined()
        for secret in [result.credentials.secretAccessKey, result.credentials.sessionToken, token, nonce.cookieValue] {
            #expect(!text.contains(secret))
        }
    }

    @Test func aRefusalHasTheCauseAndTheChecks() async throws {
        let broker = try Broker()
        _ = try await broker.refusal(World.request(role: World.reader, duration: 7_200))
        let record = try object(try #require(broker.sink.events.first))
        #expect(record["errorCode"] as? String == "ValidationError")
        #expect((record["userIdentity"] as? [String: String])?["type"] == "SAMLUser")
        let more = try #require(record["additionalEventData"] as? [String: Any])
        #expect((more["cause"] as? String)?.contains("7200 s requested") == true)
        #expect(more["unverifiedDocument"] == nil)
    }

    @Test func valuesOfUnverifiedDocumentsAreMarkedAndCut() async throws {
        let broker = try Broker()
        let refused = World.refusal("signature.valid", actual: String(repeating: "A", count: 50_000))
        _ = try await broker.refusal(World.request(refused: refused))
        let event = try #require(broker.sink.events.first)
        #expect(event.jsonLine.count < 4_000)
        let record = try object(event)
        #expect((record["userIdentity"] as? [String: String])?["type"] == "Unknown")
        let more = try #require(record["additionalEventData"] as? [String: Any])
        #expect(more["unverifiedDocument"] as? Bool == true)
        #expect((more["failedChecks"] as? [[String: String]])?.first?["name"] == "signature.valid")
        #expect((more["failedChecks"] as? [[String: String]])?.first?["hint"]?.contains("new metadata") == true)
    }

    @Test func noCredentialsWithoutARecord() async throws {
        let broker = try Broker()
        broker.sink.isFailing = true
        #expect(try await broker.refusal(World.request()).code.httpStatus == 503)
        let lax = try Broker(sink: broker.sink, options: .init(requiresAudit: false))
        try await lax.assume()
    }

    @Test func aFailingSinkDoesNotChangeARefusal() async throws {
        let broker = try Broker()
        broker.sink.isFailing = true
        #expect(try await broker.refusal(World.request(duration: 1)).code == .validationError)
    }

    @Test(arguments: [
        "plain", "quo\"te", "back\\slash", "line\nbreak\r\t", "\u{0}\u{1F}\u{7F}", "\u{2028}\u{2029}\u{85}", "ü😀", "",
    ])
    func textsSurviveJSON(text: String) throws {
        var event = AuditEvent(
            eventID: "id", eventTime: Timestamp(milliseconds: 0), eventSource: "s", eventName: text, call: World.call,
            partition: .aws, userIdentity: .unknown)
        event.additionalEventData = [
            JSONMember(text, .array([.null, .bool(true), .integer(.min), .string(text), .object([])]))
        ]
        let record = try object(event)
        #expect(record["eventName"] as? String == text)
        #expect((record["additionalEventData"] as? [String: Any])?.keys.first == text)
    }

    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00Z"), (951_782_399_999, "2000-02-28T23:59:59Z"),
            (951_782_400_000, "2000-02-29T00:00:00Z"),
            (-1, "1969-12-31T23:59:59Z"), (253_402_300_799_999, "9999-12-31T23:59:59Z"),
            (Int64.max, "9999-12-31T23:59:59Z"),
            (Int64.min, "0000-01-01T00:00:00Z"), (1_458_697_197_000, "2016-03-23T01:39:57Z"),
        ] as [(Int64, String)])
    func instantsAreWrittenInUTC(milliseconds: Int64, text: String) {
        #expect(Timestamp(milliseconds: milliseconds).iso8601 == text)
    }

    @Test(
        arguments: [0, 1, -1, 1_700_000_000_001, 1_700_000_000_999, 1_763_712_000_123, -62_167_219_200_000] as [Int64])
    func timestampsComeBackFromDates(milliseconds: Int64) {
        let timestamp = Timestamp(milliseconds: milliseconds)
        #expect(Timestamp(roundingUp: timestamp.date) == timestamp)
        #expect(Timestamp(roundingDown: timestamp.date) == timestamp)
    }

    @Test(arguments: [Double.nan, .infinity, -.infinity, 1e300, -1e300])
    func datesOutOfRangeAreClamped(seconds: Double) {
        let timestamp = Timestamp(roundingUp: Date(timeIntervalSince1970: seconds))
        #expect(timestamp.advanced(bySeconds: .max) == Timestamp(milliseconds: .max))
        #expect(timestamp.iso8601.utf8.count == 20)
    }
}
