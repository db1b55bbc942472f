import Foundation

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// Why metadata could not be fetched.
struct MetadataFetchError: Error {
    let reason: String
}

/// Fetches metadata from a URL, bounded in size and time.
///
/// TLS proves who answers; without it the document's own signature must, or the host is this machine.
struct MetadataFetcher: Sendable {
    /// Bytes of a document at most.
    private static let limit = 10_000_000
    /// Seconds for the whole answer.
    private static let timeout = 20.0

    func fetch(_ text: String, isSigned: Bool) async throws(MetadataFetchError) -> [UInt8] {
        guard let url = URL(string: text), let host = url.host else {
            throw MetadataFetchError(reason: "not a URL: \(text)")
        }
        let isLoopback = ["127.0.0.1", "::1", "localhost"].contains(host)
        guard url.scheme == "https" || isLoopback || isSigned else {
            throw MetadataFetchError(
                reason: "http proves nothing about who answers; use https, or give metadataTrustCertificate")
        }
        let configuration = URLSessionConfiguration.ephemeral
        configuration.timeoutIntervalForResource = Self.timeout
        let session = URLSession(
            configuration: configuration, delegate: BoundedDownload(limit: Self.limit), delegateQueue: nil)
        defer { session.finishTasksAndInvalidate() }
        do {
            let (data, response) = try await session.data(from: url)
            guard let status = (response as? HTTPURLResponse)?.statusCode, status == 200 else {
                throw MetadataFetchError(
                    reason: "\(text) answered \((response as? HTTPURLResponse)?.statusCode ?? 0), not 200")
            }
            guard data.count <= Self.limit else {
                throw MetadataFetchError(reason: "\(text) is larger than \(Self.limit) bytes")
            }
            return Array(data)
        } catch let error as MetadataFetchError {
            throw error
        } catch {
            throw MetadataFetchError(reason: "\(text) can't be fetched: \(error.localizedDescription)")
        }
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
