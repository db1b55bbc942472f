package import Foundation

#if canImport(FoundationNetworking)
    package import FoundationNetworking
#endif

/// One request and its answer, bounded in size and time; redirects are not followed.
package enum HTTPExchange {
    /// Nobody answered in time, or the answer is too large.
    package struct Failure: Error, Sendable {
        /// What happened, without the content of request and answer.
        package let reason: String
    }

    /// What came back.
    package struct Answer: Sendable {
        /// The HTTP status.
        package let status: Int
        /// The body.
        package let body: [UInt8]
    }

    /// Sends `request`.
    ///
    /// - Parameters:
    ///   - limit: bytes of the answer at most.
    ///   - timeout: seconds for all of it.
    package static func send(_ request: URLRequest, limit: Int, timeout: Double) async throws(Failure) -> Answer {
        let configuration = URLSessionConfiguration.ephemeral
        configuration.timeoutIntervalForResource = timeout
        let session = URLSession(
            configuration: configuration, delegate: BoundedDownload(limit: limit), delegateQueue: nil)
        defer { session.finishTasksAndInvalidate() }
        let (data, response): (Data, URLResponse)
        do {
            (data, response) = try await session.data(for: request)
        } catch {
            throw Failure(reason: error.localizedDescription)
        }
        guard data.count <= limit else { throw Failure(reason: "the answer is larger than \(limit) bytes") }
        return Answer(status: (response as? HTTPURLResponse)?.statusCode ?? 0, body: Array(data))
    }

    /// Whether nobody but this machine can answer.
    package static func isLoopback(_ url: URL) -> Bool {
        ["127.0.0.1", "::1", "[::1]", "localhost"].contains(url.host?.lowercased() ?? "")
    }
}

/// Refuses redirects, which could lead from https to anywhere, and stops an answer that is announced too large.
private final class BoundedDownload: NSObject, URLSessionTaskDelegate, URLSessionDataDelegate, Sendable {
    private let limit: Int

    init(limit: Int) { self.limit = limit }

    func urlSession(
        _ session: URLSession, task: URLSessionTask, willPerformHTTPRedirection response: HTTPURLResponse,
        newRequest request: URLRequest, completionHandler: @escaping @Sendable (URLRequest?) -> Void
    ) {
        completionHandler(nil)
    }

    func urlSession(
        _ session: URLSession, dataTask: URLSessionDataTask, didReceive response: URLResponse,
        completionHandler: @escaping @Sendable (URLSession.ResponseDisposition) -> Void
    ) {
        completionHandler(response.expectedContentLength > Int64(limit) ? .cancel : .allow)
    }
}
