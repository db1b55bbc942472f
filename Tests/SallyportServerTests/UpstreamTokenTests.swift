import AWSUpstream
import Audit
import Encodings
import FederationTesting
import Foundation
import HTTPTypes
import SAML2
import Synchronization
import Testing
import WebIdentity

@testable import SallyportServer

/// A broker without keys for AWS: it shows a token of the account's issuer for each session.
@Suite("AWS behind the broker, by web identity")
struct UpstreamTokenTests {
    private static let issuer = "\(Site.publicURL)/oidc/\(Site.account)"
    private static let audience = "sts.amazonaws.com"
    private static let there = "arn:aws:iam::210987654321:role/There"

    /// Goes on where the account of the site's configuration ends.
    private static func configured() -> String {
        """
            upstream: aws
            aws:
              region: eu-west-1
              webIdentity: { audience: \(audience) }
              roles: { "\(Site.role("Administrator"))": "\(there)" }

        """
    }

    /// Answers in AWS's place, and keeps what it was asked.
    private final class Wire: Sendable {
        private let kept = Mutex<[UpstreamRequest]>([])

        var requests: [UpstreamRequest] { kept.withLock { $0 } }

        var outside: UpstreamOutside {
            UpstreamOutside(
                exchange: { (request, _) async throws(UpstreamSilence) in
                    self.kept.withLock { $0.append(request) }
                    let text = request.method == "GET" ? #"{"SigninToken":"abc"}"# : Self.credentials
                    return UpstreamAnswer(status: 200, body: Array(text.utf8))
                },
                elapsed: { .zero }, sleep: { _ in }, chance: { 1 })
        }

        private static let credentials = """
            <AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
            <AssumeRoleWithWebIdentityResult>
            <SubjectFromWebIdentityToken>\(Site.role("Administrator"))</SubjectFromWebIdentityToken>
            <Audience>\(UpstreamTokenTests.audience)</Audience>
            <AssumedRoleUser><AssumedRoleId>AROAEXAMPLEEXAMPLE00:alice@example.com</AssumedRoleId>
            <Arn>arn:aws:sts::210987654321:assumed-role/There/alice@example.com</Arn></AssumedRoleUser>
            <Credentials><AccessKeyId>ASIAEXAMPLEEXAMPLE00</AccessKeyId>
            <SecretAccessKey>secretofthesession</SecretAccessKey><SessionToken>tokenofthesession</SessionToken>
            <Expiration>2023-11-14T23:13:20Z</Expiration></Credentials>
            <Provider>arn:aws:iam::210987654321:oidc-provider/broker.example.com/oidc/\(Site.account)</Provider>
            </AssumeRoleWithWebIdentityResult>
            <ResponseMetadata><RequestId>11111111-2222</RequestId></ResponseMetadata>
            </AssumeRoleWithWebIdentityResponse>
            """
    }

    private static func call(_ response: String) -> [(String, String)] {
        [
            ("Action", "AssumeRoleWithSAML"), ("Version", "2011-06-15"), ("RoleArn", Site.role("Administrator")),
            ("PrincipalArn", Site.provider("corp")), ("SAMLAssertion", response),
        ]
    }

    private static func site(_ wire: Wire) async throws -> Site {
        try await Site(
            extra: configured(),
            upstreams: UpstreamSurroundings(
                environment: ["AWS_EC2_METADATA_DISABLED": "true"], outside: wire.outside))
    }

    @Test func awsIsShownATokenThatTheBrokersKeysVerify() async throws {
        let wire = Wire()
        let site = try await Self.site(wire)
        let (staff, sink) = (site.staff, site.sink)
        try await site.visit { browser in
            let response = try SignedResponse.with {
                $0.attributes = [SAMLAttribute(name: Site.prefix + "PrincipalTag:team", values: ["blue"])]
            }
            // Until the account gives tokens nobody is asked, and the response is not used up.
            for _ in 1...2 {
                let answer = try await browser.post("/", Self.call(response))
                #expect(answer.element("Code") == "ServiceUnavailable")
            }
            let refused = String(decoding: try #require(sink.events.last).jsonLine, as: UTF8.self)
            #expect(refused.contains("call EnableOutboundWebIdentityFederation"), "\(refused)")
            #expect(wire.requests.isEmpty)
            _ = try await staff.client(browser, user: nil).iam("EnableOutboundWebIdentityFederation")
            let answer = try await browser.post("/", Self.call(response))
            #expect(answer.status == .ok, "\(answer.text)")
            #expect(answer.element("AccessKeyId") == "ASIAEXAMPLEEXAMPLE00")
            #expect(
                answer.element("Arn") == "arn:aws:sts::210987654321:assumed-role/There/alice@example.com")
            let form = String(decoding: try #require(wire.requests.first).form, as: UTF8.self)
            let token = String(
                try #require(form.components(separatedBy: "WebIdentityToken=").last).prefix { $0 != "&" })
            let set = try await browser.get("/oidc/\(Site.account)/.well-known/jwks.json")
            let trusted = TrustedIssuer(
                url: Self.issuer, clientIDs: [Self.audience],
                keys: .success(try JSONWebKeySet(json: Array(set.text.utf8))))
            let taken = try WebIdentityValidator(issuers: [trusted]).validate(
                token, at: Timestamp(roundingDown: Site.now)
            ).outcome.get()
            #expect(taken.subject == Site.role("Administrator"))
            #expect(taken.tags.tags.map(\.value) == ["blue"])
            let line = String(
                decoding: try #require(sink.events.last { $0.eventName == "AssumeRoleWithSAML" }).jsonLine,
                as: UTF8.self)
            #expect(line.contains(#""requestId":"11111111-2222""#), "\(line)")
            #expect(!line.contains(token) && !line.contains("secretofthesession"))
            // The use is taken now.
            let again = try await browser.post("/", Self.call(response))
            #expect(again.element("Message") == "Response has already been redeemed")
            #expect(wire.requests.count == 1)
        }
    }

    /// What comes by a token is not chained: the console may be asked for a session as long as the role's.
    @Test func aBrowserGoesToTheConsole() async throws {
        let wire = Wire()
        let site = try await Self.site(wire)
        let staff = site.staff
        try await site.visit { browser in
            _ = try await staff.client(browser, user: nil).iam("EnableOutboundWebIdentityFederation")
            let answer = try await browser.post("/saml", [("SAMLResponse", try SignedResponse().encoded())])
            #expect(answer.status == .found, "\(answer.text)")
            let location = try #require(answer.headers[.location])
            #expect(location.hasPrefix("https://signin.aws.amazon.com/federation?Action=login&Issuer="))
            #expect(location.hasSuffix("&SigninToken=abc"))
            #expect(wire.requests.map(\.method) == ["POST", "GET"])
            #expect(try #require(wire.requests.last).url.absoluteString.contains("&SessionDuration="))
        }
    }
}
