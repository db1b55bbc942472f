import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import ServiceLifecycle
import Synchronization
import Testing
import TraceContext
import Traces
import Tracing

@testable import SallyportConfiguration
@testable import SallyportServer

@Suite("Traces")
struct TracingTests {
    private static let parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"

    /// A collector: a real listener that keeps what is posted to it.
    private final class Collector: Sendable {
        private let state = Mutex<(bodies: [Data], headers: [HTTPFields])>(([], []))
        private let status: HTTPResponse.Status

        init(answering status: HTTPResponse.Status = .ok) { self.status = status }

        var headers: [HTTPFields] { state.withLock { $0.headers } }

        var application: some ApplicationProtocol {
            let router = Router()
            router.post("/v1/traces") { request, _ in
                let body = try await request.body.collect(upTo: 1 << 20)
                self.state.withLock { state in
                    state.bodies.append(Data(String(buffer: body).utf8))
                    state.headers.append(request.headers)
                }
                return Response(status: self.status)
            }
            return Application(
                router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)))
        }

        /// The spans of everything that was posted.
        func spans() throws -> [[String: Any]] {
            try state.withLock { $0.bodies }.flatMap { body -> [[String: Any]] in
                let document = try #require(try JSONSerialization.jsonObject(with: body) as? [String: Any])
                let resources = try #require(document["resourceSpans"] as? [[String: Any]])
                let scopes = try #require(resources.first?["scopeSpans"] as? [[String: Any]])
                return try #require(scopes.first?["spans"] as? [[String: Any]])
            }
        }

        /// The names of all spans.
        func names() throws -> [String] { try spans().compactMap { $0["name"] as? String } }

        /// Waits until a span has come.
        func wait(for name: String) async throws {
            while try !names().contains(name) {
                try await Task.sleep(for: .milliseconds(5))
            }
        }

        /// Waits until so many requests have come.
        func wait(for count: Int) async throws {
            while state.withLock({ $0.bodies.count }) < count { try await Task.sleep(for: .milliseconds(5)) }
        }
    }

    /// Runs a site that exports to a collector while `body` uses it.
    private func export(
        to collector: Collector, _ more: String = "",
        _ body: @Sendable @escaping (Browser, LogLines) async throws -> Void
    ) async throws {
        try await collector.application.test(.live) { client in
            let port = try #require(client.port)
            let lines = LogLines()
            let site = try await Site(
                extra: "tracing: { endpoint: \"http://localhost:\(port)/v1/traces\"\(more) }\n", logger: lines.logger)
            let exporter = try #require(site.server.spanExporter(interval: .milliseconds(5)))
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await exporter.run() }
                try await site.visit { try await body($0, lines) }
                group.cancelAll()
            }
        }
    }

    @Test func aRequestIsASpanBelowTheCallersWithItsStagesBelowIt() async throws {
        let collector = Collector()
        try await export(to: collector) { browser, _ in
            let answer = try await browser.post(
                "/saml?hidden=query", [("SAMLResponse", try SignedResponse().encoded())],
                headers: [try #require(HTTPField.Name("traceparent")): Self.parent])
            #expect(answer.status == .found)
            try await collector.wait(for: "POST /saml")
        }
        let spans = try collector.spans()
        let request = try #require(spans.first { $0["name"] as? String == "POST /saml" })
        #expect(request["traceId"] as? String == "4bf92f3577b34da6a3ce929d0e0e4736")
        #expect(request["parentSpanId"] as? String == "00f067aa0ba902b7")
        #expect(request["kind"] as? Int == 2)
        let stages = spans.filter { $0["parentSpanId"] as? String == request["spanId"] as? String }
        #expect(Set(stages.compactMap { $0["name"] as? String }).isSuperset(of: ["body", "response", "redemption"]))
        #expect(spans.allSatisfy { $0["traceId"] as? String == request["traceId"] as? String })
        for span in spans {
            let start = try #require((span["startTimeUnixNano"] as? String).flatMap { UInt64($0) })
            let end = try #require((span["endTimeUnixNano"] as? String).flatMap { UInt64($0) })
            #expect(end >= start && start > 1_600_000_000_000_000_000)
        }
        let attributes = try #require(request["attributes"] as? [[String: Any]])
        #expect(
            attributes.compactMap { $0["key"] as? String } == [
                "http.request.method", "http.response.status_code", "http.route", "sallyport.request_id",
            ])
        #expect(!"\(spans)".contains("hidden") && !"\(spans)".contains("alice"))
    }

    @Test func aCallerThatKeepsNoTraceGetsNoSpans() async throws {
        let collector = Collector()
        try await export(to: collector) { browser, _ in
            let name = try #require(HTTPField.Name("traceparent"))
            _ = try await browser.get("/health", headers: [name: Self.parent.dropLast(2) + "00"])
            _ = try await browser.get("/health/live", headers: [name: Self.parent])
            try await collector.wait(for: "GET /health/live")
        }
        #expect(try collector.names() == ["GET /health/live"])
    }

    @Test func noneOfAHundredMeansNone() async throws {
        let collector = Collector()
        try await export(to: collector, ", samplePercent: 0") { browser, _ in
            for _ in 0..<20 { _ = try await browser.get("/health/live") }
            _ = try await browser.get(
                "/console", headers: [try #require(HTTPField.Name("traceparent")): Self.parent])
            try await collector.wait(for: "GET /console")
        }
        #expect(try collector.names() == ["GET /console"])
    }

    @Test func aCollectorIsShownTheToken() async throws {
        let collector = Collector()
        try await export(to: collector, ", tokenFile: metrics.token") { browser, _ in
            _ = try await browser.get("/health/live")
            try await collector.wait(for: "GET /health/live")
        }
        #expect(collector.headers.first?[.authorization] == "Bearer \(Site.metricsToken)")
        #expect(collector.headers.first?[.contentType] == "application/json")
    }

    @Test func aCollectorThatRefusesIsToldOfOnceAndStopsNobody() async throws {
        let collector = Collector(answering: .serviceUnavailable)
        try await export(to: collector) { browser, lines in
            for count in 1...3 {
                #expect(try await browser.get("/health/live").status == .ok)
                try await collector.wait(for: count)
            }
            let told = lines.all.filter { $0.contains("spans can't be exported") }
            #expect(told.count == 1)
            #expect(told.allSatisfy { $0.contains("the collector answered 503") })
        }
    }

    @Test func whoeverIsAskedIsToldOfTheTrace() async throws {
        let collector = Collector()
        try await collector.application.test(.live) { client in
            let port = try #require(client.port)
            let url = try #require(URL(string: "http://localhost:\(port)/v1/traces"))
            @Sendable func ask() async throws {
                _ = try await HTTPExchange.send(
                    .post(url, contentType: "text/plain", body: []), limit: 1_000, within: .seconds(20))
            }
            var context = InstrumentationContext.topLevel
            context.traceParent = TraceParent(Self.parent)
            try await InstrumentationContext.withValue(context) { try await ask() }
            try await ask()
        }
        let name = try #require(HTTPField.Name("traceparent"))
        #expect(collector.headers.map { $0[name] } == [Self.parent, nil])
    }

    @Test func withoutASectionThereIsNoExporter() async throws {
        let site = try await Site()
        #expect(site.server.spanExporter() == nil)
    }
}
