import AWSSigV4
import Encodings
import Foundation
import IAMPolicy
import STS
import Sessions
import Testing

@testable import AWSUpstream

@Suite("AssumeRole of AWS")
struct AssumeRoleTests {
    @Test func asksWithEverythingThatTheSessionIs() async throws {
        let aws = FakeAWS([FakeAWS.credentials()])
        let given = try await aws.upstream().give(FakeAWS.session())
        let request = try #require(aws.requests.first)
        #expect(request.method == "POST")
        #expect(
            String(decoding: request.form, as: UTF8.self)
                == "Action=AssumeRole&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A210987654321%3Arole%2FThere"
                + "&RoleSessionName=alice&DurationSeconds=3600&Tags.member.1.Key=team&Tags.member.1.Value=a%26b%3Dc%20d"
                + "&TransitiveTagKeys.member.1=team&SourceIdentity=alice&ExternalId=id-1&Policy=%7B%7D"
                + "&PolicyArns.member.1.arn=arn%3Aaws%3Aiam%3A%3Aaws%3Apolicy%2FReadOnlyAccess")
        let authorization = try #require(request.headers.first { $0.name == "Authorization" }?.value)
        #expect(authorization.contains("Credential=AKIAEXAMPLEEXAMPLE00/20231114/eu-west-1/sts/aws4_request"))
        #expect(authorization.contains("SignedHeaders=content-type;host;x-amz-date,"))
        #expect(given.credentials.accessKeyID == "ASIAEXAMPLEEXAMPLE00")
        #expect(given.credentials.secretAccessKey == "secret/of+the=session")
        #expect(given.credentials.sessionToken == FakeAWS.token)
        #expect(given.credentials.expiration == FakeAWS.now.advanced(bySeconds: 3_600))
        #expect(given.packedPolicySize == 6)
        #expect(given.upstream?.requestID == "11111111-2222")
        #expect(given.upstream?.assumedRoleARN.description == "arn:aws:sts::210987654321:assumed-role/There/alice")
        #expect(given.upstream?.assumedRoleID == "AROAEXAMPLEEXAMPLE00:alice")
    }

    @Test func theSignatureIsOneOfTheRequest() async throws {
        let aws = FakeAWS([FakeAWS.credentials()])
        _ = try await aws.upstream().give(FakeAWS.session())
        let request = try #require(aws.requests.first)
        let signer = Signer(
            credential: Credential(
                accessKeyID: "AKIAEXAMPLEEXAMPLE00", secretAccessKey: SecretAccessKey("secretofthebroker")),
            region: "eu-west-1", service: "sts")
        let expected = try signer.sign(
            SignableRequest(
                method: "POST", path: "/",
                headers: [
                    ("Host", "sts.eu-west-1.amazonaws.com"),
                    ("Content-Type", "application/x-www-form-urlencoded; charset=utf-8"),
                ], payload: Payload(request.form)), at: FakeAWS.now.date)
        #expect(
            request.headers.first { $0.name == "Authorization" }?.value
                == expected.headers.first { $0.name == "Authorization" }?.value)
    }

    @Test func asksForNoMoreTimeThanIsConfigured() async throws {
        let aws = FakeAWS([FakeAWS.credentials()])
        _ = try await aws.upstream(maximumDuration: 1_800).give(FakeAWS.session())
        #expect(String(decoding: try #require(aws.requests.first).form, as: UTF8.self).contains("DurationSeconds=1800"))
    }

    @Test func asksNobodyForWhatCannotBeGiven() async throws {
        let aws = FakeAWS([FakeAWS.credentials()])
        let upstream = try aws.upstream()
        #expect(await upstream.refusal(try FakeAWS.session(lasting: 899))?.code == .validationError)
        #expect(await upstream.refusal(try FakeAWS.session(role: "Other"))?.code == .accessDenied)
        let nothing = try aws.upstream(["AWS_EC2_METADATA_DISABLED": "true"])
        #expect(await nothing.refusal(try FakeAWS.session())?.code == .serviceUnavailable)
        #expect(aws.requests.isEmpty)
        #expect(await upstream.refusal(try FakeAWS.session(lasting: 900)) == nil)
    }

    /// Each is one change away from an answer that is taken.
    @Test(arguments: [
        ("xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"", "xmlns=\"https://example.com/\""),
        ("<AssumeRoleResponse", "<!DOCTYPE a><AssumeRoleResponse"),
        ("</AssumeRoleResponse>", ""),
        ("ASIAEXAMPLEEXAMPLE00", "ASIA EXAMPLE"),
        ("secret/of+the=session", ""),
        (FakeAWS.token, "two lines\nof it"),
        (FakeAWS.token, "a<!-- comment -->b"),
        ("2023-11-14T23:13:20Z", "2023-11-14T22:13:20Z"),
        ("2023-11-14T23:13:20Z", "soon"),
        ("assumed-role/There/alice", "assumed-role/There/bob"),
        ("assumed-role/There/alice", "assumed-role/Other/alice"),
        ("sts::210987654321", "sts::111122223333"),
        ("AROAEXAMPLEEXAMPLE00:alice", "AROAEXAMPLEEXAMPLE00:bob"),
        ("<SecretAccessKey>", "<SecretAccessKey>other</SecretAccessKey><SecretAccessKey>"),
    ])
    func takesNothingElseForCredentials(_ old: String, _ new: String) async throws {
        let aws = FakeAWS([FakeAWS.credentials { $0.replacing(old, with: new) }])
        let refusal = try #require(await (try aws.upstream()).refusal(try FakeAWS.session()))
        #expect(refusal.code == .serviceUnavailable)
        #expect(refusal.cause.contains("answered HTTP 200, and not what was asked for"))
        for text in [refusal.message, refusal.cause, "\(refusal)"] {
            #expect(!text.contains("secret/of"))
            #expect(!text.contains(FakeAWS.token))
        }
        #expect(aws.requests.count == 1)
    }

    @Test(
        arguments: [
            ("AccessDenied", "User: arn:aws:iam::1:user/broker is not authorized", 403, "AccessDenied", "must trust"),
            ("PackedPolicyTooLarge", "too large", 400, "PackedPolicyTooLarge", "more than AWS takes"),
            ("MalformedPolicyDocument", "Syntax errors", 400, "MalformedPolicyDocument", "Syntax errors"),
            (
                "ValidationError",
                "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining",
                400,
                "ValidationError", "aws.maxSessionDuration: 3600"
            ),
            (
                "ValidationError",
                "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.", 400,
                "ValidationError", "raise it there"
            ),
            ("ExpiredToken", "expired", 403, "ServiceUnavailable", "own credentials for AWS are not valid"),
            ("InvalidClientTokenId", "invalid", 403, "ServiceUnavailable", "own credentials for AWS are not valid"),
            ("RegionDisabledException", "off", 403, "ServiceUnavailable", "another aws.region"),
            ("SomethingNew", "new", 400, "ServiceUnavailable", "answered SomethingNew: new"),
        ] as [(String, String, Int, String, String)])
    func errorsComeBackExplained(
        _ code: String, _ message: String, _ status: Int, _ told: String, _ hint: String
    ) async throws {
        let aws = FakeAWS([FakeAWS.error(code, message, status: status)])
        let refusal = try #require(await (try aws.upstream()).refusal(try FakeAWS.session()))
        #expect(refusal.code.name == told)
        #expect(refusal.message.contains("AWS request 33333333-4444"))
        #expect(refusal.cause.contains("request 33333333-4444"))
        #expect(refusal.cause.contains(message))
        #expect(refusal.cause.contains(hint), "\(refusal.cause)")
        #expect(!refusal.message.contains("user/broker"))
        #expect(aws.requests.count == 1)
    }

    /// AWS tells the whole request that it expected, with the session token in it.
    @Test func textsAboutSignaturesAreNotKept() async throws {
        let aws = FakeAWS([FakeAWS.error("SignatureDoesNotMatch", "x-amz-security-token:\(FakeAWS.token)", status: 403)]
        )
        let refusal = try #require(await (try aws.upstream()).refusal(try FakeAWS.session()))
        #expect(refusal.code == .serviceUnavailable)
        #expect(!refusal.cause.contains(FakeAWS.token))
        #expect(refusal.cause.contains("this clock is off"))
    }

    @Test func nothingShowsWhatARequestHolds() throws {
        let credentials = SessionCredentials(
            accessKeyID: "ASIAEXAMPLEEXAMPLE00", secretAccessKey: "hidden", sessionToken: "hidden",
            expiration: FakeAWS.now)
        let endpoint = try #require(URL(string: "https://signin.aws.amazon.com/federation"))
        let request = try SigninTokenCall(credentials: credentials, sessionDuration: nil).request(to: endpoint)
        #expect(request.url.absoluteString.contains("hidden"))
        var dumped = ""
        dump(request, to: &dumped)
        #expect(!"\(request) \(String(reflecting: request)) \(dumped)".contains("hidden"))
        dumped = ""
        let token = UpstreamSigninToken(token: "hidden", sessionEnd: FakeAWS.now, requestID: nil)
        dump(token, to: &dumped)
        #expect(!"\(token) \(String(reflecting: token)) \(dumped)".contains("hidden"))
        dumped = ""
        let answer = UpstreamAnswer(status: 200, headers: ["a": "hidden"], body: Array("hidden".utf8))
        dump(answer, to: &dumped)
        #expect(answer.description == "HTTP 200, 6 bytes")
        #expect(!dumped.contains("hidden") && !dumped.contains("104"))
    }
}
