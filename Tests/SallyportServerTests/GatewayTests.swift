import AWSSigV4
import Accounts
import Audit
import Encodings
import FederationTesting
import Foundation
import HTTPTypes
import Testing

@testable import Gateway
@testable import SallyportConfiguration
@testable import SallyportServer

@Suite("Requests that proxies ask about")
struct GatewayTests {
    /// May read orders but one, and look at the stock.
    private static let reader = """
        {"Version":"2012-10-17","Statement":[
          {"Effect":"Allow","Action":"execute-api:Invoke","Resource":"arn:aws:execute-api:*:*:orders/GET/orders/*"},
          {"Effect":"Allow","Action":"shop:*","Resource":"*"},
          {"Sid":"Secret","Effect":"Deny","Action":"*","Resource":"arn:aws:execute-api:*:*:orders/*/orders/secret"}]}
        """

    /// Asks about what `body` makes of a user who may read.
    private func ask(
        _ site: Site, adding more: [(String, String)] = [], form: ProtectedService.Proxy = .nginx,
        service: String = "orders", _ body: @Sendable @escaping (SignedClient) throws -> SignableRequest
    ) async throws -> Answer {
        let staff = site.staff
        return try await site.answer { browser in
            let user = try await staff.client(browser, user: "ana", policy: Self.reader)
            return try await AskingProxy(browser: browser, service: service, form: form).ask(
                try body(user), adding: more)
        }
    }

    private func site(_ services: String = Site.services) async throws -> Site { try await Site(extra: services) }

    // MARK: Who it is

    @Test func aSignedRequestPassesAndTheServiceKnowsWhoItIs() async throws {
        let site = try await site()
        let answer = try await ask(site) { try $0.signed() }
        #expect(answer.status == .ok, "\(answer.text)")
        #expect(answer.text == #"{"allowed":true}"#)
        #expect(answer.headers[.sallyportARN] == "arn:aws:iam::123456789012:user/ana")
        #expect(answer.headers[.sallyportAccount] == Site.account)
        #expect(answer.headers[.sallyportSessionName] == "")
        #expect(site.gatewayRecords == ["allowed"])
        let record = try #require(site.sink.events.last)
        #expect(record.userIdentity.members.contains(JSONMember("userName", "ana")))
        let text = String(decoding: record.jsonLine, as: UTF8.self)
        #expect(text.contains("arn:aws:execute-api:us-east-1:123456789012:orders/GET/orders/1"))
        #expect(text.contains("allowedBy"))
    }

    @Test func aSessionPassesWithItsNameUntilItIsRevoked() async throws {
        let site = try await site()
        let (staff, store) = (site.staff, site.store)
        try await staff.addRole("Clerk")
        try await site.answer { browser in
            let user = try await staff.client(browser, user: "ana", policy: Site.everything)
            let given = try await user.sts(
                "AssumeRole",
                [
                    ("RoleArn", Site.role("Clerk")), ("RoleSessionName", "desk"), ("Tags.member.1.Key", "Team"),
                    ("Tags.member.1.Value", "Süd 1"),
                ])
            let session = try SignedClient(browser, given)
            let proxy = AskingProxy(browser: browser)
            let answer = try await proxy.ask(session.signed())
            #expect(answer.status == .ok, "\(answer.text)")
            #expect(answer.headers[.sallyportARN] == "arn:aws:sts::123456789012:assumed-role/Clerk/desk")
            #expect(answer.headers[.sallyportSessionName] == "desk")
            #expect(answer.headers[try #require(HTTPField.Name("X-Sallyport-Tag-Team"))] == "S%C3%BCd%201")
            // Another one's token opens nothing.
            var other = session
            other.token = user.token
            #expect(try await proxy.ask(other.signed()).status == .forbidden)
            try await store.revoke(
                Revocation(
                    target: .session(accessKeyID: session.accessKeyID),
                    issuedAtOrBefore: Timestamp(roundingDown: Site.now)))
            let refused = try await proxy.ask(session.signed())
            #expect(refused.status == .forbidden)
            #expect(refused.json["code"] as? String == "InvalidClientTokenId")
        }
    }

    @Test func aSessionThatIsOverIsRefused() async throws {
        let site = try await site()
        let (staff, clock) = (site.staff, site.clock)
        try await staff.addRole("Clerk")
        try await site.answer { browser in
            let user = try await staff.client(browser, user: "ana", policy: Site.everything)
            let given = try await user.sts(
                "AssumeRole",
                [("RoleArn", Site.role("Clerk")), ("RoleSessionName", "desk"), ("DurationSeconds", "900")])
            var session = try SignedClient(browser, given)
            clock.advance(by: 900)
            session.now = clock.now
            let answer = try await AskingProxy(browser: browser).ask(session.signed())
            #expect(answer.status == .forbidden)
            #expect(answer.json["code"] as? String == "ExpiredToken")
        }
    }

    @Test func aServiceMayWantToKnowWhoItIsAndNothingElse() async throws {
        let site = try await site()
        let answer = try await ask(site, form: .envoy, service: "who") { try $0.signed("DELETE", "/any//../thing") }
        #expect(answer.status == .ok, "\(answer.text)")
        #expect(answer.headers[.sallyportARN] == "arn:aws:iam::123456789012:user/ana")
        let unsigned = try await ask(try await self.site(), form: .envoy, service: "who") { _ in
            SignableRequest(method: "GET", path: "/", headers: [("Host", "localhost")])
        }
        #expect(unsigned.status == .unauthorized)
        #expect(unsigned.json["code"] as? String == "MissingAuthenticationToken")
        #expect(unsigned.headers[.sallyportARN] == nil)
    }

    @Test func theHeadersForTheServiceAreNotTheClientsToSet() async throws {
        let site = try await site()
        let forged = try await ask(site) {
            try $0.signed(headers: [("X-Sallyport-Arn", "root"), ("X-Sallyport-Tag-Team", "x")])
        }
        // The proxy puts these in the place of the client's.
        #expect(forged.headers[.sallyportARN] == "arn:aws:iam::123456789012:user/ana")
        #expect(forged.headers[try #require(HTTPField.Name("X-Sallyport-Tag-Team"))] == "")
        for name in ["X-Sallyport-Tag-Other", "X-SALLYPORT-Role", "X-Sallyport-"] {
            let answer = try await ask(try await self.site()) { try $0.signed(headers: [(name, "x")]) }
            #expect(answer.status == .forbidden)
            #expect(answer.json["code"] as? String == "InvalidHeader", "\(name)")
        }
    }

    // MARK: The signature is that of the original request

    /// A change of a request on its way.
    struct Change: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let change: @Sendable (inout SignableRequest) -> Void

        init(_ description: String, _ change: @Sendable @escaping (inout SignableRequest) -> Void) {
            (testDescription, self.change) = (description, change)
        }
    }

    static let changes = [
        Change("method") { $0.method = "HEAD" }, Change("path") { $0.path = "/orders/2" },
        Change("spelling of the path") { $0.path = "/orders/%31" }, Change("query") { $0.query = "a=2" },
        Change("no query") { $0.query = "" },
        Change("header") { request in
            for index in request.headers.indices where request.headers[index].name == "X-Shop" {
                request.headers[index].value = "south"
            }
        },
        Change("host") { request in
            for index in request.headers.indices where request.headers[index].name == "Host" {
                request.headers[index].value = "localhost:1"
            }
        },
        Change("another header of the signature") { $0.headers.append(HTTPHeader(name: "X-Amz-Meta-A", value: "1")) },
        Change("no header") { $0.headers.removeAll { $0.name == "X-Shop" } },
    ]

    @Test(arguments: changes)
    func aChangedRequestIsRefused(_ change: Change) async throws {
        let site = try await site()
        let request: @Sendable (SignedClient) throws -> SignableRequest = {
            try $0.signed(query: "a=1", headers: [("X-Shop", "north")])
        }
        #expect(try await ask(site) { try request($0) }.status == .ok)
        let other = try await Site(extra: Site.services)
        let answer = try await ask(other) { user in
            var changed = try request(user)
            change.change(&changed)
            return changed
        }
        #expect(answer.status == .forbidden)
        #expect(answer.json["code"] as? String == "SignatureDoesNotMatch", "\(answer.text)")
        #expect(other.gatewayRecords == ["SignatureDoesNotMatch"])
    }

    @Test func credentialsAndScopeAreVerified() async throws {
        let site = try await site()
        let staff = site.staff
        try await site.answer { browser in
            let user = try await staff.client(browser, user: "ana", policy: Self.reader)
            let proxy = AskingProxy(browser: browser)
            let plain = SignableRequest(method: "GET", path: "/orders/1", headers: [("Host", "localhost")])
            func code(_ signer: Signer, at instant: Date = Site.now) async throws -> String? {
                let answer = try await proxy.ask(signer.sign(plain, at: instant))
                let code = answer.json["code"] as? String
                #expect(answer.status == (code == nil ? .ok : .forbidden))
                return code
            }
            #expect(try await code(user.signer()) == nil)
            var wrong = SignedClient(browser, accessKeyID: user.accessKeyID, secret: user.secret + "x")
            #expect(try await code(wrong.signer()) == "SignatureDoesNotMatch")
            wrong = SignedClient(browser, accessKeyID: "AKIAIOSFODNN7EXAMPLE", secret: user.secret)
            #expect(try await code(wrong.signer()) == "InvalidClientTokenId")
            #expect(try await code(user.signer(region: "eu-west-1")) == "SignatureDoesNotMatch")
            #expect(try await code(user.signer(service: "sts")) == "SignatureDoesNotMatch")
            #expect(try await code(user.signer(service: "s3")) == "SignatureDoesNotMatch")
            #expect(try await code(user.signer(), at: Site.now.addingTimeInterval(-900)) == nil)
            #expect(try await code(user.signer(), at: Site.now.addingTimeInterval(-901)) == "RequestExpired")
            #expect(try await code(user.signer(), at: Site.now.addingTimeInterval(901)) == "RequestExpired")
        }
    }

    @Test func aPresignedURLPassesAsLongAsItSays() async throws {
        let site = try await site()
        let (staff, clock) = (site.staff, site.clock)
        try await site.answer { browser in
            let user = try await staff.client(browser, user: "ana", policy: Self.reader)
            let plain = SignableRequest(
                method: "GET", path: "/orders/1", query: "a=1", headers: [("Host", "localhost")])
            let proxy = AskingProxy(browser: browser)
            for options in [SigningOptions(), SigningOptions(signsPayload: false)] {
                let signed = try user.signer(options).presign(plain, expires: 60, at: Site.now)
                #expect(try await proxy.ask(signed).status == .ok)
                var changed = signed
                changed.query = signed.query.replacing("a=1", with: "a=2")
                #expect(try await proxy.ask(changed).json["code"] as? String == "SignatureDoesNotMatch")
            }
            let signed = try user.signer().presign(plain, expires: 60, at: Site.now)
            clock.advance(by: 61)
            #expect(try await proxy.ask(signed).json["code"] as? String == "RequestExpired")
        }
        // What opens something is in no record.
        for event in site.sink.events {
            #expect(!String(decoding: event.jsonLine, as: UTF8.self).contains("X-Amz-Signature"))
        }
    }

    @Test func aPresignedURLThatSignsNoBodyBringsNone() async throws {
        let site = try await site()
        let staff = site.staff
        try await site.answer { browser in
            let user = try await staff.client(browser, user: "ana", policy: Self.reader)
            let plain = SignableRequest(method: "GET", path: "/orders/1", headers: [("Host", "localhost")])
            let proxy = AskingProxy(browser: browser)
            let length = [("X-Original-Content-Length", "3")]
            let none = try user.signer().presign(plain, expires: 60, at: Site.now)
            #expect(try await proxy.ask(none).status == .ok)
            #expect(try await proxy.ask(none, adding: length).json["code"] as? String == "SignatureDoesNotMatch")
            let any = try user.signer(SigningOptions(signsPayload: false)).presign(plain, expires: 60, at: Site.now)
            #expect(try await proxy.ask(any, adding: length).status == .ok)
        }
    }

    // MARK: Payloads

    private static let hash = String(repeating: "0a", count: 32)

    @Test(arguments: [
        hash, "UNSIGNED-PAYLOAD", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD", "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
    ])
    func whatIsDeclaredOfABodyIsTakenAsItIsSigned(_ declaration: String) async throws {
        let site = try await site()
        let staff = site.staff
        try await site.answer { browser in
            let user = try await staff.client(browser, user: "ana", policy: Site.everything)
            let request = SignableRequest(
                method: "PUT", path: "/orders/1", headers: [("Host", "localhost"), ("Content-Length", "3")],
                payload: try #require(Payload(declared: declaration)))
            let signed = try user.signer(SigningOptions(sendsContentSHA256: true)).sign(request, at: Site.now)
            let proxy = AskingProxy(browser: browser)
            let sent = SignableRequest(
                method: "PUT", path: "/orders/1", headers: signed.headers.filter { $0.name != "Content-Length" })
            let length = [("X-Original-Content-Length", "3")]
            #expect(try await proxy.ask(sent, adding: length).status == .ok)
            #expect(try await proxy.ask(sent, adding: [("X-Original-Content-Length", "4")]).status == .forbidden)
            var changed = sent
            for index in changed.headers.indices where changed.headers[index].name == "X-Amz-Content-SHA256" {
                changed.headers[index].value = Self.hash.replacing("a", with: "b")
            }
            #expect(try await proxy.ask(changed, adding: length).status == .forbidden)
        }
    }

    @Test(arguments: [("X-Original-Content-Length", "1"), ("X-Original-Transfer-Encoding", "chunked")])
    func aBodyOfWhichNothingIsSignedIsRefused(_ name: String, _ value: String) async throws {
        let site = try await site()
        let answer = try await ask(site, adding: [(name, value)]) { try $0.signed() }
        #expect(answer.status == .forbidden)
        #expect(answer.json["code"] as? String == "IncompleteSignature")
        let empty = try await ask(try await self.site(), adding: [(name, value)]) {
            try $0.signed(headers: [("X-Amz-Content-SHA256", "")])
        }
        #expect(empty.status == .forbidden)
        #expect(try await ask(try await self.site(), adding: [(name, "")]) { try $0.signed() }.status == .ok)
    }

    // MARK: Policies

    /// Method and path, and how it ends: nil for allowed, else what the message says.
    static let decisions: [(String, String, String?)] = [
        ("GET", "/orders/1", nil), ("GET", "/orders/%C3%BC", nil), ("GET", "/stock/", nil),
        ("PUT", "/orders/1", "because no identity-based policy allows the execute-api:Invoke action"),
        ("GET", "/orders/secret", "with an explicit deny in an identity-based policy"),
        ("GET", "/orders/%73ecret", "with an explicit deny in an identity-based policy"),
        ("DELETE", "/orders/1", "No rule of the service"), ("GET", "/", "No rule of the service"),
        ("GET", "/orders/../stock/1", "two ways"), ("GET", "/orders/a%2Fb", "two ways"),
        ("GET", "/orders//1", "two ways"), ("GET", "/orders/;/secret", "two ways"),
    ]

    @Test(arguments: decisions)
    func policiesDecide(_ method: String, _ path: String, _ reason: String?) async throws {
        let answer = try await ask(try await site()) { try $0.signed(method, path) }
        #expect(answer.status == (reason == nil ? .ok : .forbidden), "\(answer.text)")
        guard let reason else { return }
        #expect((answer.json["message"] as? String)?.contains(reason) == true, "\(answer.text)")
        // Proxies hand on headers rather than bodies.
        #expect(answer.headers[.sallyportRefusal] == answer.text)
    }

    @Test func aRefusalNamesTheStatementThatDecided() async throws {
        let site = try await site()
        let answer = try await ask(site) { try $0.signed("GET", "/orders/secret") }
        let statements = try #require(answer.json["decidedBy"] as? [String])
        #expect(statements.count == 1)
        #expect(statements.first?.contains("\"Secret\" of identity policy \"inline\"") == true)
        let record = try #require(site.sink.events.last)
        #expect(record.errorCode == "AccessDenied")
        #expect(String(decoding: record.jsonLine, as: UTF8.self).contains("Explicitly denied"))
    }

    @Test func theResourcePolicyOfTheServiceHasItsSay() async throws {
        let deny = """
            {"Version":"2012-10-17","Statement":[{"Sid":"Closed","Effect":"Deny","Principal":"*",
            "Action":"execute-api:Invoke","Resource":"*","Condition":{"IpAddress":{"aws:SourceIp":"192.0.2.0/24"}}}]}
            """.replacing("\n", with: "")
        let services = Site.services.replacing(
            "    rules:\n", with: "    resourcePolicy: \(deny)\n    rules:\n")
        #expect(try await ask(try await site(services)) { try $0.signed() }.status == .ok)
        let refused = try await ask(try await site(services), adding: [("X-Forwarded-For", "192.0.2.7")]) {
            try $0.signed()
        }
        #expect(refused.status == .forbidden)
        #expect(refused.text.contains("with an explicit deny in a resource-based policy"), "\(refused.text)")
        #expect(refused.text.contains("Closed"))
    }

    @Test func aKeyOfTheConnectionIsThatOfTheClient() async throws {
        let policy = Site.everything.replacing(
            #""Resource":"*""#, with: #""Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"true"}}"#)
        let site = try await site()
        let staff = site.staff
        try await site.answer { browser in
            let user = try await staff.client(browser, user: "ana", policy: policy)
            let proxy = AskingProxy(browser: browser)
            #expect(try await proxy.ask(user.signed()).status == .forbidden)
            #expect(try await proxy.ask(user.signed(), adding: [("X-Forwarded-Proto", "http")]).status == .forbidden)
            #expect(try await proxy.ask(user.signed(), adding: [("X-Forwarded-Proto", "https")]).status == .ok)
        }
    }

    private static let other = "210987654321"

    /// How somebody of another account fares.
    private func stranger(otherAccounts: Bool, resourcePolicy: Bool) async throws -> Answer {
        let allow =
            #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"\#(Self.other)"},"#
            + #""Action":"*","Resource":"*"}]}"#
        var services = Site.services
        if otherAccounts {
            services = services.replacing(
                "    tags: [Team]", with: "    tags: [Team]\n    otherAccounts: [\"\(Self.other)\"]")
        }
        if resourcePolicy {
            services = services.replacing("    rules:\n", with: "    resourcePolicy: \(allow)\n    rules:\n")
        }
        let site = try await Site(extra: "  - id: \"\(Self.other)\"\n" + services)
        let caller = try await SignedCaller(site, account: Self.other)
        return try await site.answer { browser in
            let client = SignedClient(browser, accessKeyID: caller.accessKeyID, secret: caller.secret)
            return try await AskingProxy(browser: browser).ask(client.signed())
        }
    }

    @Test func anotherAccountComesWhenBothSidesAllowIt() async throws {
        #expect(try await stranger(otherAccounts: true, resourcePolicy: true).status == .ok)
        let uninvited = try await stranger(otherAccounts: false, resourcePolicy: true)
        #expect(uninvited.text.contains("an account that may not use the service"), "\(uninvited.text)")
        let refused = try await stranger(otherAccounts: true, resourcePolicy: false)
        #expect(refused.status == .forbidden)
        // What policies of another account say is not for strangers.
        #expect(!refused.text.contains("policy"), "\(refused.text)")
    }

    // MARK: Proxies

    @Test(arguments: ProtectedService.Proxy.allCases)
    func eachProxyDescribesRequestsInItsForm(_ form: ProtectedService.Proxy) async throws {
        let services = Site.services.replacing("proxy: nginx", with: "proxy: \(form.rawValue)")
        let answer = try await ask(try await site(services), form: form) {
            try $0.signed("GET", "/orders/a%20b/%C3%BC", query: "x=%2F&y=a+b&x=1")
        }
        #expect(answer.status == .ok, "\(form) \(answer.text)")
    }

    @Test(arguments: [ProtectedService.Proxy.envoy, .traefik, .caddy])
    func anotherFormIsNotGuessed(_ form: ProtectedService.Proxy) async throws {
        let answer = try await ask(try await site(), form: form) { try $0.signed() }
        #expect(answer.status == .forbidden)
        #expect(answer.json["code"] as? String == "InvalidDescription")
    }

    @Test(arguments: [
        ("X-Forwarded-Method", "PUT"), ("X-Forwarded-Uri", "/orders/2"), ("X-Original-URI", "/orders/1"),
        ("X-Original-Method", "GET"), ("X-Original-Host", "localhost"),
    ])
    func aSecondDescriptionIsRefused(_ name: String, _ value: String) async throws {
        let answer = try await ask(try await site(), adding: [(name, value)]) { try $0.signed() }
        #expect(answer.json["code"] as? String == "InvalidDescription", "\(answer.text)")
    }

    @Test func aSecondDescriptionThatSaysTheSameDoesNoHarm() async throws {
        let same = [("X-Forwarded-Method", "GET"), ("X-Forwarded-Uri", "/orders/1"), ("X-Forwarded-Host", "elsewhere")]
        #expect(try await ask(try await site(), adding: same) { try $0.signed() }.status == .ok)
    }

    @Test(arguments: ["orders/1", "*", "http://localhost/orders/1", "/orders/1#a", "/orders/\u{E9}", "/orders/ 1", ""])
    func aTargetThatIsNoneIsRefused(_ target: String) async throws {
        let answer = try await ask(try await site()) { user in
            var request = try user.signed()
            request.path = target
            return request
        }
        #expect(answer.status == .forbidden)
        #expect(answer.json["code"] as? String == "InvalidDescription", "\(answer.text)")
    }

    @Test func onlyProxiesOfTheServiceMayAsk() async throws {
        let services = Site.services.replacing("127.0.0.1, \"::1\"", with: "10.0.0.5")
        let site = try await site(services)
        let answer = try await ask(site) { try $0.signed() }
        #expect(answer.status == .forbidden)
        #expect(answer.text.contains("Only proxies"))
        #expect(site.sink.events.last?.userIdentity == .unknown)
    }

    @Test func aServiceMayBeBoundToHosts() async throws {
        let services = Site.services.replacing(
            "    tags: [Team]", with: "    tags: [Team]\n    hosts: [orders.example]")
        #expect(try await ask(try await site(services)) { try $0.signed() }.text.contains("not reached by this host"))
        let bound = services.replacing("orders.example", with: "LOCALHOST")
        #expect(try await ask(try await site(bound)) { try $0.signed() }.status == .ok)
    }

    @Test(arguments: ["stores", "orders2", "Orders"])
    func aServiceThatIsNotThereIsNotFound(_ name: String) async throws {
        let answer = try await ask(try await site(), service: name) { try $0.signed() }
        #expect(answer.status == .notFound)
    }

    // MARK: Records

    @Test func nothingPassesWithoutARecord() async throws {
        let site = try await site()
        site.sink.isFailing = true
        let answer = try await ask(site) { try $0.signed() }
        #expect(answer.status == .serviceUnavailable)
        #expect(answer.headers[.sallyportARN] == nil)
        #expect(answer.json["code"] as? String == "ServiceUnavailable")
    }
}

@Suite("Paths as policies see them")
struct ServicePathTests {
    @Test(arguments: [
        ("/", "/"), ("/a/b", "/a/b"), ("/a/", "/a/"), ("/a%20b", "/a b"), ("/%C3%BC", "/ü"), ("/a:b*c?", "/a:b*c?"),
        ("/.a/b..", "/.a/b.."), ("/...", "/..."),
    ])
    func areDecoded(_ path: String, _ text: String) throws {
        #expect(try ServicePath(path).text == text)
    }

    @Test(arguments: [
        "//", "/a//b", "/a//", "/.", "/..", "/a/./b", "/a/../b", "/%2e%2e/a", "/a%2fb", "/a%2Fb", "/a%5Cb", "/a\\b",
        "/%00",
        "/a%0Ab", "/%7F", "/a;b", "/a%3Bb", "/a%25b", "/a%", "/a%2", "/a%zz", "/%FF", "/%C3",
    ])
    func areRefusedWhenTheyCanBeReadInTwoWays(_ path: String) {
        #expect(throws: GatewayRefusal.self) { try ServicePath(path) }
    }
}

@Suite("Headers that tell who calls")
struct IdentityHeaderTests {
    @Test(arguments: [
        ("arn:aws:sts::1:assumed-role/A/b@c", "arn:aws:sts::1:assumed-role/A/b@c"), ("", ""), ("a b", "a%20b"),
        ("100%", "100%25"), ("a\r\nX: y", "a%0D%0AX:%20y"), ("ü", "%C3%BC"), ("\u{7F}", "%7F"),
    ])
    func holdVisibleASCIIAlone(_ text: String, _ safe: String) {
        #expect(IdentityHeaders.safe(text) == safe)
    }
}
