import Foundation

/// Why metadata could not be fetched.
struct MetadataFetchError: Error {
    let reason: String
}

/// Fetches metadata from URLs, bounded in size and time.
///
/// TLS proves who answers; without it the document's own signature must, or the host is this machine.
struct MetadataFetcher: Sendable {
    /// Bytes of a document at most.
    var limit = 10_000_000
    /// For a whole answer.
    var time = Duration.seconds(20)

    /// Exchanges at a time: all of them in any likely configuration, so that those that hang do so together.
    private static let exchanges = 64

    /// Whether a URL may be asked at all.
    ///
    /// Throws `MetadataFetchError`.
    static func check(_ text: String, isSigned: Bool) throws(MetadataFetchError) {
        guard let url = URL(string: text), let host = url.host, !host.isEmpty else {
            throw MetadataFetchError(reason: "not a URL: \(redacted(text))")
        }
        guard url.scheme == "https" || HTTPExchange.isLoopback(url) || isSigned else {
            throw MetadataFetchError(
                reason: "http proves nothing about who answers; use https, or give metadataTrustCertificate")
        }
    }

    /// The documents of all URLs, each asked for once.
    func fetch(_ urls: Set<String>) async -> [String: Result<[UInt8], MetadataFetchError>] {
        await withTaskGroup(of: (String, Result<[UInt8], MetadataFetchError>).self) { group in
            var answers: [String: Result<[UInt8], MetadataFetchError>] = [:]
            for (index, url) in urls.enumerated() {
                if index >= Self.exchanges, let (url, answer) = await group.next() { answers[url] = answer }
                group.addTask { (url, await fetch(url)) }
            }
            for await (url, answer) in group { answers[url] = answer }
            return answers
        }
    }

    private func fetch(_ text: String) async -> Result<[UInt8], MetadataFetchError> {
        let name = Self.redacted(text)
        guard let url = URL(string: text) else { return .failure(MetadataFetchError(reason: "not a URL: \(name)")) }
        do throws(HTTPExchange.Failure) {
            let answer = try await HTTPExchange.send(.get(url), limit: limit, within: time)
            guard answer.status == 200 else {
                let hint = (300..<400).contains(answer.status) ? "; redirects are not followed" : ""
                return .failure(MetadataFetchError(reason: "\(name) answered \(answer.status), not 200\(hint)"))
            }
            return .success(answer.body)
        } catch {
            return .failure(MetadataFetchError(reason: "\(name) can't be fetched: \(error.reason)"))
        }
    }

    /// The URL for logs and errors: a user, a password and a query may be secrets.
    static func redacted(_ text: String) -> String {
        guard var parts = URLComponents(string: text) else { return "(not readable)" }
        let hasQuery = parts.query != nil
        (parts.user, parts.password, parts.query, parts.fragment) = (nil, nil, nil, nil)
        return (parts.string ?? "") + (hasQuery ? "?…" : "")
    }
}
