import Encodings
import Foundation
import STS
import Sessions
import Testing

@testable import AWSUpstream

@Suite("Sign-in tokens of AWS")
struct SigninTokenTests {
    private static let credentials = SessionCredentials(
        accessKeyID: "ASIAEXAMPLEEXAMPLE00", secretAccessKey: "s/e+c", sessionToken: "t=o",
        expiration: FakeAWS.now.advanced(bySeconds: 3_600))

    private static func ask(
        _ aws: FakeAWS, _ environment: [String: String] = FakeAWS.keys, seconds: Int = 7_200
    ) async throws -> UpstreamSigninToken {
        try await aws.upstream(environment).signinToken(for: credentials, lasting: seconds, at: FakeAWS.now)
    }

    @Test func areAskedForWithTheCredentials() async throws {
        let aws = FakeAWS([FakeAWS.json(#"{"SigninToken":"abc"}"#)])
        let token = try await Self.ask(aws)
        #expect(token.token == "abc")
        #expect(token.requestID == "55555555")
        #expect(token.sessionEnd == FakeAWS.now.advanced(bySeconds: 7_200))
        let request = try #require(aws.requests.first)
        #expect(request.method == "GET")
        #expect(
            request.url.absoluteString
                == "https://signin.aws.amazon.com/federation?Action=getSigninToken&SessionDuration=7200&Session="
                + "%7B%22sessionId%22%3A%22ASIAEXAMPLEEXAMPLE00%22%2C%22sessionKey%22%3A%22s%2Fe%2Bc%22%2C"
                + "%22sessionToken%22%3A%22t%3Do%22%7D")
    }

    /// AWS refuses every SessionDuration with credentials that a role got.
    @Test func endWithTheCredentialsWhenTheBrokerHasARole() async throws {
        let aws = FakeAWS([FakeAWS.json(#"{"SigninToken":"abc"}"#)])
        let token = try await Self.ask(aws, FakeAWS.keys.merging(["AWS_SESSION_TOKEN": "t"]) { $1 })
        #expect(token.sessionEnd == Self.credentials.expiration)
        #expect(try #require(aws.requests.first).url.absoluteString.contains("SessionDuration") == false)
    }

    @Test(arguments: [
        FakeAWS.json("Invalid credentials parameter", status: 400), FakeAWS.json("{}"), FakeAWS.json("[]"),
        FakeAWS.json(#"{"SigninToken":""}"#), FakeAWS.json(#"{"SigninToken":"a b"}"#),
        FakeAWS.json(#"{"SigninToken":"abc"}"#, status: 302),
    ])
    func nothingElseIsTakenForOne(_ answer: UpstreamAnswer) async throws {
        let aws = FakeAWS([answer])
        let error = await #expect(throws: STSError.self) { try await Self.ask(aws) }
        #expect(error?.code == .serviceUnavailable)
        #expect(error?.cause.contains("request 55555555") == true)
        #expect(error?.cause.contains("s/e+c") == false)
        #expect(error?.cause.contains("s%2Fe%2Bc") == false)
        #expect(aws.requests.count == 1)
    }
}
