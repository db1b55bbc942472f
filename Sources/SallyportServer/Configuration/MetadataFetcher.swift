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
        guard let url = URL(string: text), url.host != nil else {
            throw MetadataFetchError(reason: "not a URL: \(text)")
        }
        guard url.scheme == "https" || HTTPExchange.isLoopback(url) || isSigned else {
            throw MetadataFetchError(
                reason: "http proves nothing about who answers; use https, or give metadataTrustCertificate")
        }
        let answer: HTTPExchange.Answer
        do throws(HTTPExchange.Failure) {
            answer = try await HTTPExchange.send(URLRequest(url: url), limit: Self.limit, timeout: Self.timeout)
        } catch {
            throw MetadataFetchError(reason: "\(text) can't be fetched: \(error.reason)")
        }
        guard answer.status == 200 else {
            throw MetadataFetchError(reason: "\(text) answered \(answer.status), not 200")
        }
        return answer.body
    }
}
