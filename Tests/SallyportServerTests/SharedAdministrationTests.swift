import Accounts
import Encodings
import FederationTesting
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Keys
import Logging
import Testing

@testable import SallyportServer

/// Administrators at a broker that shares the store of the site's.
@Suite("Administrators see what every broker that shares the store has given")
struct SharedAdministrationTests {
    private static let own: HTTPFields = [.origin: AccountUsers.origin]
    private static let asked: HTTPFields = [.accept: "application/json"]

    private let site: Site

    init() async throws {
        site = try await Site()
        let policy = #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sallyport:*","Resource":"*"}]}"#
        try await AccountUsers(site).add("chief", policy: policy)
    }

    /// Another broker, or the same one after a restart.
    private func other(
        keyRing: KeyRing? = nil, store: (any FederationStore)? = nil
    ) throws -> BrokerServer {
        let clock = site.clock
        return try BrokerServer(
            configuration: site.configuration, keyRing: keyRing ?? site.keyRing, store: store ?? site.store,
            audit: InMemoryAuditSink(), logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            clock: { clock.now })
    }

    private static func visit<Value: Sendable>(
        _ server: BrokerServer, _ body: @Sendable @escaping (Browser) async throws -> Value
    ) async throws -> Value {
        try await server.application().test(.router) { client in
            try await body(Browser(client, publicURL: Site.publicURL))
        }
    }

    /// The ids of the sessions of roles that an administrator sees at a broker, the names of records, and whether that is all.
    private static func shown(
        _ server: BrokerServer
    ) async throws -> (sessions: [String], records: [String], lastUse: String?, isComplete: Bool?) {
        try await visit(server) { browser in
            #expect(try await browser.signIn("chief").status == .found)
            let answer = try await browser.get("/console/admin", headers: asked)
            #expect(answer.status == .ok)
            let sessions = answer.json["sessions"] as? [[String: Any]] ?? []
            let providers = answer.json["providers"] as? [[String: Any]] ?? []
            let corp = providers.first { $0["name"] as? String == "corp" }
            return (
                sessions.filter { ($0["arn"] as? String)?.contains(":assumed-role/") == true }
                    .compactMap { $0["accessKeyId"] as? String },
                (answer.json["records"] as? [[String: Any]] ?? []).compactMap { $0["name"] as? String },
                corp?["lastUse"] as? String, answer.json["isComplete"] as? Bool
            )
        }
    }

    /// The cookies of a browser that signed in at the site's own broker.
    private func signIn() async throws -> HTTPFields {
        let cookies = try await site.visit { browser in
            _ = try await browser.get(try await browser.signInPath())
            return browser.cookies
        }
        return [
            .accept: "application/json", .cookie: cookies.map { "\($0.key)=\($0.value)" }.joined(separator: "; "),
        ]
    }

    /// Who has the console of a browser with these cookies, at the site's own broker.
    private func console(_ headers: HTTPFields) async throws -> String? {
        try await site.visit { browser in
            try await browser.get("/console", headers: headers).json["arn"] as? String
        }
    }

    @Test func soonAfterItWasGiven() async throws {
        let other = try other()
        _ = try await signIn()
        let before = try await Self.shown(other)
        #expect(before.sessions.isEmpty && !before.records.contains("AssumeRoleWithSAML") && before.isComplete == true)
        #expect(await site.server.handOver.handOver())
        let after = try await Self.shown(other)
        #expect(after.sessions.count == 1 && after.records.contains("AssumeRoleWithSAML") && after.isComplete == true)
        #expect(try await Self.shown(site.server).sessions == after.sessions)
        // After a restart.
        #expect(try await Self.shown(try self.other()).sessions == after.sessions)
    }

    @Test(arguments: ["session", "subject", "role"])
    func andEndIt(_ kind: String) async throws {
        let other = try other()
        let browser = try await signIn()
        #expect(try await console(browser)?.contains("assumed-role/Administrator") == true)
        await site.server.handOver.handOver()
        let id = try #require(try await Self.shown(other).sessions.first)
        try await Self.visit(other) { administrator in
            #expect(try await administrator.signIn("chief").status == .found)
            let value = kind == "role" ? Site.role("Administrator") : id
            let answer = try await administrator.post("/console/admin/revoke", [(kind, value)], headers: Self.own)
            #expect(answer.status == .found)
        }
        #expect(try await console(browser) == nil)
        for server in [site.server, other] { #expect(try await Self.shown(server).sessions.isEmpty) }
    }

    @Test func butNobodyElseSees() async throws {
        try await AccountUsers(site).add("nobody")
        let other = try other()
        _ = try await signIn()
        await site.server.handOver.handOver()
        try await Self.visit(other) { browser in
            #expect(try await browser.signIn("nobody").status == .found)
            let answer = try await browser.get("/console/admin", headers: Self.asked)
            #expect(answer.status == .forbidden && answer.json["sessions"] == nil)
        }
    }

    @Test func withTheLastUseOfEachProvider() async throws {
        let other = try other()
        _ = try await signIn()
        let uses = try await Self.shown(site.server).lastUse
        #expect(uses == Timestamp(roundingDown: Site.now).iso8601)
        // It is written once a minute.
        #expect(try await Self.shown(other).lastUse == nil)
        let provider = Site.provider("corp")
        let use = EntityUse(
            uniqueID: provider, instant: Timestamp(roundingDown: Site.now), service: "sts", region: "us-east-1")
        try await site.store.record([use])
        #expect(try await Self.shown(other).lastUse == uses)
    }

    @Test func andAreToldWhatCannotBeRead() async throws {
        _ = try await signIn()
        await site.server.handOver.handOver()
        let id = try #require(
            try await site.store.readEntities { reader in
                try await reader.rows(.below(.recordSegment, RecordSegmentRecord.account, pathPrefix: "/sessions/"))
            }.first?.uniqueID)
        try await site.store.writeEntities { writer in try await writer.setDocument([1, 2, 3], of: id) }
        let other = try other()
        let shown = try await Self.shown(other)
        #expect(shown.sessions.isEmpty && shown.isComplete == false)
        let page = try await Self.visit(other) { browser in
            #expect(try await browser.signIn("chief").status == .found)
            return try await browser.get("/console/admin").text
        }
        #expect(page.contains("(parts: 1): it is sealed with another key ring"))
    }
}
