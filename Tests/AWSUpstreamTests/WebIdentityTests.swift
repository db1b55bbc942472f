import Encodings
import Foundation
import IAMPolicy
import STS
import Sessions
import Testing

@testable import AWSUpstream

@Suite("AssumeRoleWithWebIdentity of AWS")
struct WebIdentityTests {
    private static func upstream(_ aws: FakeAWS, refusing refusal: STSError? = nil) throws -> AWSUpstream {
        // The environment has credentials, and nobody looks at them.
        try aws.upstream(tokens: FakeTokens(refusal: refusal))
    }

    @Test func asksWithATokenAndWithoutASignature() async throws {
        let aws = FakeAWS([FakeAWS.webIdentity()])
        let given = try await Self.upstream(aws).give(FakeAWS.session())
        let request = try #require(aws.requests.first)
        #expect(request.method == "POST")
        #expect(request.url.absoluteString == "https://sts.eu-west-1.amazonaws.com")
        #expect(request.headers.isEmpty)
        #expect(
            String(decoding: request.form, as: UTF8.self)
                == "Action=AssumeRoleWithWebIdentity&Version=2011-06-15"
                + "&RoleArn=arn%3Aaws%3Aiam%3A%3A210987654321%3Arole%2FThere&RoleSessionName=alice&DurationSeconds=3600"
                + "&WebIdentityToken=\(FakeTokens.token)&Policy=%7B%7D"
                + "&PolicyArns.member.1.arn=arn%3Aaws%3Aiam%3A%3Aaws%3Apolicy%2FReadOnlyAccess")
        #expect(given.credentials.accessKeyID == "ASIAEXAMPLEEXAMPLE00")
        #expect(given.credentials.secretAccessKey == "secret/of+the=session")
        #expect(given.credentials.sessionToken == FakeAWS.token)
        #expect(given.packedPolicySize == 6)
        #expect(given.upstream?.requestID == "11111111-2222")
        #expect(given.upstream?.assumedRoleARN.description == "arn:aws:sts::210987654321:assumed-role/There/alice")
    }

    /// AWS documents one of them and answers with another.
    @Test(arguments: [
        FakeTokens.providerARN, FakeTokens.issuer, "broker.example.com/oidc/123456789012",
    ])
    func theIssuerIsNamedInSeveralWays(_ provider: String) async throws {
        let aws = FakeAWS([FakeAWS.webIdentity { $0.replacing(FakeTokens.providerARN, with: provider) }])
        #expect(await (try Self.upstream(aws)).refusal(try FakeAWS.session()) == nil)
    }

    @Test func whatIsNotSaidOfTheSourceIdentityIsNotMissed() async throws {
        let without = FakeAWS.webIdentity { $0.replacing("<SourceIdentity>alice</SourceIdentity>", with: "") }
        #expect(await (try Self.upstream(FakeAWS([without]))).refusal(try FakeAWS.session()) == nil)
    }

    /// Each is one change away from an answer that is taken.
    @Test(arguments: [
        ("AssumeRoleWithWebIdentityResponse", "AssumeRoleResponse"),
        ("AssumeRoleWithWebIdentityResult", "AssumeRoleResult"),
        ("xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"", "xmlns=\"https://example.com/\""),
        (
            "<SubjectFromWebIdentityToken>\(FakeTokens.subject)",
            "<SubjectFromWebIdentityToken>arn:aws:iam::123456789012:role/Other"
        ),
        ("SubjectFromWebIdentityToken>", "Subject>"),
        (
            "<SubjectFromWebIdentityToken>",
            "<SubjectFromWebIdentityToken>other</SubjectFromWebIdentityToken><SubjectFromWebIdentityToken>"
        ),
        ("<Audience>sts.amazonaws.com", "<Audience>sts.example.com"),
        ("Audience>", "ClientId>"),
        (FakeTokens.providerARN, "arn:aws:iam::111122223333:oidc-provider/broker.example.com/oidc/123456789012"),
        (FakeTokens.providerARN, "arn:aws:iam::210987654321:oidc-provider/broker.example.com/oidc/111122223333"),
        (FakeTokens.providerARN, "accounts.google.com"),
        ("Provider>", "Issuer>"),
        ("<SourceIdentity>alice", "<SourceIdentity>bob"),
        ("assumed-role/There/alice", "assumed-role/There/bob"),
        ("assumed-role/There/alice", "assumed-role/Other/alice"),
        ("AROAEXAMPLEEXAMPLE00:alice", "AROAEXAMPLEEXAMPLE00:bob"),
        ("2023-11-14T23:13:20Z", "2023-11-14T22:13:20Z"),
        (FakeAWS.token, "two lines\nof it"),
    ])
    func takesNothingElseForCredentials(_ old: String, _ new: String) async throws {
        let aws = FakeAWS([FakeAWS.webIdentity { $0.replacing(old, with: new) }])
        let refusal = try #require(await (try Self.upstream(aws)).refusal(try FakeAWS.session()))
        #expect(refusal.code == .serviceUnavailable)
        #expect(refusal.cause.contains("answered HTTP 200, and not what was asked for"), "\(refusal.cause)")
        for text in [refusal.message, refusal.cause, "\(refusal)"] {
            #expect(!text.contains("secret/of"))
            #expect(!text.contains(FakeAWS.token))
            #expect(!text.contains(FakeTokens.token))
        }
        #expect(aws.requests.count == 1)
    }

    @Test func aPageIsNoAnswer() async throws {
        let page = UpstreamAnswer(status: 200, body: Array("<html><body>Welcome</body></html>".utf8))
        let refusal = try #require(await (try Self.upstream(FakeAWS([page]))).refusal(try FakeAWS.session()))
        #expect(refusal.cause.contains("answered HTTP 200, and not what was asked for"))
        // What AssumeRole answers is none either.
        let other = FakeAWS([FakeAWS.credentials()])
        #expect(await (try Self.upstream(other)).refusal(try FakeAWS.session())?.code == .serviceUnavailable)
    }

    @Test(
        arguments: [
            (
                "AccessDenied", "Not authorized to perform sts:AssumeRoleWithWebIdentity", 403, "AccessDenied",
                "broker.example.com/oidc/123456789012:sub is arn:aws:iam::123456789012:role/Here"
            ),
            (
                "InvalidIdentityToken",
                "No OpenIDConnect provider found in your account for https://broker.example.com/oidc/123456789012", 400,
                "ServiceUnavailable", "make an OpenID Connect provider with the URL \(FakeTokens.issuer)"
            ),
            (
                "InvalidIdentityToken", "Incorrect token audience", 400, "ServiceUnavailable",
                "must have the audience sts.amazonaws.com"
            ),
            (
                "InvalidIdentityToken",
                "OpenIDConnect provider's HTTPS certificate doesn't match configured thumbprint", 400,
                "ServiceUnavailable", "update it there"
            ),
            ("InvalidIdentityToken", "not valid", 400, "ServiceUnavailable", "look at the OpenID Connect provider"),
            ("IDPRejectedClaim", "rejected", 403, "ServiceUnavailable", "look at the OpenID Connect provider"),
            ("ExpiredTokenException", "Token expired", 400, "ServiceUnavailable", "this clock is off"),
            ("PackedPolicyTooLarge", "too large", 400, "PackedPolicyTooLarge", "more than AWS takes"),
            ("MalformedPolicyDocument", "Syntax errors", 400, "MalformedPolicyDocument", "Syntax errors"),
            ("RegionDisabledException", "off", 403, "ServiceUnavailable", "another aws.region"),
            (
                "ValidationError", "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
                400, "ValidationError", "raise it there"
            ),
            ("SomethingNew", "new", 400, "ServiceUnavailable", "answered SomethingNew: new"),
        ] as [(String, String, Int, String, String)])
    func errorsComeBackExplained(
        _ code: String, _ message: String, _ status: Int, _ told: String, _ hint: String
    ) async throws {
        let aws = FakeAWS([FakeAWS.error(code, message, status: status)])
        let refusal = try #require(await (try Self.upstream(aws)).refusal(try FakeAWS.session()))
        #expect(refusal.code.name == told)
        #expect(refusal.message.contains("AWS request 33333333-4444"))
        #expect(refusal.cause.contains("request 33333333-4444"))
        #expect(refusal.cause.contains(message))
        #expect(refusal.cause.contains(hint), "\(refusal.cause)")
        #expect(!refusal.message.contains("broker.example.com"))
        #expect(aws.requests.count == 1)
    }

    /// AWS could not read the issuer's keys, which may be otherwise a moment later.
    @Test(arguments: [
        ("IDPCommunicationError", "Not able to fetch the keys"),
        ("InvalidIdentityToken", "Couldn't retrieve verification key from your identity provider"),
        ("Throttling", "Rate exceeded"),
    ])
    func whatPassesIsAskedAgainWithTheSameToken(_ code: String, _ message: String) async throws {
        let fault = FakeAWS.error(code, message)
        let aws = FakeAWS([fault, nil, FakeAWS.webIdentity()])
        _ = try await Self.upstream(aws).give(FakeAWS.session())
        #expect(aws.requests.count == 3)
        #expect(Set(aws.requests.map(\.form)).count == 1)
        #expect(aws.waits == [.milliseconds(400), .milliseconds(800)])
        let ill = FakeAWS([fault])
        let refusal = try #require(await (try Self.upstream(ill)).refusal(try FakeAWS.session()))
        #expect(refusal.code == .serviceUnavailable)
        #expect(refusal.cause.contains("\(message) - asked 3 times"), "\(refusal.cause)")
        let isOfTheIssuer = code != "Throttling"
        #expect(refusal.cause.contains("\(FakeTokens.issuer)/.well-known/openid-configuration") == isOfTheIssuer)
        #expect(ill.requests.count == 3)
    }

    /// AWS repeats a value that breaks a constraint.
    @Test func aTextWithTheTokenIsNotKept() async throws {
        let message = "1 validation error detected: Value '\(FakeTokens.token)' at 'webIdentityToken' failed"
        let aws = FakeAWS([FakeAWS.error("ValidationError", message)])
        let refusal = try #require(await (try Self.upstream(aws)).refusal(try FakeAWS.session()))
        #expect(refusal.code == .validationError)
        #expect(!refusal.message.contains("eyJ") && !refusal.cause.contains("eyJ"))
        #expect(refusal.cause.contains("(text not kept)"))
    }

    @Test func withoutAnIssuerNobodyIsAsked() async throws {
        let aws = FakeAWS([FakeAWS.webIdentity()])
        let disabled = STSError(.outboundFederationDisabled, "not enabled", cause: "not enabled")
        let refusal = try #require(
            await (try Self.upstream(aws, refusing: disabled)).refusal(try FakeAWS.session()))
        #expect(refusal.code == .serviceUnavailable)
        #expect(refusal.cause.contains("call EnableOutboundWebIdentityFederation of IAM"))
        let sealed = STSError(.serviceUnavailable, "no", cause: "the key does not open")
        let other = await (try Self.upstream(aws, refusing: sealed)).refusal(try FakeAWS.session())
        #expect(other?.cause == "the key does not open")
        #expect(aws.requests.isEmpty)
    }

    @Test func asksNobodyForWhatCannotBeGiven() async throws {
        let aws = FakeAWS([FakeAWS.webIdentity()])
        let upstream = try Self.upstream(aws)
        #expect(await upstream.refusal(try FakeAWS.session(lasting: 899))?.code == .validationError)
        #expect(await upstream.refusal(try FakeAWS.session(role: "Other"))?.code == .accessDenied)
        #expect(aws.requests.isEmpty)
    }

    /// A token is no session: the console session may last longer than the credentials, whatever the environment has.
    @Test func theConsoleTakesADuration() async throws {
        let aws = FakeAWS([FakeAWS.json(#"{"SigninToken":"abc"}"#)])
        let environment = FakeAWS.keys.merging(["AWS_SESSION_TOKEN": "t"]) { $1 }
        let credentials = SessionCredentials(
            accessKeyID: "ASIAEXAMPLEEXAMPLE00", secretAccessKey: "s", sessionToken: "t",
            expiration: FakeAWS.now.advanced(bySeconds: 3_600))
        let token = try await aws.upstream(environment, tokens: FakeTokens())
            .signinToken(for: credentials, lasting: 7_200, at: FakeAWS.now)
        #expect(token.sessionEnd == FakeAWS.now.advanced(bySeconds: 7_200))
        #expect(try #require(aws.requests.first).url.absoluteString.contains("SessionDuration=7200"))
        #expect(aws.requests.count == 1)
    }

    @Test func nothingShowsTheToken() throws {
        let token = SessionToken(token: "hidden", issuer: "i", subject: "s", audience: "a")
        var dumped = ""
        dump(token, to: &dumped)
        #expect(!"\(token) \(String(reflecting: token)) \(dumped)".contains("hidden"))
    }
}
