import Encodings
import FederationTesting
import Foundation
import Hummingbird
import HummingbirdTesting
import SAML2
import ServerHTTP
import Sessions
import Testing

@testable import Audit
@testable import SallyportServer

@Suite("Audit records of the server")
struct AuditRecordTests {
    /// Every way to get, show or lose a secret.
    @Test func holdNoSecretTokenOrResponse() async throws {
        let site = try await Site()
        let secrets = try await site.visit { browser in
            var secrets: [String] = []
            let response = try SignedResponse().encoded()
            let credentials = try await IssuedCredentials.issue(browser, response)
            secrets += [response, credentials.secret, credentials.token]
            let path = try await browser.signInPath()
            let answer = try await browser.post(
                "/federation", [("Action", "getSigninToken"), ("Session", credentials.session())])
            secrets.append(try #require(answer.json["SigninToken"] as? String))
            _ = try await browser.get(path)
            secrets.append(String(try #require(path.split(separator: "=").last)))
            secrets += browser.cookies.values
            // The same again: used, changed, and in the wrong place.
            _ = try await browser.get(path)
            _ = try await browser.get(path + "A")
            _ = try await browser.post("/", IssuedCredentials.assumeRole(response))
            _ = try await browser.post("/saml", [("SAMLResponse", response)])
            _ = try await browser.post("/saml", [("SAMLResponse", response), ("roleIndex", "x")])
            _ = try await browser.post(
                "/federation", [("Action", "getSigninToken"), ("Session", credentials.session(secret: "s3cr3t-guess"))])
            secrets.append("s3cr3t-guess")
            return secrets
        }
        #expect(site.sink.events.count == 10)
        let records = site.sink.events.map { String(decoding: $0.jsonLine, as: UTF8.self) }
        for record in records {
            for secret in secrets {
                // A record may cut what it quotes: not even the beginning may stand there.
                #expect(!record.contains(secret.prefix(24)), "\(record.prefix(200))")
            }
            #expect(!record.contains("<saml"))
            #expect((try? JSONSerialization.jsonObject(with: Data(record.utf8))) != nil)
            #expect(!record.contains("\n"))
        }
    }

    @Test func requestIDsLeadToTheRecord() async throws {
        let site = try await Site()
        let answers = try await site.visit { browser in
            [
                try await browser.post("/saml", [("SAMLResponse", "AAAA")]),
                try await browser.post("/", [("Action", "X")]),
                try await browser.get("/federation?Action=login&SigninToken=x"),
                try await browser.post("/saml", [("SAMLResponse", try SignedResponse().encoded())]),
            ]
        }
        let ids = site.sink.events.map { Optional($0.call.requestID) }
        #expect(answers.map { $0.headers[.requestID] } == ids)
        #expect(Set(ids).count == 4)
    }

    private func record(_ event: AuditEvent?) throws -> [String: Any] {
        let line = try #require(event).jsonLine
        return try #require(try JSONSerialization.jsonObject(with: Data(line)) as? [String: Any])
    }

    /// Whoever signed in and was refused is known by then.
    @Test(arguments: [true, false])
    func aRefusalOfAVerifiedResponseNamesWhoAskedForWhat(isBrowser: Bool) async throws {
        let site = try await Site()
        try await site.visit { browser in
            let response = try SignedResponse.with { $0.roles = [Site.pair("Nobody")] }
            let fields =
                isBrowser
                ? [("SAMLResponse", response)]
                : IssuedCredentials.assumeRole(response).map {
                    $0.0 == "RoleArn" ? ($0.0, Site.role("Nobody")) : $0
                }
            _ = try await browser.post(isBrowser ? "/saml" : "/", fields)
        }
        let record = try record(site.sink.events.last)
        #expect(record["errorCode"] as? String == "AccessDenied")
        let identity = try #require(record["userIdentity"] as? [String: String])
        #expect(identity["type"] == "SAMLUser" && identity["userName"] == "alice")
        if isBrowser { #expect(identity["identityProvider"] == "https://idp.example.com/corp") }
        let parameters = try #require(record["requestParameters"] as? [String: String])
        #expect(parameters["roleArn"] == Site.role("Nobody"))
        #expect(parameters["principalArn"] == Site.provider("corp"))
        #expect(parameters["roleSessionName"] == "alice@example.com")
        #expect((record["additionalEventData"] as? [String: Any])?["unverifiedDocument"] == nil)
    }

    @Test func severalRolesAreAListAndAChoiceThatIsNotOfferedHasItsUser() async throws {
        let site = try await Site()
        try await site.visit { browser in
            let response = try SignedResponse.with { $0.roles = [Site.pair("Nobody"), Site.pair("NoOne")] }
            _ = try await browser.post("/saml", [("SAMLResponse", response)])
            _ = try await browser.post(
                "/saml", [("SAMLResponse", try SignedResponse().encoded()), ("roleIndex", Site.role("Reader"))])
        }
        let records = try site.sink.events.map { try record($0) }
        let parameters = records.first?["requestParameters"] as? [String: Any]
        #expect(parameters?["roleArns"] as? [String] == [Site.role("Nobody"), Site.role("NoOne")])
        #expect(parameters?["principalArn"] as? String == Site.provider("corp"))
        #expect((records.last?["userIdentity"] as? [String: String])?["userName"] == "alice")
        #expect((records.last?["requestParameters"] as? [String: Any])?["roleArn"] as? String == Site.role("Reader"))
    }

    @Test(arguments: [true, false])
    func nobodyIsNamedByAResponseThatWasNotVerified(isBrowser: Bool) async throws {
        let site = try await Site()
        try await site.visit { browser in
            let response = try SignedResponse.with { $0.identityProvider = Site.stranger }
            _ = try await browser.post(
                isBrowser ? "/saml" : "/",
                isBrowser ? [("SAMLResponse", response)] : IssuedCredentials.assumeRole(response))
        }
        let event = try #require(site.sink.events.last)
        #expect(try record(event)["userIdentity"] as? [String: String] == ["type": "Unknown"])
        #expect(!String(decoding: event.jsonLine, as: UTF8.self).contains("alice"))
    }

    private func members(_ event: AuditEvent) -> [String: JSONValue] {
        Dictionary(uniqueKeysWithValues: event.additionalEventData.map { ($0.name, $0.value) })
    }

    @Test func refusedCallsHaveTheirCauseAndTheKeyThatTheyClaim() async throws {
        let site = try await Site()
        let caller = try await SignedCaller(site)
        try await site.visit { browser in
            _ = try await SignedClient(browser, accessKeyID: "AKIAIOSFODNN7EXAMPLE", secret: "x").iam("ListUsers")
            _ = try await SignedClient(browser, accessKeyID: caller.accessKeyID, secret: "x").iam("ListUsers")
            _ = try await SignedClient(browser, accessKeyID: "wJalrXUtnFEMIK7MDENGbPxRfiCY", secret: "x").iam(
                "ListUsers")
            _ = try await browser.post("/", [("Action", "ListUsers")])
            _ = try await caller.call(browser, "GetUser", [("UserName", "nobody")])
        }
        let events = site.sink.events
        #expect(
            events.map(\.errorCode) == [
                "InvalidClientTokenId", "SignatureDoesNotMatch", "InvalidClientTokenId", "MissingAuthenticationToken",
                "NoSuchEntity",
            ])
        let claimed = events.map { members($0)["claimedAccessKeyId"] }
        #expect(claimed == [.string("AKIAIOSFODNN7EXAMPLE"), .string(caller.accessKeyID), nil, nil, nil])
        #expect(events.map { members($0)["cause"] != nil } == [true, false, true, false, false])
    }

    @Test func theRegionIsTheOneThatWasSigned() async throws {
        let site = try await Site()
        let policy =
            #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"},"#
            + #"{"Effect":"Deny","Action":"*","Resource":"*","#
            + #""Condition":{"StringNotEquals":{"aws:RequestedRegion":"eu-central-1"}}}]}"#
        let staff = site.staff
        try await site.visit { browser in
            var ana = try await staff.client(browser, user: "ana", policy: policy)
            #expect(try await ana.iam("ListUsers").element("Code") == "AccessDenied")
            ana.region = "eu-central-1"
            #expect(try await ana.iam("ListUsers").status == .ok)
            #expect(try await ana.sts("GetFederationToken", [("Name", "ben")]).status == .ok)
            var other = SignedClient(browser, accessKeyID: ana.accessKeyID, secret: "x")
            other.region = "eu-central-1"
            #expect(try await other.iam("ListUsers").element("Code") == "SignatureDoesNotMatch")
        }
        let regions = site.sink.events.map(\.call.region)
        #expect(regions == ["us-east-1", "eu-central-1", "eu-central-1", nil])
    }

    /// The core is not asked, so the endpoint records what was asked for.
    @Test func whatIsRefusedBeforehandHasItsParameters() async throws {
        let site = try await Site()
        let response = try SignedResponse().encoded()
        try await site.visit { browser in
            let fields = IssuedCredentials.assumeRole(response).filter { $0.0 != "PrincipalArn" }
            _ = try await browser.post("/", fields + [("DurationSeconds", "7")])
        }
        let event = try #require(site.sink.events.first)
        #expect(site.recorded == ["AssumeRoleWithSAML ValidationError"])
        #expect(
            event.requestParameters
                == .object([
                    JSONMember("durationSeconds", "7"), JSONMember("roleArn", Site.role("Administrator")),
                ]))
        #expect(!String(decoding: event.jsonLine, as: UTF8.self).contains(response.prefix(24)))
    }

    @Test func valuesOfTheCallerAreCut() async throws {
        let site = try await Site()
        try await site.visit { browser in
            let long = String(repeating: "x", count: 5_000)
            _ = try await browser.send(.post, "/", headers: [.userAgent: long], body: "Action=" + long)
            _ = try await browser.get("/federation?Action=" + long)
            _ = try await browser.post(
                "/saml", [("SAMLResponse", try SignedResponse().encoded()), ("roleIndex", long)])
        }
        #expect(site.sink.events.count == 3)
        for event in site.sink.events { #expect(event.jsonLine.count < 4_096) }
    }

    /// One character may have any number of combining marks.
    @Test func marksDoNotGetAroundTheCut() async throws {
        let site = try await Site()
        try await site.visit { browser in
            let marks = "x" + String(repeating: "\u{301}", count: 20_000)
            _ = try await browser.post("/", [(marks, "1"), (marks, "2")])
            _ = try await browser.post("/federation", [("Action", marks)])
        }
        #expect(site.sink.events.count == 2)
        for event in site.sink.events { #expect(event.jsonLine.count < 4_096) }
    }
}

@Suite("Who calls")
struct CallerTests {
    /// The address that is recorded for a call from this machine with these headers.
    private func recorded(_ forwarded: [String], proxies: String) async throws -> String? {
        let site = try await Site(extra: "endpoints: { trustedProxies: [\(proxies)] }\n")
        let application = try site.server.application()
        try await application.test(.live) { client in
            var headers = HTTPFields()
            for value in forwarded { headers.append(.init(name: .xForwardedFor, value: value)) }
            _ = try await client.execute(uri: "/federation", method: .get, headers: headers) { _ in }
        }
        return site.sink.events.first { $0.userIdentity != .broker }?.call.sourceIPAddress
    }

    private static let loopback: Set<String?> = ["127.0.0.1", "::1"]
    private static let proxies = "127.0.0.1, \"::1\", 10.0.0.5"

    @Test func aForeignHeaderProvesNothing() async throws {
        #expect(Self.loopback.contains(try await recorded(["192.0.2.7"], proxies: "10.0.0.5")))
    }

    @Test(arguments: [
        (["192.0.2.7"], "192.0.2.7"), (["198.51.100.1, 192.0.2.7"], "192.0.2.7"),
        (["198.51.100.1", "192.0.2.7"], "192.0.2.7"),
        (["192.0.2.7, 10.0.0.5"], "192.0.2.7"), (["192.0.2.7,10.0.0.5 , 127.0.0.1"], "192.0.2.7"),
        (["2001:DB8::1"], "2001:db8::1"),
        (["::ffff:192.0.2.7"], "192.0.2.7"),
    ])
    func aListedProxyIsBelieved(_ forwarded: [String], _ expected: String) async throws {
        #expect(try await recorded(forwarded, proxies: Self.proxies) == expected)
    }

    @Test(arguments: [
        [], [""], ["unknown"], ["192.0.2.7, unknown"], ["192.0.2.7, <script>"], ["10.0.0.5"], ["192.0.2.7:80"],
    ])
    func whatIsNoAddressIsNotTakenOver(_ forwarded: [String]) async throws {
        #expect(Self.loopback.contains(try await recorded(forwarded, proxies: Self.proxies)))
    }
}
