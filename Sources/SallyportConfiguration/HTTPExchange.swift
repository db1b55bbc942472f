import AsyncHTTPClient
package import Foundation
import Glibc
import NIOCore
import NIOHTTP1
import NIOSSL
import Synchronization
import TraceContext
import Tracing

/// One request and its answer, bounded in size and time; redirects are not followed.
package enum HTTPExchange {
    /// What is asked for.
    package struct Request: Sendable {
        fileprivate let url: URL
        fileprivate let method: HTTPMethod
        fileprivate let contentType: String?
        fileprivate let body: [UInt8]
        fileprivate var headers: [(name: String, value: String)] = []

        /// Asks for what is there; a user in the URL is sent as Basic authentication.
        package static func get(_ url: URL) -> Request {
            Request(url: url, method: .GET, contentType: nil, body: [])
        }

        /// Asks with a method and headers of the caller's choice.
        package static func ask(_ method: String, _ url: URL, headers: [(String, String)]) -> Request {
            Request(
                url: url, method: HTTPMethod(rawValue: method), contentType: nil, body: [],
                headers: headers.map { (name: $0.0, value: $0.1) })
        }

        /// Brings a body, and headers beside its type.
        package static func post(
            _ url: URL, contentType: String, body: [UInt8], headers: [(String, String)] = []
        ) -> Request {
            Request(
                url: url, method: .POST, contentType: contentType, body: body,
                headers: headers.map { (name: $0.0, value: $0.1) })
        }
    }

    /// Nobody answered in time, or the answer can't be taken.
    package struct Failure: Error, Sendable, Hashable {
        /// What happened, without the content of request and answer.
        package let reason: String
    }

    /// What came back.
    package struct Answer: Sendable {
        /// The HTTP status.
        package let status: Int
        /// The first value of each header, by names in small letters.
        package let headers: [String: String]
        /// The body.
        package let body: [UInt8]
    }

    /// Sends `request`; ends at once when the task is cancelled.
    ///
    /// - Parameters:
    ///   - limit: bytes of the answer at most; the connection ends with the first byte beyond.
    ///   - time: for all of it: the name, the connection, TLS, and the last byte of the answer.
    package static func send(
        _ request: Request, limit: Int, within time: Duration
    ) async throws(Failure) -> Answer {
        guard !Task.isCancelled else { throw Failure(reason: "given up") }
        let progress = Progress()
        do {
            return try await withThrowingTaskGroup(of: Answer.self) { group in
                group.addTask { try await tryAddresses(for: request, limit: limit, within: time, progress: progress) }
                group.addTask {
                    try? await Task.sleep(for: time)
                    throw Failure(reason: Task.isCancelled ? "given up" : progress.lateness(after: time))
                }
                defer { group.cancelAll() }
                guard let first = try await group.next() else { throw Failure(reason: "given up") }
                return first
            }
        } catch let failure as Failure {
            throw failure
        } catch {
            throw Failure(reason: describe(error))
        }
    }

    /// Whether nobody but this machine can answer.
    package static func isLoopback(_ url: URL) -> Bool {
        ["127.0.0.1", "::1", "[::1]", "localhost"].contains(url.host?.lowercased() ?? "")
    }

    /// Addresses of a host that are tried.
    private static let maximumAddresses = 4
    /// How long an address may keep those after it waiting.
    private static let patience = TimeAmount.seconds(5)

    private static func tryAddresses(
        for request: Request, limit: Int, within time: Duration, progress: Progress
    ) async throws -> Answer {
        // Longer than the deadline, which has the better words; it bounds what goes on when nobody waits any more.
        let all = TimeAmount(time + .seconds(1))
        guard let host = request.url.host, (try? SocketAddress(ipAddress: bare(host), port: 0)) == nil else {
            return try await exchange(request, limit, progress, at: [:], connecting: all)
        }
        var addresses = try await HostLookup.addresses(of: host).prefix(maximumAddresses)
        while let address = addresses.popFirst() {
            do {
                return try await exchange(
                    request, limit, progress, at: [host: address], connecting: addresses.isEmpty ? all : patience)
            } catch  where isUnreachable(error) && !addresses.isEmpty {
                continue
            }
        }
        throw Failure(reason: "the name has no address")
    }

    private static func bare(_ host: String) -> String {
        host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host
    }

    /// Whether no connection came about, so that nothing can have been sent.
    private static func isUnreachable(_ error: any Error) -> Bool {
        if let error = error as? IOError {
            return [ECONNREFUSED, EHOSTUNREACH, ENETUNREACH, EADDRNOTAVAIL, EACCES, EPERM].contains(error.errnoCode)
        }
        guard let error = error as? HTTPClientError else { return false }
        return [.connectTimeout, .tlsHandshakeTimeout, .getConnectionFromPoolTimeout].contains(error)
    }

    /// One exchange on a connection of its own.
    private static func exchange(
        _ request: Request, _ limit: Int, _ progress: Progress, at addresses: [String: String],
        connecting: TimeAmount
    ) async throws -> Answer {
        progress.stage = .connecting
        let client = HTTPClient(configuration: configuration(addresses, connecting: connecting))
        // Nobody waits for connections that are still being made; they end by themselves.
        defer { client.shutdown { _ in } }
        // The deadline of the whole exchange is kept by `send`; this one comes later.
        let response = try await client.execute(prepared(request), deadline: .now() + .hours(1))
        try check(response.headers, limit)
        var body: [UInt8] = []
        progress.stage = .reading(0)
        for try await part in response.body {
            guard part.readableBytes <= limit - body.count else { throw tooLarge(limit) }
            body.append(contentsOf: part.readableBytesView)
            progress.stage = .reading(body.count)
        }
        let headers = response.headers.map { ($0.name.lowercased(), $0.value) }
        return Answer(
            status: Int(response.status.code), headers: Dictionary(headers, uniquingKeysWith: { first, _ in first }),
            body: body)
    }

    private static func configuration(
        _ addresses: [String: String], connecting: TimeAmount
    ) -> HTTPClient.Configuration {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.minimumTLSVersion = .tlsv12
        var configuration = HTTPClient.Configuration(
            tlsConfiguration: tls, redirectConfiguration: .disallow,
            timeout: .init(connect: connecting), decompression: .disabled)
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.httpVersion = .http1Only
        configuration.dnsOverride = addresses
        return configuration
    }

    private static func prepared(_ request: Request) -> HTTPClientRequest {
        var prepared = HTTPClientRequest(url: request.url.absoluteString)
        prepared.method = request.method
        prepared.headers.add(name: "User-Agent", value: "sallyport")
        prepared.headers.add(name: "Connection", value: "close")
        if let place = InstrumentationContext.current?.traceParent {
            prepared.headers.add(name: TraceParent.headerName, value: place.header)
        }
        for header in request.headers { prepared.headers.add(name: header.name, value: header.value) }
        if let type = request.contentType {
            prepared.headers.add(name: "Content-Type", value: type)
            prepared.body = .bytes(request.body)
        }
        if let user = request.url.user(percentEncoded: false) {
            prepared.setBasicAuth(username: user, password: request.url.password(percentEncoded: false) ?? "")
        }
        return prepared
    }

    private static func check(_ headers: HTTPHeaders, _ limit: Int) throws(Failure) {
        if let length = headers.first(name: "Content-Length").flatMap({ Int($0) }), length > limit {
            throw Failure(reason: "the answer is announced with \(length) bytes; at most \(limit) are taken")
        }
        for coding in headers[canonicalForm: "Content-Encoding"] where coding.lowercased() != "identity" {
            throw Failure(
                reason: "the answer is encoded as \(coding.prefix(40)); expected none, as no Accept-Encoding was sent")
        }
    }

    private static func tooLarge(_ limit: Int) -> Failure {
        Failure(reason: "the answer is larger than \(limit) bytes")
    }

    private static func describe(_ error: any Error) -> String {
        switch error {
        case is CancellationError: "given up"
        case let error as IOError: String(cString: strerror(error.errnoCode))
        case let error as HTTPClientError: error.shortDescription
        case HTTPParserError.invalidEOFState: "the answer ended before it was whole"
        case let error as HTTPParserError: "not an answer of HTTP: \(error)"
        case let error as NIOSSLError: "TLS failed: \(error)"
        default: "\(error)"
        }
    }
}

/// How far an exchange has come, to be told when it comes no further.
private final class Progress: Sendable {
    enum Stage { case resolving, connecting, reading(Int) }

    private let state = Mutex(Stage.resolving)

    var stage: Stage {
        get { state.withLock { $0 } }
        set { state.withLock { $0 = newValue } }
    }

    func lateness(after time: Duration) -> String {
        let seen =
            switch stage {
            case .resolving: "the name was still being looked up"
            case .connecting: "no answer had begun"
            case .reading(let count): "\(count) bytes had come"
            }
        return "no whole answer within \((time / .seconds(1)).formatted()) s; \(seen)"
    }
}
