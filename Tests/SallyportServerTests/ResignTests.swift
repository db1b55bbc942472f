import AWSSigV4
import Audit
import Encodings
import FederationTesting
import Foundation
import Gateway
import HTTPTypes
import Testing

@testable import SallyportConfiguration
@testable import SallyportServer

@Suite("Requests that are signed anew")
struct ResignTests {
    /// A store that knows one key.
    private static func services(_ proxy: String = "nginx") -> String {
        """
        endpoints: { trustedProxies: [127.0.0.1, "::1"] }
        services:
          - name: orders
            kind: http
            proxy: \(proxy)
            account: "\(Site.account)"
            signing: { service: s3 }
            rules: [{ path: "*" }]
            resign: { host: "store:8333", region: local, service: s3, accessKeyID: STORE, secretAccessKeyFile: key }

        """
    }

    private static let secret = "the-secret-of-the-store"

    /// Asks about what `body` makes of a user's signature.
    private func ask(
        proxy: ProtectedService.Proxy = .nginx, _ body: @Sendable @escaping (Signer) throws -> SignableRequest
    ) async throws -> (Site, Answer) {
        let folder = try TemporaryFolder()
        let key = try folder.write("key", Self.secret)
        let site = try await Site(
            extra: Self.services(proxy.rawValue).replacing(
                "secretAccessKeyFile: key", with: "secretAccessKeyFile: \(key)"))
        let staff = site.staff
        let answer = try await site.answer { browser in
            let user = try await staff.client(browser, user: "ana", policy: Site.everything)
            let options = SigningOptions(pathNormalization: .objectKey, sendsContentSHA256: true)
            return try await AskingProxy(browser: browser, form: proxy)
                .ask(body(user.signer(options, service: "s3")))
        }
        withExtendedLifetime(folder) {}
        return (site, answer)
    }

    /// What comes to the store when the proxy does as it is told.
    private func arriving(_ sent: SignableRequest, _ answer: Answer, method: String = "PUT") throws -> SignableRequest {
        let target = try #require(answer.headers[.sallyportURI])
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let hash = try #require(answer.headers[.amzContentSHA256])
        let replaced = ["host", "authorization", "x-amz-date", "x-amz-content-sha256", "x-amz-security-token"]
        let own: [(String, String)] = [
            ("Host", "store:8333"), ("Authorization", answer.headers[.authorization] ?? ""),
            ("X-Amz-Date", answer.headers[.amzDate] ?? ""), ("X-Amz-Content-SHA256", hash),
        ]
        return SignableRequest(
            method: method, path: String(parts[0]), query: parts.count > 1 ? String(parts[1]) : "",
            headers: own.map { HTTPHeader(name: $0.0, value: $0.1) }
                + sent.headers.filter { !replaced.contains($0.name.lowercased()) },
            payload: try #require(Payload(declared: hash)))
    }

    /// The code with which the store refuses; nil when it takes the request.
    private func refusal(_ request: SignableRequest, secret: String = secret) -> SignatureError.Code? {
        let store = SignatureVerifier(
            regions: ["local"], services: ["s3"], pathNormalization: .objectKey, acceptsUnsignedPayload: true)
        do throws(SignatureError) {
            let claim = try store.claim(in: request)
            #expect(claim.accessKeyID == "STORE")
            #expect(claim.sessionToken == nil)
            _ = try store.verify(claim, secret: SecretAccessKey(secret), at: Site.now)
            return nil
        } catch {
            return error.code
        }
    }

    private static func request(
        _ path: String = "/bucket/a", query: String = "x-id=PutObject&a=%2F", declaring payload: Payload = .empty
    ) -> SignableRequest {
        SignableRequest(
            method: "PUT", path: path, query: query,
            headers: [("Host", "localhost"), ("X-Amz-Meta-Color", "blue"), ("Content-Type", "text/plain")],
            payload: payload)
    }

    @Test(arguments: [
        String(repeating: "0a", count: 32), "UNSIGNED-PAYLOAD", "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
    ])
    func theStoreTakesWhatTheClientSigned(_ declaration: String) async throws {
        // Rules read paths that are plain; the others of a store are those of its own kind.
        let path = "/bucket/a%20b/%C3%BC"
        let payload = try #require(Payload(declared: declaration))
        let (site, answer) = try await ask {
            try $0.sign(Self.request(path, declaring: payload), at: Site.now)
        }
        #expect(answer.status == .ok, "\(answer.text)")
        #expect(answer.headers[.amzContentSHA256] == declaration)
        #expect(answer.headers[.sallyportURI] == path + "?x-id=PutObject&a=%2F")
        let arriving = try arriving(Self.request(), answer)
        #expect(refusal(arriving) == nil)
        #expect(refusal(arriving, secret: "another") == .signatureDoesNotMatch)
        // Every header that means something to the store is signed.
        var changed = arriving
        changed.headers.append(HTTPHeader(name: "X-Amz-Acl", value: "public-read"))
        #expect(refusal(changed) == .signatureDoesNotMatch)
        changed = arriving
        changed.path = "/bucket/other"
        #expect(refusal(changed) == .signatureDoesNotMatch)
        // Nowhere but in the signature.
        let told = answer.headers.map { "\($0.name): \($0.value)" }.joined() + answer.text
        #expect(!told.contains(Self.secret))
        for event in site.sink.events {
            #expect(!String(decoding: event.jsonLine, as: UTF8.self).contains(Self.secret))
        }
    }

    @Test func aPresignedURLLosesItsSignature() async throws {
        let sent = SignableRequest(
            method: "GET", path: "/bucket/a", query: "versionId=1", headers: [("Host", "localhost")])
        let (_, answer) = try await ask {
            var signer = $0
            signer.options.signsPayload = false
            return try signer.presign(sent, expires: 60, at: Site.now)
        }
        #expect(answer.status == .ok, "\(answer.text)")
        #expect(answer.headers[.sallyportURI] == "/bucket/a?versionId=1")
        #expect(answer.headers[.amzContentSHA256] == "UNSIGNED-PAYLOAD")
        #expect(refusal(try arriving(sent, answer, method: "GET")) == nil)
    }

    @Test(arguments: [ProtectedService.Proxy.envoy, .traefik, .caddy])
    func aProxyThatKeepsTheTargetKeepsTheSignatureOfAPresignedURL(_ proxy: ProtectedService.Proxy) async throws {
        let plain = SignableRequest(method: "GET", path: "/bucket/a", headers: [("Host", "localhost")])
        let (_, presigned) = try await ask(proxy: proxy) { try $0.presign(plain, expires: 60, at: Site.now) }
        #expect(presigned.status == .forbidden)
        #expect(presigned.json["code"] as? String == "NotImplemented")
        #expect(presigned.headers[.authorization] == nil)
        let (_, signed) = try await ask(proxy: proxy) { try $0.sign(plain, at: Site.now) }
        #expect(signed.status == .ok, "\(signed.text)")
        #expect(refusal(try arriving(plain, signed, method: "GET")) == nil)
    }

    @Test(arguments: ["STREAMING-AWS4-HMAC-SHA256-PAYLOAD", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER"])
    func chunksThatAreSignedOneByOneAreRefused(_ declaration: String) async throws {
        let payload = try #require(Payload(declared: declaration))
        let (_, answer) = try await ask { try $0.sign(Self.request("/a", declaring: payload), at: Site.now) }
        #expect(answer.status == .forbidden)
        #expect(answer.text.contains("have your client send it in one piece"), "\(answer.text)")
        #expect(answer.headers[.authorization] == nil)
    }

    @Test func whatIsRefusedIsNotSigned() async throws {
        let (_, answer) = try await ask {
            var changed = try $0.sign(Self.request("/a"), at: Site.now)
            changed.path = "/b"
            return changed
        }
        #expect(answer.status == .forbidden)
        #expect(answer.headers[.authorization] == nil)
        #expect(answer.headers[.sallyportURI] == nil)
    }
}
