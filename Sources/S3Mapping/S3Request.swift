/// A request of the S3 API, as far as its head says it.
package struct S3Request: Sendable {
    /// The method, such as `GET`.
    package let method: String
    /// The path as on the wire, percent-encoded.
    package let path: String
    /// What follows the question mark, as on the wire; nil when there is none.
    package let query: String?
    /// The header fields, in any order.
    package let headers: [(name: String, value: String)]
    /// Domains below which the first labels of `Host` are a bucket; with none every request is in path style.
    package let virtualHosts: [String]

    /// Describes a request.
    package init(
        method: String, path: String, query: String?, headers: [(name: String, value: String)],
        virtualHosts: [String] = []
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.virtualHosts = virtualHosts
    }
}
