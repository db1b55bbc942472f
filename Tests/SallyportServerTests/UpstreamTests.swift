import AWSUpstream
import Audit
import FederationTesting
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import SAML2
import Sessions
import Synchronization
import Testing

@testable import SallyportConfiguration
@testable import SallyportServer

/// A broker behind which another one stands as AWS: the calls are those of the wire, and the other one verifies them.
@Suite("AWS behind the broker")
struct UpstreamTests {
    private static let endpoint = "http://localhost"
    private static let there = "arn:aws:iam::\(Site.account):role/There"

    /// Goes on where the account of the site's configuration ends.
    private static func configured() -> String {
        """
            upstream: aws
            aws:
              region: eu-west-1
              endpoint: \(endpoint)
              federationEndpoint: https://signin.aws.amazon.com/federation
              externalID: broker-1
              roles: { "\(Site.role("Administrator"))": "\(there)" }

        """
    }

    /// Hands requests over to the other broker, and keeps them.
    private final class Wire: Sendable {
        let client: any TestClientProtocol
        private let kept = Mutex<[UpstreamRequest]>([])
        private let faults: Mutex<[UpstreamAnswer?]>

        /// - Parameter faults: what the first requests are answered in the other one's place; nil for nothing at all.
        init(_ client: any TestClientProtocol, faults: [UpstreamAnswer?] = []) {
            self.client = client
            self.faults = Mutex(faults)
        }

        var requests: [UpstreamRequest] { kept.withLock { $0 } }

        var outside: UpstreamOutside {
            UpstreamOutside(
                exchange: { (request, _) async throws(UpstreamSilence) in try await self.answer(request) },
                elapsed: { .zero }, sleep: { _ in }, chance: { 1 })
        }

        private func answer(_ request: UpstreamRequest) async throws(UpstreamSilence) -> UpstreamAnswer {
            kept.withLock { $0.append(request) }
            if let fault = faults.withLock({ $0.isEmpty ? nil : $0.removeFirst() as UpstreamAnswer?? }) {
                guard let fault else { throw UpstreamSilence(reason: "no whole answer within 5 s") }
                return fault
            }
            var headers = HTTPFields()
            for header in request.headers {
                if let name = HTTPField.Name(header.name) { headers[name] = header.value }
            }
            if request.method == "POST" {
                headers[.contentType] = "application/x-www-form-urlencoded; charset=utf-8"
            }
            let query = request.url.query(percentEncoded: true).map { "?\($0)" } ?? ""
            do {
                let answer = try await client.executeRequest(
                    uri: (request.url.path.isEmpty ? "/" : request.url.path) + query,
                    method: request.method == "POST" ? .post : .get, headers: headers,
                    body: ByteBuffer(bytes: request.form))
                let fields = answer.headers.map { ($0.name.canonicalName, $0.value) }
                return UpstreamAnswer(
                    status: answer.status.code, headers: Dictionary(fields, uniquingKeysWith: { first, _ in first }),
                    body: Array(buffer: answer.body))
            } catch {
                throw UpstreamSilence(reason: "\(error)")
            }
        }
    }

    /// Both brokers, and what came over the wire.
    private struct Pair: Sendable {
        let sink: InMemoryAuditSink
        let awsSink: InMemoryAuditSink
        let wire: Wire
        let secrets: [String]
    }

    private static func both(
        faults: [UpstreamAnswer?] = [], configured: String = configured(), trusting principal: String? = nil,
        _ body: @Sendable @escaping (Pair, Browser) async throws -> Void
    ) async throws {
        let aws = try await Site(publicURL: "https://signin.aws.amazon.com")
        let (staff, awsSink) = (aws.staff, aws.sink)
        try await aws.server.application().test(.router) { client in
            let key = try await staff.client(
                Browser(client, publicURL: "https://signin.aws.amazon.com"), user: "broker", policy: Site.everything)
            try await staff.addRole("There", trusting: principal ?? "arn:aws:iam::\(Site.account):user/broker")
            let wire = Wire(client, faults: faults)
            let site = try await Site(
                extra: configured,
                upstreams: UpstreamSurroundings(
                    environment: [
                        "AWS_ACCESS_KEY_ID": key.accessKeyID, "AWS_SECRET_ACCESS_KEY": key.secret,
                    ], outside: wire.outside))
            let pair = Pair(sink: site.sink, awsSink: awsSink, wire: wire, secrets: [key.secret])
            try await site.visit { browser in try await body(pair, browser) }
        }
    }

    private static func call(_ response: String) -> [(String, String)] {
        [
            ("Action", "AssumeRoleWithSAML"), ("Version", "2011-06-15"), ("RoleArn", Site.role("Administrator")),
            ("PrincipalArn", Site.provider("corp")), ("SAMLAssertion", response),
        ]
    }

    private static func tagged() throws -> String {
        try SignedResponse.with {
            $0.attributes = [
                SAMLAttribute(name: Site.prefix + "PrincipalTag:team", values: ["video + sound"]),
                SAMLAttribute(name: Site.prefix + "TransitiveTagKeys", values: ["team"]),
                SAMLAttribute(name: Site.prefix + "SourceIdentity", values: ["alice"]),
            ]
        }
    }

    @Test func awsGivesTheCredentials() async throws {
        try await Self.both { pair, browser in
            let answer = try await browser.post("/", Self.call(try Self.tagged()))
            #expect(answer.status == .ok, "\(answer.text)")
            let arn = "arn:aws:sts::\(Site.account):assumed-role/There/alice@example.com"
            #expect(answer.element("Arn") == arn)
            // What came is a session there, and none here.
            let there = try SignedClient(Browser(pair.wire.client, publicURL: Site.publicURL), answer)
            #expect(try await there.sts("GetCallerIdentity").element("Arn") == arn)
            let here = try SignedClient(browser, answer)
            #expect(try await here.sts("GetCallerIdentity").element("Code") == "InvalidClientTokenId")
            let asked = String(decoding: try #require(pair.wire.requests.first).form, as: UTF8.self)
            for field in [
                "Tags.member.1.Key=team", "Tags.member.1.Value=video%20%2B%20sound", "TransitiveTagKeys.member.1=team",
                "SourceIdentity=alice", "ExternalId=broker-1", "DurationSeconds=3600",
            ] {
                #expect(asked.contains(field), "\(field) in \(asked)")
            }
            let record = try #require(pair.sink.events.last { $0.eventName == "AssumeRoleWithSAML" })
            let line = String(decoding: record.jsonLine, as: UTF8.self)
            let request = try #require(pair.awsSink.events.first { $0.eventName == "AssumeRole" }?.call.requestID)
            #expect(line.contains(#""upstream":{"endpoint":"\#(Self.endpoint)","roleArn":"\#(Self.there)""#), "\(line)")
            #expect(line.contains(#""requestId":"\#(request)""#))
            #expect(line.contains(try #require(answer.element("AccessKeyId"))))
            for secret in pair.secrets + [try #require(answer.element("SecretAccessKey"))] {
                #expect(!line.contains(secret))
            }
        }
    }

    @Test func aBrowserGoesToTheConsoleOfAWS() async throws {
        try await Self.both { pair, browser in
            let answer = try await browser.post("/saml", [("SAMLResponse", try SignedResponse().encoded())])
            #expect(answer.status == .found, "\(answer.text)")
            let location = try #require(answer.headers[.location])
            #expect(location.hasPrefix("https://signin.aws.amazon.com/federation?Action=login&Issuer="))
            #expect(location.contains("&Destination=https%3A%2F%2Fconsole.aws.amazon.com%2F&"))
            #expect(pair.sink.events.map(\.eventName) == ["AssumeRoleWithSAML", "GetSigninToken"])
            #expect(pair.sink.events.allSatisfy { $0.errorCode == nil })
            let token = try #require(location.components(separatedBy: "SigninToken=").last)
            for event in pair.sink.events {
                #expect(!String(decoding: event.jsonLine, as: UTF8.self).contains(token.prefix(40)))
            }
            let visitor = Browser(pair.wire.client, publicURL: "https://signin.aws.amazon.com")
            let signedIn = try await visitor.get(String(location.dropFirst("https://signin.aws.amazon.com".count)))
            #expect(signedIn.status == .found)
            let console = try await visitor.get("/console", headers: [.accept: "application/json"])
            #expect(console.text.contains("assumed-role/There/alice@example.com"), "\(console.text)")
        }
    }

    @Test func aDestinationMustBeOnTheList() async throws {
        let listed = Self.configured() + "endpoints: { destinations: [\"https://eu-west-1.console.aws.amazon.com\"] }\n"
        try await Self.both(configured: listed) { _, browser in
            for (place, leads) in [
                ("https://eu-west-1.console.aws.amazon.com/s3", "https%3A%2F%2Feu-west-1.console.aws.amazon.com%2Fs3"),
                ("https://evil.example.com/", "https%3A%2F%2Fconsole.aws.amazon.com%2F"),
            ] {
                let answer = try await browser.post(
                    "/saml", [("SAMLResponse", try SignedResponse().encoded()), ("RelayState", place)])
                let location = try #require(answer.headers[.location])
                #expect(location.contains("&Destination=\(leads)&"), "\(location)")
            }
        }
    }

    /// The decision comes first: nobody is asked for what the trust policy here refuses, and for a role that is not mapped.
    @Test func awsIsNotAskedForWhatIsRefusedHere() async throws {
        try await Self.both { pair, browser in
            let forged = try SignedResponse.with { $0.identityProvider = Site.stranger }
            #expect(try await browser.post("/", Self.call(forged)).element("Code") == "InvalidIdentityToken")
            let reader = "arn:aws:iam::\(Site.account):role/teams/Reader"
            let unmapped = try SignedResponse.with { $0.roles = ["\(reader),\(Site.provider("corp"))"] }
            let fields = Self.call(unmapped).map { $0.0 == "RoleArn" ? ("RoleArn", reader) : $0 }
            let answer = try await browser.post("/", fields)
            #expect(answer.element("Message") == "The role is not among those of this account that AWS gives.")
            let long = try await browser.post(
                "/", Self.call(try SignedResponse().encoded()) + [("DurationSeconds", "43200")])
            #expect(long.element("Code") == "ValidationError")
            #expect(pair.wire.requests.isEmpty)
        }
    }

    @Test func aRefusalOfAWSIsExplained() async throws {
        try await Self.both(trusting: "arn:aws:iam::\(Site.account):user/somebody-else") { pair, browser in
            let response = try SignedResponse().encoded()
            let answer = try await browser.post("/", Self.call(response))
            #expect(answer.status == .forbidden)
            #expect(answer.element("Code") == "AccessDenied")
            #expect(
                answer.element("Message")?.hasPrefix("AWS does not give this role to the broker (AWS request ") == true)
            // Nothing of the broker's own identity.
            #expect(!answer.text.contains("user/broker"))
            let line = String(decoding: try #require(pair.sink.events.last).jsonLine, as: UTF8.self)
            #expect(line.contains("is not authorized to perform: sts:AssumeRole on resource: \(Self.there)"))
            #expect(line.contains("the role there must trust the broker's identity"))
            #expect(pair.wire.requests.count == 1)
            // The use was taken before AWS was asked, and stays taken.
            let again = try await browser.post("/", Self.call(response))
            #expect(again.element("Message") == "Response has already been redeemed")
            #expect(pair.wire.requests.count == 1)
        }
    }

    @Test func awsIsAskedAgainWhenItIsBusy() async throws {
        let busy = UpstreamAnswer(status: 503, body: Array("busy".utf8))
        try await Self.both(faults: [busy, nil]) { pair, browser in
            let answer = try await browser.post("/", Self.call(try SignedResponse().encoded()))
            #expect(answer.status == .ok)
            #expect(pair.wire.requests.count == 3)
        }
        try await Self.both(faults: [nil, busy, nil]) { pair, browser in
            let answer = try await browser.post("/", Self.call(try SignedResponse().encoded()))
            #expect(answer.status == .serviceUnavailable)
            let line = String(decoding: try #require(pair.sink.events.last).jsonLine, as: UTF8.self)
            #expect(line.contains("gave no answer: no whole answer within 5 s - asked 3 times"), "\(line)")
            #expect(pair.wire.requests.count == 3)
        }
    }

    /// Without credentials of the broker's own nothing is used up.
    @Test func withoutCredentialsNothingIsUsedUp() async throws {
        let site = try await Site(extra: Self.configured())
        try await site.visit { browser in
            let response = try SignedResponse().encoded()
            for _ in 1...2 {
                let answer = try await browser.post("/", Self.call(response))
                #expect(answer.element("Code") == "ServiceUnavailable")
            }
        }
        let line = String(decoding: try #require(site.sink.events.last).jsonLine, as: UTF8.self)
        #expect(line.contains("the broker has no credentials for it"))
    }

    /// Without room for the record nobody is asked.
    @Test func withoutARecordNobodyIsAsked() async throws {
        try await Self.both { pair, browser in
            pair.sink.hasRoom = false
            let answer = try await browser.post("/", Self.call(try SignedResponse().encoded()))
            #expect(answer.element("Code") == "ServiceUnavailable")
            #expect(pair.wire.requests.isEmpty)
        }
    }
}
