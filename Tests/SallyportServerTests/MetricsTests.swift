import Accounts
import Audit
import BrokerMetrics
import Encodings
import FederationTesting
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import PrometheusMetrics
import Sessions
import Testing

@testable import SallyportConfiguration
@testable import SallyportServer
@testable import ServerConnections

@Suite("Metrics")
struct MetricsTests {
    private static let withToken = "metrics: { tokenFile: metrics.token }\n"
    private static let shown: HTTPFields = [.authorization: "Bearer \(Site.metricsToken)"]

    /// The lines that are served beside everything else.
    private static func lines(_ browser: Browser) async throws -> [String] {
        let answer = try await browser.get("/metrics", headers: shown)
        #expect(answer.status == .ok)
        #expect(answer.headers[.contentType] == "text/plain; version=0.0.4; charset=utf-8")
        return answer.text.split(separator: "\n").map(String.init)
    }

    @Test func aSignInIsCountedByOutcomeProviderAndAccount() async throws {
        let site = try await Site(extra: Self.withToken)
        try await site.visit { browser in
            let path = try await browser.signInPath()
            #expect(try await browser.get(path).status == .found)
            let stranger = try SignedResponse.with { $0.identityProvider = Site.stranger }
            #expect(try await browser.post("/saml", [("SAMLResponse", stranger)]).status == .badRequest)
            let lines = try await Self.lines(browser)
            func signIns(_ event: String, _ outcome: String, _ account: String, _ provider: String) -> String {
                #"sallyport_sign_ins_total{account="\#(account)",event="\#(event)",outcome="\#(outcome)","#
                    + #"provider="\#(provider)"} 1"#
            }
            #expect(lines.contains(signIns("AssumeRoleWithSAML", "success", Site.account, "corp")))
            #expect(lines.contains(signIns("ConsoleLogin", "success", Site.account, "none")))
            #expect(lines.contains(signIns("ConsoleLogin", "refused", "none", "none")))
            #expect(lines.contains(#"sallyport_http_requests_total{route="/saml",status="3xx"} 1"#))
            #expect(lines.contains(#"sallyport_http_requests_total{route="/saml",status="4xx"} 1"#))
            #expect(lines.contains(#"sallyport_http_request_duration_seconds_count{route="/saml"} 2"#))
            let refusals = lines.filter { $0.hasPrefix("sallyport_refusals_total{") && !$0.hasSuffix(" 0") }
            #expect(refusals.count == 1, "\(refusals)")
            #expect(refusals.allSatisfy { $0.contains(#"code="InvalidIdentityToken""#) && !$0.contains("none") })
        }
    }

    @Test func stagesAreMeasured() async throws {
        let site = try await Site(extra: Self.withToken)
        try await site.visit { browser in
            _ = try await browser.signInPath()
            let lines = try await Self.lines(browser)
            let counts = lines.filter { $0.hasPrefix("sallyport_stage_duration_seconds_count{") }
            for stage in ["body", "response", "redemption", "audit"] {
                #expect(counts.contains { $0.contains("\"\(stage)\"") && !$0.hasSuffix(" 0") }, "\(stage)")
            }
            #expect(lines.contains(#"sallyport_stage_duration_seconds_count{stage="upstream"} 0"#))
        }
    }

    @Test func callsAreCountedByOperationAndCode() async throws {
        let site = try await Site(extra: Self.withToken)
        let staff = site.staff
        try await site.visit { browser in
            let root = try await staff.client(browser, user: nil)
            #expect(try await root.sts("GetCallerIdentity").status == .ok)
            _ = try await browser.post("/", [("Action", "GetCallerIdentity"), ("Version", "2011-06-15")])
            _ = try await browser.post("/", [("Action", "MakeMeRoot"), ("Version", "2011-06-15")])
            _ = try await root.iam("GetUser", [("UserName", "nobody")])
            let lines = try await Self.lines(browser)
            func calls(_ code: String, _ operation: String, _ service: String) -> String {
                #"sallyport_api_calls_total{code="\#(code)",operation="\#(operation)",service="\#(service)"} 1"#
            }
            #expect(lines.contains(calls("OK", "GetCallerIdentity", "sts")))
            #expect(lines.contains(calls("MissingAuthenticationToken", "GetCallerIdentity", "sts")))
            #expect(lines.contains(calls("InvalidAction", "Unknown", "none")))
            #expect(lines.contains(calls("NoSuchEntity", "GetUser", "iam")))
            #expect(!lines.contains { $0.contains("MakeMeRoot") || $0.contains("nobody") })
        }
    }

    @Test func whatWasLookedAtIsShown() async throws {
        let site = try await Site(extra: Self.withToken)
        try await site.visit { browser in
            let lines = try await Self.lines(browser)
            #expect(lines.contains(#"sallyport_build_info{version="\#(Version.text)"} 1"#))
            #expect(lines.contains("sallyport_store_up 1"))
            #expect(lines.contains("sallyport_audit_up 1"))
            #expect(lines.contains("sallyport_store_view_age_seconds 0"))
            #expect(lines.contains("sallyport_arriving_bytes_limit \(ArrivalBudget.defaultBytes)"))
            #expect(lines.contains { $0.hasPrefix(#"sallyport_key_age_seconds{name=""#) })
            #expect(
                lines.contains {
                    $0.hasPrefix(#"sallyport_key_expiry_seconds{name="\#(Site.account)/corp",purpose="idp"}"#)
                })
            for name in ["process_resident_memory_bytes", "process_open_fds", "process_cpu_seconds_total"] {
                #expect(lines.contains { $0.hasPrefix("\(name) ") }, "\(name)")
            }
        }
    }

    @Test func anAuditThatFailsIsShown() async throws {
        let site = try await Site(extra: Self.withToken)
        site.sink.hasRoom = false
        try await site.visit { browser in
            let lines = try await Self.lines(browser)
            #expect(lines.contains("sallyport_audit_up 0"))
            #expect(lines.contains("sallyport_store_up 1"))
        }
    }

    @Test func nobodyIsNamed() async throws {
        let site = try await Site(extra: Self.withToken)
        try await site.visit { browser in
            let path = try await browser.signInPath()
            _ = try await browser.get(path)
            let lines = try await Self.lines(browser)
            #expect(!lines.contains { $0.contains("alice") || $0.contains("ASIA") || $0.contains(Site.metricsToken) })
        }
    }

    @Test func everyFamilyThatIsShownIsDeclared() async throws {
        let site = try await Site(extra: Self.withToken)
        try await site.visit { browser in
            _ = try await browser.signInPath()
            let names = Set(BrokerMetrics.families.map(\.name)).union(["sallyport_metrics_refused_series_total"])
            let heads = try await Self.lines(browser).filter { $0.hasPrefix("# TYPE ") }
            for head in heads { #expect(names.contains(String(head.split(separator: " ")[2])), "\(head)") }
            #expect(BrokerMetrics.families.count == names.count - 1)
            #expect(BrokerMetrics.families.allSatisfy { $0.help.hasSuffix(".") })
        }
    }

    // MARK: Who may read them

    @Test(arguments: [
        nil, "", "Bearer", "Bearer ", "Bearer wrong", "Basic \(Site.metricsToken)", Site.metricsToken,
        "Bearer \(Site.metricsToken)x", "Bearer \(Site.metricsToken.dropLast())", "Bearer  \(Site.metricsToken)",
    ])
    func withoutTheTokenThereAreNone(_ authorization: String?) async throws {
        let site = try await Site(extra: Self.withToken)
        try await site.visit { browser in
            var headers = HTTPFields()
            if let authorization { headers[.authorization] = authorization }
            let answer = try await browser.get("/metrics", headers: headers)
            #expect(answer.status == .unauthorized)
            #expect(answer.headers[.wwwAuthenticate] == "Bearer realm=\"metrics\"")
            #expect(!answer.text.contains("sallyport_"))
        }
    }

    @Test func withoutASectionThereIsNoSuchPlace() async throws {
        let site = try await Site()
        try await site.visit { browser in
            let answer = try await browser.get("/metrics", headers: Self.shown)
            #expect(answer.status == .notFound)
        }
        #expect(site.server.metricsApplication() == nil)
    }

    @Test(arguments: [true, false])
    func atAPortOfTheirOwnTheyAreServedThereAlone(_ needsToken: Bool) async throws {
        let site = try await Site(
            extra: "metrics: { listen: { port: 0 }\(needsToken ? ", tokenFile: metrics.token" : "") }\n")
        try await site.visit { browser in
            let answer = try await browser.get("/metrics", headers: Self.shown)
            #expect(answer.status == .notFound)
        }
        let application = try #require(site.server.metricsApplication())
        try await application.test(.router) { client in
            let browser = Browser(client, publicURL: Site.publicURL)
            let plain = try await browser.get("/metrics")
            #expect(plain.status == (needsToken ? .unauthorized : .ok))
            let shown = try await browser.get("/metrics", headers: Self.shown)
            #expect(shown.text.contains("sallyport_store_up 1\n"))
            #expect(try await browser.get("/").status == .notFound)
            #expect(try await browser.post("/metrics", []).status == .notFound)
        }
    }

    @Test(arguments: [
        "", " \n", "fifteen-letters", "sixteen letters!", "ümlaut-sixteen-l", String(repeating: "x", count: 513),
    ])
    func whatIsNoTokenIsRefused(_ content: String) { #expect(BearerToken(Array(content.utf8)) == nil) }

    @Test func aTokenShowsNothingOfItself() throws {
        let token = try #require(BearerToken(Array(" \(Site.metricsToken)\r\n".utf8)))
        #expect(token.isShown(in: "bearer \(Site.metricsToken)"))
        var dumped = ""
        dump(token, to: &dumped)
        #expect(!"\(token) \(dumped)".contains(Site.metricsToken))
    }

    // MARK: What is counted where

    @Test func unknownProvidersAndAccountsShareSeries() throws {
        let registry = PrometheusRegistry(BrokerMetrics.families)
        let metrics = BrokerMetrics(registry: registry)
        for number in 0..<100 {
            var event = AuditEvent(
                eventID: "\(number)", eventTime: Timestamp(milliseconds: 0), eventSource: "sts.amazonaws.com",
                eventName: "AssumeRoleWithWebIdentity", call: CallContext(requestID: "\(number)"), partition: .aws,
                userIdentity: AuditIdentity([
                    JSONMember("identityProvider", "arn:aws:iam::123456789012:oidc-provider/host-\(number)")
                ]))
            event.errorCode = "Code\(number)"
            metrics.decisions?.count(event)
        }
        let lines = registry.text.split(separator: "\n")
        #expect(
            lines.contains(
                #"sallyport_sign_ins_total{account="none",event="AssumeRoleWithWebIdentity",outcome="refused","#
                    + #"provider="none"} 100"#))
        #expect(!lines.contains { $0.contains("host-") })
    }
}
