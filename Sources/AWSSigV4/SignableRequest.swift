import Encodings

/// The parts of an HTTP request that Signature Version 4 covers.
///
/// `path` and `query` are the request target as it is on the wire, still percent-encoded. A server that speaks HTTP/2
/// has to hand over `:authority` as a `Host` header.
public struct SignableRequest: Hashable, Sendable {
    /// The request method, in the case in which it was sent (`GET`, `POST`).
    public var method: String
    /// The path of the request target as on the wire; empty means `/`.
    public var path: String
    /// The query of the request target as on the wire, without the question mark; empty when there is none.
    public var query: String
    /// All header fields in the order in which they were sent, repeated ones included.
    public var headers: [HTTPHeader]
    /// The payload, or its hash.
    public var payload: Payload

    /// Creates a request from its parts.
    public init(
        method: String, path: String = "/", query: String = "", headers: [HTTPHeader] = [], payload: Payload = .empty
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.payload = payload
    }

    /// Creates a request from its parts, with header fields as pairs.
    public init(
        method: String, path: String = "/", query: String = "", headers: some Sequence<(String, String)>,
        payload: Payload = .empty
    ) {
        self.init(
            method: method, path: path, query: query, headers: headers.map { HTTPHeader(name: $0.0, value: $0.1) },
            payload: payload)
    }

    /// The query without the parameters that make a request a presigned one.
    public var queryWithoutAuthentication: String {
        query.split(separator: "&").filter { piece in
            let bytes = PercentEncoding.decode(Array(piece.utf8.prefix { $0 != UInt8(ascii: "=") })[...])
            let name = String(decoding: bytes, as: UTF8.self)
            return !QueryAuthorization.Name.all.contains {
                name.isASCIICaseInsensitivelyEqual(to: $0.asciiLowercased)
            }
        }
        .joined(separator: "&")
    }

    /// The values of all header fields of that name, in order.
    ///
    /// - Parameter lowercaseName: The field name in lower case.
    func headerValues(_ lowercaseName: String) -> [String] {
        headers.compactMap { $0.name.isASCIICaseInsensitivelyEqual(to: lowercaseName) ? $0.value : nil }
    }

    func hasHeader(_ lowercaseName: String) -> Bool {
        headers.contains { $0.name.isASCIICaseInsensitivelyEqual(to: lowercaseName) }
    }
}
