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
        [staff]
        sso_session = corp
        sso_account_id = 123456789012
        [half]
        aws_access_key_id = AKIAHALFHALFHALF0000
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
        for (profile, reason) in [
            ("other", "role_arn, which gets them from another role, is not followed"),
            ("staff", "sso_session, which gets them from IAM Identity Center (SSO), is not followed"),
            ("half", "aws_access_key_id and aws_secret_access_key are missing"),
            ("nobody", "there is no profile nobody"), ("nobody", "where profiles of SSO are, is not read"),
        ] {
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

    // MARK: The metadata service of an instance

    private static let instance = [
        UpstreamAnswer(status: 200, body: Array("tok==".utf8)),
        UpstreamAnswer(status: 200, body: Array("broker-role\n".utf8)),
        FakeAWS.json(
            #"{"Code":"Success","Type":"AWS-HMAC","AccessKeyId":"ASIAINSTANCE00000000","SecretAccessKey":"seven","#
                + #""Token":"eight","Expiration":"2023-11-14T23:13:20Z"}"#),
    ]

    @Test func theRoleOfAnInstanceComesLast() async throws {
        let aws = FakeAWS(Self.instance + [FakeAWS.credentials()])
        let upstream = try aws.upstream([:])
        _ = try await upstream.give(FakeAWS.session())
        let (asked, base) = (aws.requests, "http://169.254.169.254/latest/")
        let path = base + "meta-data/iam/security-credentials/"
        #expect(asked.map(\.method) == ["PUT", "GET", "GET", "POST"])
        #expect(asked.prefix(3).map(\.url.absoluteString) == [base + "api/token", path, path + "broker-role"])
        #expect(asked.first?.headers.map(\.name) == ["X-aws-ec2-metadata-token-ttl-seconds"])
        for request in asked[1...2] {
            #expect(request.headers.map(\.name) == ["X-aws-ec2-metadata-token"])
            #expect(request.headers.first?.value == "tok==")
        }
        #expect(try Self.key(aws) == "ASIAINSTANCE00000000")
        // They are good for an hour: nobody is asked for them again.
        _ = try await upstream.give(FakeAWS.session())
        #expect(aws.requests.count == 5)
        let earlier = FakeAWS([FakeAWS.credentials()])
        _ = try await earlier.upstream().give(FakeAWS.session())
        #expect(earlier.requests.map(\.method) == ["POST"])
    }

    @Test func theOtherAddressOfTheService() async throws {
        let aws = FakeAWS(Self.instance + [FakeAWS.credentials()])
        _ = try await aws.upstream(["AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE": "IPv6"]).give(FakeAWS.session())
        #expect(aws.requests.first?.url.absoluteString == "http://[fd00:ec2::254]/latest/api/token")
        let named = FakeAWS(Self.instance + [FakeAWS.credentials()])
        _ = try await named.upstream(["AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://169.254.169.254/"])
            .give(FakeAWS.session())
        #expect(named.requests.first?.url.absoluteString == "http://169.254.169.254/latest/api/token")
    }

    @Test(arguments: [
        ["AWS_EC2_METADATA_DISABLED": "true"], ["AWS_EC2_METADATA_DISABLED": "TRUE"],
        ["AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://169.254.169.253"],
        ["AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://169.254.169.254@example.com"],
        ["AWS_EC2_METADATA_SERVICE_ENDPOINT": "https://example.com"],
        ["AWS_SHARED_CREDENTIALS_FILE": "/nowhere/credentials"],
    ])
    func theServiceIsNotAsked(_ environment: [String: String]) async throws {
        let aws = FakeAWS(Self.instance + [FakeAWS.credentials()])
        #expect(await (try aws.upstream(environment)).refusal(try FakeAWS.session())?.code == .serviceUnavailable)
        #expect(aws.requests.isEmpty)
    }

    /// Each is one answer away from those that are taken.
    @Test(
        arguments: [
            (0, nil, "gave no answer"), (0, UpstreamAnswer(status: 403, body: Array("no".utf8)), "answered HTTP 403"),
            (0, UpstreamAnswer(status: 200, body: Array("two\nlines".utf8)), "answered HTTP 200"),
            (1, UpstreamAnswer(status: 404, body: []), "without a role"),
            (1, UpstreamAnswer(status: 200, body: Array("../../user-data".utf8)), "answered HTTP 200"),
            (2, FakeAWS.json(#"{"Code":"AssumeRoleUnauthorizedAccess"}"#), "answered HTTP 200"),
            (
                2,
                FakeAWS.json(
                    #"{"Code":"Failed","AccessKeyId":"ASIAINSTANCE00000000","SecretAccessKey":"seven"}"#),
                "answered HTTP 200"
            ),
        ] as [(Int, UpstreamAnswer?, String)])
    func nothingElseIsTakenFromTheService(_ place: Int, _ answer: UpstreamAnswer?, _ reason: String) async throws {
        var answers: [UpstreamAnswer?] = Self.instance + [FakeAWS.credentials()]
        answers[place] = answer
        let aws = FakeAWS(answers)
        let refusal = try #require(await (try aws.upstream([:])).refusal(try FakeAWS.session()))
        #expect(refusal.code == .serviceUnavailable)
        #expect(refusal.cause.contains("the metadata service of an EC2 instance"), "\(refusal.cause)")
        #expect(refusal.cause.contains(reason), "\(refusal.cause)")
        // It is asked once: nobody shall wait for a service that is not there.
        #expect(aws.requests.count == place + 1)
    }
}
