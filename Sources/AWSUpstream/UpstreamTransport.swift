package import Foundation
import SallyportConfiguration

/// A request to AWS.
///
/// Its description shows neither query nor headers nor body: all of them may hold secrets.
package struct UpstreamRequest: Sendable, CustomStringConvertible, CustomReflectable {
    /// `GET` or `POST`.
    package var method: String
    /// Where it goes.
    package var url: URL
    /// Headers beside Host and Content-Type.
    package var headers: [(name: String, value: String)] = []
    /// A form; empty for GET.
    package var form: [UInt8] = []

    init(method: String, url: URL) {
        self.method = method
        self.url = url
    }

    /// Where it goes, without query.
    var endpoint: String { url.withoutQuery }

    package var description: String { "\(method) \(url.host ?? "?")" }

    package var customMirror: Mirror { Mirror(self, children: ["method": method, "host": url.host ?? "?"]) }
}

/// What came back.
///
/// Its description shows no more than the status: the rest may be a secret.
package struct UpstreamAnswer: Sendable, CustomStringConvertible, CustomReflectable {
    /// The HTTP status.
    package let status: Int
    /// The first value of each header, by names in small letters.
    package let headers: [String: String]
    /// The body.
    package let body: [UInt8]

    package init(status: Int, headers: [String: String] = [:], body: [UInt8]) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    package var description: String { "HTTP \(status), \(body.count) bytes" }

    package var customMirror: Mirror { Mirror(self, children: ["status": status]) }
}

/// No answer came, or none that can be taken.
package struct UpstreamSilence: Error, Hashable {
    /// What happened, without the content of request and answer.
    package let reason: String

    package init(reason: String) { self.reason = reason }
}

/// What is outside: the network, the time, and chance; a test gives its own.
package struct UpstreamOutside: Sendable {
    /// One exchange, within a time; redirects are not followed.
    package typealias Exchange = @Sendable (UpstreamRequest, Duration) async throws(UpstreamSilence) -> UpstreamAnswer

    /// One exchange.
    package var exchange: Exchange
    /// Time that only goes forward, since any moment.
    package var elapsed: @Sendable () -> Duration
    /// Waits; ends early when the task is cancelled.
    package var sleep: @Sendable (Duration) async -> Void
    /// A number from 0 to 1.
    package var chance: @Sendable () -> Double

    package init(
        exchange: @escaping Exchange, elapsed: @escaping @Sendable () -> Duration,
        sleep: @escaping @Sendable (Duration) async -> Void, chance: @escaping @Sendable () -> Double
    ) {
        self.exchange = exchange
        self.elapsed = elapsed
        self.sleep = sleep
        self.chance = chance
    }

    /// Bytes of an answer at most.
    private static let limit = 65_536

    /// The network itself.
    package static let real: UpstreamOutside = {
        let start = ContinuousClock.now
        return UpstreamOutside(
            exchange: { (request, time) async throws(UpstreamSilence) in try await send(request, within: time) },
            elapsed: { ContinuousClock.now - start }, sleep: { try? await Task.sleep(for: $0) },
            chance: { Double.random(in: 0...1) })
    }()

    private static func send(
        _ request: UpstreamRequest, within time: Duration
    ) async throws(UpstreamSilence) -> UpstreamAnswer {
        let headers = request.headers.map { ($0.name, $0.value) }
        let outgoing: HTTPExchange.Request =
            request.method == "POST"
            ? .post(request.url, contentType: QueryForm.contentType, body: request.form, headers: headers)
            : .ask(request.method, request.url, headers: headers)
        do throws(HTTPExchange.Failure) {
            let answer = try await HTTPExchange.send(outgoing, limit: limit, within: time)
            return UpstreamAnswer(status: answer.status, headers: answer.headers, body: answer.body)
        } catch {
            throw UpstreamSilence(reason: error.reason)
        }
    }
}

extension URL {
    /// The URL as people know an endpoint.
    var withoutQuery: String { String(absoluteString.prefix { $0 != "?" && $0 != "#" }) }
}
