import AWSQuery
import AWSSigV4
import Accounts
import Audit
import Encodings
import FederationTesting
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import SAML2
import ServerHTTP
import Testing

@testable import SallyportServer
@testable import ServerConnections

@Suite("The Query API")
struct QueryAPITests {
    @Test func assumeRoleWithSAMLGivesCredentials() async throws {
        let site = try await Site()
        try await site.visit { browser in
            let answer = try await browser.post("/", IssuedCredentials.assumeRole(try SignedResponse().encoded()))
            #expect(answer.status == .ok)
            #expect(answer.headers[.contentType] == "text/xml")
            #expect(answer.headers[.cacheControl] == "no-store")
            #expect(
                answer.text.hasPrefix(
                    #"<AssumeRoleWithSAMLResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleWithSAMLResult>"#
                ))
            #expect(answer.element("RequestId") == answer.headers[.requestID])
            #expect(answer.element("AccessKeyId")?.hasPrefix("ASIA") == true)
            #expect(answer.element("Arn") == "arn:aws:sts::123456789012:assumed-role/Administrator/alice@example.com")
            #expect(answer.element("Audience") == "https://broker.example.com/saml")
            #expect(answer.element("Issuer") == "https://idp.example.com/corp")
            #expect(answer.element("Subject") == "alice")
            #expect(answer.element("Expiration") == "2023-11-14T23:13:20Z")
        }
        #expect(site.recorded == ["AssumeRoleWithSAML ok"])
    }

    @Test func aQueryWillDo() async throws {
        let site = try await Site()
        try await site.visit { browser in
            let query = Browser.form(IssuedCredentials.assumeRole(try SignedResponse().encoded()))
            #expect(try await browser.get("/?" + query).status == .ok)
        }
    }

    @Test func headIsNoWayToCall() async throws {
        let site = try await Site()
        try await site.visit { browser in
            let query = Browser.form(IssuedCredentials.assumeRole(try SignedResponse().encoded()))
            #expect(try await browser.send(.head, "/?" + query).status == .notFound)
        }
        #expect(site.recorded.isEmpty)
    }

    @Test func aBodyIsNotMixedWithTheQuery() async throws {
        let site = try await Site()
        try await site.visit { browser in
            let answer = try await browser.post(
                "/?RoleArn=\(PercentEncoding.encode(Site.role("Administrator")))",
                IssuedCredentials.assumeRole(try SignedResponse().encoded()).filter { $0.0 != "RoleArn" })
            #expect(answer.element("Code") == "ValidationError")
        }
    }

    /// What is refused, with AWS's code, text and status.
    static let refusals:
        [(change: @Sendable ([(String, String)]) -> [(String, String)], code: String, message: String, status: Int)] = [
            (
                { $0.filter { $0.0 != "SAMLAssertion" } }, "ValidationError",
                "1 validation error detected: Value null at 'sAMLAssertion' failed to satisfy constraint: Member must not be null",
                400
            ),
            (
                { $0.filter { ["Action", "Version"].contains($0.0) } }, "ValidationError",
                "3 validation errors detected: Value null at 'roleArn' failed to satisfy constraint: Member must not be null; Value null at 'principalArn' failed to satisfy constraint: Member must not be null; Value null at 'sAMLAssertion' failed to satisfy constraint: Member must not be null",
                400
            ),
            ({ replace($0, "SAMLAssertion", "!!!!") }, "InvalidIdentityToken", "Invalid base64 SAMLResponse", 400),
            ({ replace($0, "SAMLAssertion", "AAA") }, "ValidationError", "greater than or equal to 4", 400),
            (
                { replace($0, "SAMLAssertion", String(repeating: "A", count: 100_001)) }, "ValidationError",
                "less than or equal to 100000", 400
            ),
            (
                { replace($0, "PrincipalArn", Site.provider("nobody")) }, "InvalidIdentityToken",
                "Specified provider doesn't exist", 400
            ),
            (
                {
                    replace(
                        replace($0, "PrincipalArn", Site.role("Administrator")), "RoleArn", Site.provider("corp"))
                }, "ValidationError", "Request ARN is invalid", 400
            ),
            (
                { replace($0, "PrincipalArn", "arn:aws:iam:123456789012:saml-provider/corp") }, "ValidationError",
                "arn:aws:iam:123456789012:saml-provider/corp is invalid", 400
            ),
            (
                { replace($0, "PrincipalArn", Site.provider("legacy")) }, "InvalidIdentityToken",
                "Issuer not present in specified provider", 400
            ),
            (
                { replace($0, "RoleArn", Site.role("teams/Reader")) }, "AccessDenied",
                "Not authorized to perform sts:AssumeRoleWithSAML", 403
            ),
            (
                { $0 + [("DurationSeconds", "7201")] }, "ValidationError",
                "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.", 400
            ),
            ({ $0 + [("DurationSeconds", "x")] }, "MalformedInput", "durationSeconds", 400),
            (
                { $0 + [("DurationSeconds", "899")] }, "ValidationError",
                "Member must have value greater than or equal to 900", 400
            ),
            ({ $0 + [("RoleArn", Site.role("Reader"))] }, "MalformedQueryString", "RoleArn stands twice", 400),
            (
                { replace($0, "Action", "AssumeRoleWithMagic") }, "InvalidAction",
                "Could not find operation AssumeRoleWithMagic for version 2011-06-15", 400
            ),
            (
                { replace($0, "Version", "2010-05-08") }, "InvalidAction",
                "Could not find operation AssumeRoleWithSAML for version 2010-05-08", 400
            ),
            ({ $0.filter { $0.0 != "Action" } }, "MissingAction", "missing an action", 400),
            ({ _ in [] }, "MissingAction", "missing an action", 400),
        ]

    private static func replace(_ fields: [(String, String)], _ name: String, _ value: String) -> [(String, String)] {
        fields.map { $0.0 == name ? (name, value) : $0 }
    }

    @Test(arguments: refusals.indices)
    func refused(_ index: Int) async throws {
        let (change, code, message, status) = Self.refusals[index]
        let site = try await Site()
        try await site.visit { browser in
            let good = IssuedCredentials.assumeRole(try SignedResponse().encoded())
            let answer = try await browser.post("/", change(good))
            #expect(answer.status.code == status)
            #expect(answer.element("Code") == code)
            let text = try #require(answer.element("Message"))
            #expect(text.replacing("&apos;", with: "'").contains(message))
            #expect(answer.element("Type") == "Sender")
            #expect(answer.element("RequestId") == answer.headers[.requestID])
            #expect(!answer.text.contains("SecretAccessKey"))
            // It was no use of the assertion.
            #expect(try await browser.post("/", good).status == .ok)
        }
        #expect(site.recorded.count == 2)
        #expect(site.sink.events.first?.errorCode == code)
    }

    @Test func aResponseIsRedeemedOnceForARole() async throws {
        let site = try await Site()
        try await site.visit { browser in
            let fields = IssuedCredentials.assumeRole(try SignedResponse().encoded())
            #expect(try await browser.post("/", fields).status == .ok)
            let again = try await browser.post("/", fields)
            #expect(again.element("Message")?.contains("already been redeemed") == true)
        }
    }

    @Test func whatComesFromTheMessageIsEscaped() async throws {
        let site = try await Site()
        try await site.visit { browser in
            let response = try SignedResponse.with { $0.subject = "</Subject><Admin>&amp;" }
            let answer = try await browser.post("/", IssuedCredentials.assumeRole(response))
            #expect(answer.element("Subject") == "&lt;/Subject&gt;&lt;Admin&gt;&amp;amp;")
            let unknown = try await browser.post("/", [("Action", "<script>\u{1}"), ("Version", "<x>")])
            #expect(unknown.element("Message")?.contains("&lt;script&gt;\u{FFFD} for version &lt;x&gt;") == true)
        }
    }

    @Test func aBodyBeyondTheLimitIsTooLarge() async throws {
        let site = try await Site(extra: "limits: { maxBodyBytes: 4096 }\n")
        try await site.visit { browser in
            let answer = try await browser.post("/", [("Action", String(repeating: "A", count: 4_096))])
            #expect(answer.status == .contentTooLarge)
            #expect(answer.headers[.contentType] == "text/xml")
            #expect(answer.element("Code") == "RequestEntityTooLarge")
            #expect(answer.element("RequestId") == answer.headers[.requestID])
            let whole = try await browser.post("/", [("Action", String(repeating: "A", count: 4_089))])
            #expect(whole.element("Code") == "InvalidAction")
        }
        #expect(site.recorded == ["UnknownAction RequestEntityTooLarge", "UnknownAction InvalidAction"])
    }

    @Test func aThirdLongBodyHasToWait() async throws {
        let bodies = CallBodies(reader: BodyReader(budget: ArrivalBudget()), limit: 64, longLimit: 65_536)
        func read() async throws -> CallBodies.Body {
            let text = "Action=CreateSAMLProvider&SAMLMetadataDocument=" + String(repeating: "x", count: 1_000)
            return try await bodies.read(
                Request(
                    head: HTTPRequest(method: .post, scheme: "https", authority: "localhost", path: "/"),
                    body: RequestBody(buffer: ByteBuffer(string: text))), on: nil
            ) { true }
        }
        let first = try await read()
        let second = try await read()
        do {
            _ = try await read()
            Issue.record("a third body was held")
        } catch let fault as QueryFault {
            #expect(fault.code == "Throttling" && fault.status == 503)
        }
        bodies.release(first)
        let third = try await read()
        for body in [second, third] { bodies.release(body) }
    }
}

@Suite("GetCallerIdentity")
struct GetCallerIdentityTests {
    private static let body = "Action=GetCallerIdentity&Version=2011-06-15"

    private func call(
        _ browser: Browser, _ credentials: IssuedCredentials, service: String = "sts", body: String = body,
        sent: String? = nil,
        at instant: Date = Site.now, signed: Bool = true
    ) async throws -> Answer {
        var headers: HTTPFields = [.contentType: "application/x-www-form-urlencoded; charset=utf-8"]
        if signed {
            let signer = Signer(
                credential: Credential(
                    accessKeyID: credentials.accessKeyID, secretAccessKey: SecretAccessKey(credentials.secret),
                    sessionToken: credentials.token),
                region: "us-east-1", service: service)
            let request = SignableRequest(
                method: "POST", path: "/",
                headers: [("Host", "localhost"), ("Content-Type", headers[.contentType] ?? "")],
                payload: Payload(Array(body.utf8)))
            for header in try signer.sign(request, at: instant).headers
            where header.name != "Host" && header.name != "Content-Type" {
                headers[try #require(HTTPField.Name(header.name))] = header.value
            }
        }
        return try await browser.send(.post, "/", headers: headers, body: sent ?? body)
    }

    @Test func namesTheSession() async throws {
        let site = try await Site()
        try await site.visit { browser in
            let answer = try await call(browser, try await .issue(browser))
            #expect(answer.status == .ok)
            #expect(answer.element("Arn") == "arn:aws:sts::123456789012:assumed-role/Administrator/alice@example.com")
            #expect(answer.element("Account") == "123456789012")
            #expect(answer.element("UserId")?.hasPrefix("AROA") == true)
            #expect(answer.element("UserId")?.hasSuffix(":alice@example.com") == true)
        }
        #expect(site.recorded == ["AssumeRoleWithSAML ok", "GetCallerIdentity ok"])
    }

    @Test func wrongSecretsAndTokensAreRefused() async throws {
        let site = try await Site()
        try await site.visit { browser in
            let good = try await IssuedCredentials.issue(browser)
            let other = try await IssuedCredentials.issue(browser)
            let changed =
                String(good.token.dropLast(9)) + (good.token.suffix(9).first == "A" ? "B" : "A") + good.token.suffix(8)
            let wrong: [(IssuedCredentials, String, Int)] = [
                (
                    IssuedCredentials(accessKeyID: good.accessKeyID, secret: other.secret, token: good.token),
                    "SignatureDoesNotMatch", 403
                ),
                (
                    IssuedCredentials(accessKeyID: good.accessKeyID, secret: good.secret, token: changed),
                    "InvalidClientTokenId", 403
                ),
                (
                    IssuedCredentials(accessKeyID: good.accessKeyID, secret: good.secret, token: other.token),
                    "InvalidClientTokenId", 403
                ),
                (
                    IssuedCredentials(accessKeyID: other.accessKeyID, secret: good.secret, token: good.token),
                    "InvalidClientTokenId", 403
                ),
                (
                    IssuedCredentials(accessKeyID: "AKIAIOSFODNN7EXAMPLE", secret: good.secret, token: ""),
                    "InvalidClientTokenId", 403
                ),
            ]
            for (credentials, code, status) in wrong {
                let answer = try await call(browser, credentials)
                #expect(answer.element("Code") == code)
                #expect(answer.status.code == status)
                #expect(answer.element("Arn") == nil)
            }
        }
        #expect(site.recorded.count == 2 + 5)
    }

    @Test func anotherBodyThanTheSignedOneIsRefused() async throws {
        let site = try await Site()
        try await site.visit { browser in
            let answer = try await call(browser, try await .issue(browser), sent: Self.body + "&x=y")
            #expect(answer.element("Code") == "SignatureDoesNotMatch")
        }
    }

    @Test(arguments: [-1_000.0, 1_000.0])
    func anotherTimeIsRefused(_ offset: Double) async throws {
        let site = try await Site()
        try await site.visit { browser in
            let answer = try await call(browser, try await .issue(browser), at: Site.now.addingTimeInterval(offset))
            #expect(answer.element("Code") == "RequestExpired")
            #expect(answer.element("Arn") == nil)
        }
    }

    @Test func aSignatureForAnotherServiceIsRefused() async throws {
        let site = try await Site()
        try await site.visit { browser in
            let answer = try await call(browser, try await .issue(browser), service: "s3")
            #expect(answer.status.code >= 400)
        }
    }

    @Test func unsignedIsRefused() async throws {
        let site = try await Site()
        try await site.visit { browser in
            let answer = try await call(browser, try await .issue(browser), signed: false)
            #expect(answer.element("Code") == "MissingAuthenticationToken")
            #expect(answer.status == .forbidden)
        }
        #expect(site.recorded.last == "GetCallerIdentity MissingAuthenticationToken")
    }

    @Test func expiredCredentialsAreRefused() async throws {
        let site = try await Site()
        let clock = site.clock
        try await site.visit { browser in
            let credentials = try await IssuedCredentials.issue(browser)
            clock.advance(by: 3_600)
            let answer = try await call(browser, credentials, at: clock.now)
            #expect(answer.element("Code") == "ExpiredToken")
        }
    }

    @Test func withoutARecordThereIsNoAnswer() async throws {
        let site = try await Site()
        let sink = site.sink
        try await site.visit { browser in
            let credentials = try await IssuedCredentials.issue(browser)
            sink.isFailing = true
            let answer = try await call(browser, credentials)
            #expect(answer.status == .serviceUnavailable)
        }
    }
}
