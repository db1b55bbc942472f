import Encodings
package import Foundation
package import Logging
import SallyportConfiguration
import ServiceLifecycle

/// Posts spans to a collector, in batches: OTLP over HTTP in JSON (OpenTelemetry Protocol 1.3).
///
/// A collector that does not answer costs the spans of that batch and nothing else; the log says so once, and once when it answers
/// again.
package struct SpanExporter: Service {
    /// Where spans go, and as whose.
    package struct Destination: Sendable {
        /// The URL that takes them, such as `http://127.0.0.1:4318/v1/traces`.
        let url: URL
        /// Headers beside the type of the body.
        let headers: [(String, String)]
        /// The version of the program.
        let version: String

        package init(url: URL, headers: [(String, String)], version: String) {
            self.url = url
            self.headers = headers
            self.version = version
        }
    }

    private let queue: SpanQueue
    private let destination: Destination
    private let logger: Logger
    private let interval: Duration

    /// Spans of one request.
    private static let batch = 512
    /// For a request and its answer, and bytes of the answer.
    private static let (patience, limit) = (Duration.seconds(5), 65_536)

    package init(
        queue: SpanQueue, destination: Destination, logger: Logger, interval: Duration = .seconds(2)
    ) {
        self.queue = queue
        self.destination = destination
        self.logger = logger
        self.interval = interval
    }

    package func run() async throws {
        var isSilent = false
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            try? await cancelWhenGracefulShutdown { try await Task.sleep(for: interval) }
            isSilent = await exportAll(isSilent: isSilent)
        }
    }

    /// Exports everything that waits; whether the collector is silent.
    private func exportAll(isSilent: Bool) async -> Bool {
        let dropped = queue.takeDropped()
        if dropped > 0 { logger.warning("spans were dropped", metadata: ["count": "\(dropped)"]) }
        var isSilent = isSilent
        while case let spans = queue.take(Self.batch), !spans.isEmpty {
            let failure = await export(spans)
            if let failure, !isSilent {
                logger.warning("spans can't be exported", metadata: ["reason": "\(failure)"])
            } else if failure == nil, isSilent {
                logger.notice("spans are exported again")
            }
            isSilent = failure != nil
            if isSilent { break }
        }
        return isSilent
    }

    /// Why a batch was not taken; nil when it was.
    private func export(_ spans: [SpanRecord]) async -> String? {
        let request = HTTPExchange.Request.post(
            destination.url, contentType: "application/json", body: Self.document(spans, destination.version),
            headers: destination.headers)
        do throws(HTTPExchange.Failure) {
            let answer = try await HTTPExchange.send(request, limit: Self.limit, within: Self.patience)
            return (200..<300).contains(answer.status) ? nil : "the collector answered \(answer.status)"
        } catch {
            return error.reason
        }
    }

    private static func document(_ spans: [SpanRecord], _ version: String) -> [UInt8] {
        let resource = [JSONMember("service.name", "sallyport"), JSONMember("service.version", version)]
        let scope = JSONValue.object([JSONMember("name", "sallyport"), JSONMember("version", version)])
        let value = JSONValue.object([
            JSONMember(
                "resourceSpans",
                .array([
                    .object([
                        JSONMember(
                            "resource",
                            .object([JSONMember("attributes", .array(resource.map(SpanRecord.attribute)))])),
                        JSONMember(
                            "scopeSpans",
                            .array([
                                .object([
                                    JSONMember("scope", scope), JSONMember("spans", .array(spans.map(\.value))),
                                ])
                            ])),
                    ])
                ]))
        ])
        return Array(value.text().utf8)
    }
}
