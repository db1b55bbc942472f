import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import ServerHTTP
import Testing

@testable import SallyportConfiguration
@testable import SallyportServer

@Suite("A line in the log for each request")
struct RequestLogTests {
    private func requests(_ extra: String, _ body: @Sendable @escaping (Browser) async throws -> Void) async throws
        -> [String]
    {
        let lines = LogLines()
        let site = try await Site(extra: extra, logger: lines.logger)
        try await site.visit(body)
        return lines.all.filter { $0.hasPrefix("info request ") }
    }

    @Test func whenAskedForItSaysWhatWasAskedAndAnswered() async throws {
        let lines = try await requests("log: { requests: true }\n") { browser in
            let answer = try await browser.post("/saml?secret=of-the-query", [("SAMLResponse", "AAAA")])
            #expect(answer.headers[.requestID]?.count == 36)
            _ = try await browser.get("/nowhere")
        }
        #expect(lines.count == 2)
        let first = try #require(lines.first)
        for part in ["method=POST", "path=/saml ", "route=/saml", "status=400", "requestID=", "milliseconds="] {
            #expect(first.contains(part), "\(part) in \(first)")
        }
        #expect(lines[1].contains("path=/nowhere") && lines[1].contains("status=404"))
        #expect(!lines.contains { $0.contains("secret") || $0.contains("AAAA") })
    }

    @Test func unlessAskedForItSaysNothing() async throws {
        let lines = try await requests("") { browser in _ = try await browser.get("/health") }
        #expect(lines.isEmpty)
    }

    @Test func everyAnswerHasARequestID() async throws {
        try await Site().visit { browser in
            var seen: Set<String> = []
            for path in ["/health", "/health/live", "/static/saml-metadata.xml", "/nowhere", "/console", "/federation"]
            {
                seen.insert(try #require(try await browser.get(path).headers[.requestID], "\(path)"))
            }
            #expect(seen.count == 6)
        }
    }

    @Test func whatStrangersWriteStaysOnOneLine() async throws {
        let lines = try await requests("log: { requests: true }\n") { browser in
            _ = try await browser.get("/" + String(repeating: "a", count: 5_000))
        }
        #expect(lines.count == 1)
        #expect(lines.allSatisfy { $0.utf8.count < 1_000 })
    }
}
