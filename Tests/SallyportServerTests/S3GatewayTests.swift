import AWSSigV4
import Audit
import Encodings
import FederationTesting
import Foundation
import HTTPTypes
import Testing

@testable import Gateway
@testable import SallyportConfiguration
@testable import SallyportServer

@Suite("Requests to a store with the S3 API")
struct S3GatewayTests {
    private static let services = """
        endpoints: { trustedProxies: [127.0.0.1, "::1"] }
        services:
          - name: orders
            kind: s3
            proxy: nginx
            account: "\(Site.account)"
            hosts: [localhost]
            virtualHosts: [store.example]
            bucketPolicies:
              shared:
                Version: "2012-10-17"
                Statement:
                  - { Effect: Allow, Principal: "*", Action: "s3:GetObject", Resource: "arn:aws:s3:::shared/*" }
              closed:
                Version: "2012-10-17"
                Statement:
                  - { Sid: Nobody, Effect: Deny, Principal: "*", Action: "s3:*", Resource: "arn:aws:s3:::closed/*" }

        """

    /// May use a bucket, but for what is private, and list a part of it.
    private static let clerk = """
        {"Version":"2012-10-17","Statement":[
          {"Effect":"Allow","Action":["s3:GetObject","s3:PutObject","s3:DeleteObject"],"Resource":["arn:aws:s3:::films/*",
           "arn:aws:s3:::closed/*"]},
          {"Sid":"Private","Effect":"Deny","Action":"s3:*","Resource":"arn:aws:s3:::films/private/*"},
          {"Effect":"Allow","Action":"s3:ListBucket","Resource":"arn:aws:s3:::films",
           "Condition":{"StringLike":{"s3:prefix":"2026/*"}}}]}
        """

    private func ask(_ method: String, _ target: String, headers: [(String, String)] = [], host: String = "localhost")
        async throws -> (Site, Answer)
    {
        let site = try await Site(extra: Self.services)
        let staff = site.staff
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let answer = try await site.answer { browser in
            let user = try await staff.client(browser, user: "ana", policy: Self.clerk)
            let options = SigningOptions(pathNormalization: .objectKey, sendsContentSHA256: true)
            let request = SignableRequest(
                method: method, path: parts[0], query: parts.count > 1 ? parts[1] : "",
                headers: [("Host", host)] + headers)
            return try await AskingProxy(browser: browser)
                .ask(user.signer(options, service: "s3").sign(request, at: Site.now))
        }
        return (site, answer)
    }

    /// Method, target, and how it ends: nil for allowed, else the code.
    static let decisions: [(String, String, String?)] = [
        ("GET", "/films/2026/a%20b.mp4", nil), ("PUT", "/films/x/y/", nil),
        ("GET", "/films?list-type=2&prefix=2026%2F", nil),
        ("GET", "/films?list-type=2&prefix=2025%2F", "AccessDenied"), ("GET", "/films?list-type=2", "AccessDenied"),
        ("GET", "/films/private/a", "AccessDenied"), ("GET", "/films/%70rivate/a", "AccessDenied"),
        ("GET", "/other/a", "AccessDenied"), ("GET", "/shared/a", nil), ("PUT", "/shared/a", "AccessDenied"),
        ("GET", "/closed/a", "AccessDenied"), ("PUT", "/films?acl", "AccessDenied"), ("GET", "/", "AccessDenied"),
        ("GET", "/films//private/a", "InvalidURI"), ("GET", "/films/x/../private/a", "InvalidURI"),
        ("GET", "/films/x/%2E%2E/private/a", "InvalidURI"), ("GET", "/films/./private/a", "InvalidURI"),
        ("GET", "/films?list-type=2&prefix=2026%2F..%2Fprivate%2F", "InvalidURI"),
        ("GET", "/films/private%5Ca", "InvalidURI"), ("GET", "/films/2026%5Cprivate", "InvalidURI"),
        ("GET", "/films?list-type=2&prefix=private%5C", "InvalidURI"),
    ]

    @Test(arguments: decisions)
    func policiesDecide(_ method: String, _ target: String, _ code: String?) async throws {
        let (_, answer) = try await ask(method, target)
        #expect(answer.status == (code == nil ? .ok : .forbidden), "\(answer.text)")
        #expect(answer.element("Code") == code)
    }

    @Test func theRecordNamesTheOperation() async throws {
        let (site, answer) = try await ask("PUT", "/films/a")
        #expect(answer.status == .ok, "\(answer.text)")
        let record = String(decoding: try #require(site.sink.events.last).jsonLine, as: UTF8.self)
        #expect(record.contains(#""operation":"PutObject""#))
        #expect(record.contains(#"{"action":"s3:PutObject","resource":"arn:aws:s3:::films/a"}"#))
    }

    @Test func aRefusalIsTheXMLOfS3() async throws {
        let (_, answer) = try await ask("GET", "/closed/a")
        #expect(answer.headers[.contentType] == "application/xml")
        #expect(answer.element("Message")?.contains("with an explicit deny in a resource-based policy") == true)
        #expect(
            answer.element("DecidedBy")?.contains("\"Nobody\" of resource policy \"policy of bucket closed\"") == true)
        #expect(answer.headers[.sallyportRefusal] == answer.text)
    }

    @Test func aBucketMayStandInTheHost() async throws {
        #expect(try await ask("GET", "/a", host: "films.store.example").1.status == .ok)
        #expect(try await ask("GET", "/private/a", host: "films.store.example").1.element("Code") == "AccessDenied")
        #expect(try await ask("GET", "/a", host: "films.elsewhere.example").1.element("Code") == "AccessDenied")
    }

    @Test func aCopyNeedsItsSourceAsWell() async throws {
        let header = "X-Amz-Copy-Source"
        #expect(try await ask("PUT", "/films/b", headers: [(header, "/films/a")]).1.status == .ok)
        #expect(try await ask("PUT", "/films/b", headers: [(header, "/shared/a")]).1.status == .ok)
        for source in ["/films/private/a", "/closed/a", "/other/a", "/films/a/../private/a", "/films/private%5Ca"] {
            #expect(try await ask("PUT", "/films/b", headers: [(header, source)]).1.status == .forbidden, "\(source)")
        }
    }

    /// The keys stand in the body, which nobody here has read.
    @Test func deletingManyKeysIsRefusedWhenSomeMayNotBeDeleted() async throws {
        let (_, answer) = try await ask("POST", "/films?delete")
        #expect(answer.status == .forbidden)
        #expect(
            answer.element("Message")?.contains("a statement denies some of what it may be") == true, "\(answer.text)")
        #expect(answer.element("DecidedBy")?.contains("\"Private\"") == true)
    }

    @Test(arguments: [("BREW", "/films/a"), ("GET", "/films/a?unknown"), ("POST", "/films"), ("GET", "/films/%")])
    func whatIsNoOperationIsRefused(_ method: String, _ target: String) async throws {
        let (site, answer) = try await ask(method, target)
        #expect(answer.status == .forbidden)
        #expect(answer.element("Code") != nil)
        #expect(site.gatewayRecords.allSatisfy { $0 != "allowed" })
    }

    @Test func whoHasNotSignedIsDenied() async throws {
        let site = try await Site(extra: Self.services)
        let answer = try await site.answer { browser in
            try await AskingProxy(browser: browser)
                .ask(SignableRequest(method: "GET", path: "/films/a", headers: [("Host", "localhost")]))
        }
        #expect(answer.status == .forbidden)
        #expect(answer.element("Code") == "AccessDenied")
    }

    @Test func aTextOfAMessageStaysAText() {
        let refusal = S3Refusal(refusal: GatewayRefusal("AccessDenied", "<a>&\u{E9}\u{202E}\n"), requestID: "1")
        #expect(refusal.xml.contains("<Message>&lt;a&gt;&amp;&#233;&#65533;&#65533;</Message>"))
    }
}
