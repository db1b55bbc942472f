import AWSSigV4
import Accounts
import Encodings
import Foundation
import IAMPolicy
import STS
import SallyportConfiguration
import Sessions
import Synchronization

@testable import AWSUpstream

/// Answers in AWS's place, in the forms of the wire, and keeps the time.
final class FakeAWS: Sendable {
    static let now = Timestamp(milliseconds: 1_700_000_000_000)
    static let token = "token/of+the=session"

    private struct State {
        var answers: [UpstreamAnswer?]
        var requests: [UpstreamRequest] = []
        var elapsed = Duration.zero
        var waits: [Duration] = []
        /// How long each exchange takes.
        var latency: Duration
    }

    private let state: Mutex<State>

    /// - Parameter answers: in their order; nil for silence. The last one is given for ever.
    init(_ answers: [UpstreamAnswer?], latency: Duration = .zero) {
        state = Mutex(State(answers: answers, latency: latency))
    }

    var requests: [UpstreamRequest] { state.withLock { $0.requests } }
    var waits: [Duration] { state.withLock { $0.waits } }
    var elapsed: Duration { state.withLock { $0.elapsed } }

    var outside: UpstreamOutside {
        UpstreamOutside(
            exchange: { (request, time) async throws(UpstreamSilence) in
                let answer = self.state.withLock { state in
                    state.requests.append(request)
                    state.elapsed += min(state.latency, time)
                    return state.answers.count > 1 ? state.answers.removeFirst() : state.answers.first ?? nil
                }
                guard let answer else { throw UpstreamSilence(reason: "no whole answer") }
                return answer
            },
            elapsed: { self.elapsed },
            sleep: { wait in
                self.state.withLock { state in
                    state.waits.append(wait)
                    state.elapsed += wait
                }
            }, chance: { 1 })
    }

    // MARK: What it says

    static func credentials(
        _ change: (String) -> String = { $0 }, status: Int = 200
    ) -> UpstreamAnswer {
        let xml = """
            <AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult>
            <AssumedRoleUser><AssumedRoleId>AROAEXAMPLEEXAMPLE00:alice</AssumedRoleId>
            <Arn>arn:aws:sts::210987654321:assumed-role/There/alice</Arn></AssumedRoleUser>
            <Credentials><AccessKeyId>ASIAEXAMPLEEXAMPLE00</AccessKeyId><SecretAccessKey>secret/of+the=session</SecretAccessKey>
            <SessionToken>\(token)</SessionToken><Expiration>2023-11-14T23:13:20Z</Expiration></Credentials>
            <PackedPolicySize>6</PackedPolicySize></AssumeRoleResult>
            <ResponseMetadata><RequestId>11111111-2222</RequestId></ResponseMetadata></AssumeRoleResponse>
            """
        return UpstreamAnswer(status: status, body: Array(change(xml).utf8))
    }

    /// What AssumeRoleWithWebIdentity answers for the token of `FakeTokens`.
    static func webIdentity(_ change: (String) -> String = { $0 }, status: Int = 200) -> UpstreamAnswer {
        let more = """
            <SubjectFromWebIdentityToken>\(FakeTokens.subject)</SubjectFromWebIdentityToken>
            <Audience>\(FakeTokens.audience)</Audience><Provider>\(FakeTokens.providerARN)</Provider>
            <SourceIdentity>alice</SourceIdentity>
            """
        return credentials(
            { xml in
                change(
                    xml.replacing("AssumeRoleRes", with: "AssumeRoleWithWebIdentityRes")
                        .replacing("<PackedPolicySize>", with: more + "<PackedPolicySize>"))
            }, status: status)
    }

    static func error(_ code: String, _ message: String = "no", status: Int = 400) -> UpstreamAnswer {
        let xml = """
            <ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>\(code)</Code>
            <Message>\(message)</Message></Error><RequestId>33333333-4444</RequestId></ErrorResponse>
            """
        return UpstreamAnswer(status: status, body: Array(xml.utf8))
    }

    static func json(_ text: String, status: Int = 200) -> UpstreamAnswer {
        UpstreamAnswer(status: status, headers: ["x-amzn-requestid": "55555555"], body: Array(text.utf8))
    }

    // MARK: What is asked

    static let call = CallContext(requestID: "77777777-8888")

    static let keys = ["AWS_ACCESS_KEY_ID": "AKIAEXAMPLEEXAMPLE00", "AWS_SECRET_ACCESS_KEY": "secretofthebroker"]

    func upstream(
        _ environment: [String: String] = keys, profile: String? = nil, maximumDuration: Int = 43_200,
        tokens: FakeTokens? = nil
    ) throws -> AWSUpstream {
        let settings = try Self.settings(
            profile: profile, maximumDuration: maximumDuration, isWebIdentity: tokens != nil)
        return AWSUpstream(
            settings, environment: environment, groupReadsKeys: false, tokens: tokens ?? FakeTokens(),
            outside: outside)
    }

    private static func settings(
        profile: String?, maximumDuration: Int, isWebIdentity: Bool
    ) throws -> UpstreamSettings {
        UpstreamSettings(
            endpoint: try url("https://sts.eu-west-1.amazonaws.com"), region: "eu-west-1",
            federationEndpoint: try url("https://signin.aws.amazon.com/federation"),
            console: "https://console.aws.amazon.com/", profile: profile, externalID: isWebIdentity ? nil : "id-1",
            webIdentity: isWebIdentity ? UpstreamSettings.WebIdentity(audience: FakeTokens.audience) : nil,
            maximumDuration: maximumDuration, roles: [try arn("arn:aws:iam::123456789012:role/Here"): try arn(there)])
    }

    static let there = "arn:aws:iam::210987654321:role/There"

    static func session(lasting seconds: Int64 = 3_600, role: String = "Here") throws -> Session {
        guard let id = AccountID("123456789012") else { throw Malformed() }
        let account = Account(id: id, partition: .aws)
        let issuer = SessionIssuer(
            kind: .role, arn: try arn("arn:aws:iam::123456789012:role/\(role)"), uniqueID: "AROAHEREHEREHERE0000")
        return Session(
            kind: .assumeRoleWithSAML, account: account, issuer: issuer, name: "alice", issuedAt: now,
            expiresAt: now.advanced(bySeconds: seconds), tags: [SessionTag(key: "team", value: "a&b=c d")],
            transitiveTagKeys: ["team"], sourceIdentity: "alice", sessionPolicy: "{}",
            sessionPolicyARNs: ["arn:aws:iam::aws:policy/ReadOnlyAccess"], accessKeyEntropy: [1, 2, 3, 4, 5])
    }

    private struct Malformed: Error {}

    private static func url(_ text: String) throws -> URL {
        guard let url = URL(string: text) else { throw Malformed() }
        return url
    }

    private static func arn(_ text: String) throws -> ARN {
        guard let arn = ARN(text) else { throw Malformed() }
        return arn
    }
}

extension AWSUpstream {
    /// Both steps for a session.
    func give(_ session: Session) async throws(STSError) -> IssuedCredentials {
        try await prepare(session, call: FakeAWS.call, at: FakeAWS.now).issue()
    }

    /// The refusal of both steps.
    func refusal(_ session: Session) async -> STSError? {
        do throws(STSError) {
            _ = try await give(session)
            return nil
        } catch {
            return error
        }
    }
}

/// Makes tokens in the place of an account's issuer.
struct FakeTokens: SessionTokenSource {
    static let issuer = "https://broker.example.com/oidc/123456789012"
    static let subject = "arn:aws:iam::123456789012:role/Here"
    static let audience = "sts.amazonaws.com"
    static let providerARN = "arn:aws:iam::210987654321:oidc-provider/broker.example.com/oidc/123456789012"

    /// Why there are none.
    var refusal: STSError?

    /// One that looks like any, and says for which call it was made.
    static let token = "eyJhbGciOiJSUzI1NiJ9.\(FakeAWS.call.requestID).signature"

    func webIdentityToken(
        of session: Session, for audience: String, call: CallContext, at now: Timestamp
    ) throws(STSError) -> SessionToken {
        if let refusal { throw refusal }
        return SessionToken(
            token: "eyJhbGciOiJSUzI1NiJ9.\(call.requestID).signature", issuer: Self.issuer,
            subject: session.issuer.arn.description, audience: audience)
    }
}
