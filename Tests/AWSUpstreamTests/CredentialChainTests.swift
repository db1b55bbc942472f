import Encodings
import FederationTesting
import Foundation
import STS
import Sessions
import Testing

@testable import AWSUpstream

@Suite("The broker's own credentials for AWS")
struct CredentialChainTests {
    /// The key that a call was signed with.
    private static func key(_ aws: FakeAWS) throws -> String {
        let value = try #require(aws.requests.last?.headers.first { $0.name == "Authorization" }?.value)
        return String(try #require(value.split(separator: "Credential=").last).prefix { $0 != "/" })
    }

    private static func file(_ text: String, mode: Int = 0o600) throws -> String {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("credentials-\(UUID().uuidString)")
            .path
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        return path
    }

    private static let profiles = """
        # comment
        [default]
        aws_access_key_id = AKIADEFAULTDEFAULT00
        aws_secret_access_key = one
        [ broker ]
        aws_access_key_id=AKIABROKERBROKER0000
        AWS_SECRET_ACCESS_KEY = two=2
        aws_session_token = three
        [other]
        role_arn = arn:aws:iam::123456789012:role/x
        """

    @Test func aProfileOfTheFile() async throws {
        let file = try Self.file(Self.profiles)
        defer { try? FileManager.default.removeItem(atPath: file) }
        let aws = FakeAWS([FakeAWS.credentials()])
        let environment = ["AWS_SHARED_CREDENTIALS_FILE": file]
        _ = try await aws.upstream(environment).give(FakeAWS.session())
        #expect(try Self.key(aws) == "AKIADEFAULTDEFAULT00")
        _ = try await aws.upstream(environment.merging(["AWS_PROFILE": "broker"]) { $1 }).give(FakeAWS.session())
        #expect(try Self.key(aws) == "AKIABROKERBROKER0000")
        #expect(
            aws.requests.last?.headers.contains { $0.name == "X-Amz-Security-Token" && $0.value == "three" } == true)
        // A profile that is configured comes before the environment.
        _ = try await aws.upstream(environment.merging(FakeAWS.keys) { $1 }, profile: "broker")
            .give(FakeAWS.session())
        #expect(try Self.key(aws) == "AKIABROKERBROKER0000")
        for (profile, reason) in [("other", "role_arn are not followed"), ("nobody", "there is no profile nobody")] {
            let refusal = await (try aws.upstream(environment, profile: profile)).refusal(try FakeAWS.session())
            #expect(refusal?.cause.contains(reason) == true)
        }
    }

    @Test func aFileThatOthersReadIsNotTaken() async throws {
        let file = try Self.file(Self.profiles, mode: 0o644)
        defer { try? FileManager.default.removeItem(atPath: file) }
        let aws = FakeAWS([FakeAWS.credentials()])
        let refusal = await (try aws.upstream(["AWS_SHARED_CREDENTIALS_FILE": file])).refusal(try FakeAWS.session())
        #expect(refusal?.cause.contains("can be used by others") == true)
        #expect(aws.requests.isEmpty)
    }

    private static func container(until end: String) -> UpstreamAnswer {
        FakeAWS.json(
            #"{"AccessKeyId":"ASIACONTAINER0000000","SecretAccessKey":"four","Token":"five","Expiration":"\#(end)"}"#)
    }

    @Test func theRoleOfAContainer() async throws {
        let aws = FakeAWS([Self.container(until: "2023-11-14T23:13:20Z"), FakeAWS.credentials()])
        let upstream = try aws.upstream([
            "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/v2/credentials/1", "AWS_CONTAINER_AUTHORIZATION_TOKEN": "six",
        ])
        _ = try await upstream.give(FakeAWS.session())
        #expect(aws.requests.first?.url.absoluteString == "http://169.254.170.2/v2/credentials/1")
        #expect(aws.requests.first?.headers.first?.value == "six")
        #expect(try Self.key(aws) == "ASIACONTAINER0000000")
        // They are good for an hour: nobody is asked for them again.
        _ = try await upstream.give(FakeAWS.session())
        #expect(aws.requests.map(\.method) == ["GET", "POST", "POST"])
    }

    @Test func credentialsThatEndSoonAreFetchedAnew() async throws {
        let soon = Self.container(until: "2023-11-14T22:17:00Z")
        let aws = FakeAWS([soon, FakeAWS.credentials(), soon, FakeAWS.credentials()])
        let upstream = try aws.upstream(["AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://127.0.0.1:8000/keys"])
        _ = try await upstream.give(FakeAWS.session())
        _ = try await upstream.give(FakeAWS.session())
        #expect(aws.requests.map(\.method) == ["GET", "POST", "GET", "POST"])
    }

    @Test(arguments: [
        ["AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://example.com/keys"],
        ["AWS_CONTAINER_CREDENTIALS_FULL_URI": "file:///etc/keys"],
        ["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "@example.com/keys"],
    ])
    func anEndpointElsewhereIsNotAsked(_ environment: [String: String]) async throws {
        let aws = FakeAWS([Self.container(until: "2023-11-14T23:13:20Z")])
        #expect(await (try aws.upstream(environment)).refusal(try FakeAWS.session())?.code == .serviceUnavailable)
        #expect(aws.requests.isEmpty)
    }
}
