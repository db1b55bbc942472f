import Encodings
package import HTTPTypes
package import Hummingbird
import NIOCore
package import SallyportPages
import ServerConnections

extension Response {
    /// Headers of every answer that concerns one person: no cache keeps it, no other site learns its URL, no frame holds it.
    private static let privateHeaders: HTTPFields = [
        .cacheControl: "no-store", .referrerPolicy: "no-referrer", .xContentTypeOptions: "nosniff",
        .frameOptions: "DENY",
        .contentSecurityPolicy:
            "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action *; "
            + "base-uri 'none'; frame-ancestors 'none'",
    ]

    package static func html(_ text: String, status: HTTPResponse.Status = .ok) -> Response {
        make(text, type: "text/html; charset=utf-8", status: status)
    }

    package static func json(_ text: String, status: HTTPResponse.Status = .ok) -> Response {
        make(text, type: "application/json", status: status)
    }

    /// The answer to whoever asks whether requests should be sent here.
    package static func health(_ faults: [String]) -> Response {
        guard !faults.isEmpty else { return json("{\"status\":\"ok\"}") }
        let reasons = faults.map { "\"\($0)\"" }.joined(separator: ",")
        return json("{\"status\":\"unavailable\",\"reasons\":[\(reasons)]}", status: .serviceUnavailable)
    }

    package static func redirect(to location: String) -> Response {
        var response = make("", type: "text/plain", status: .found)
        response.headers[.location] = location
        return response
    }

    package static func make(_ text: String, type: String, status: HTTPResponse.Status) -> Response {
        var headers = privateHeaders
        headers[.contentType] = type
        if status == .serviceUnavailable { headers[.retryAfter] = BodyRefusal.retryAfter }
        return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }

    /// A file that concerns nobody, and whose name changes with its content.
    ///
    /// Opened by itself it does nothing, whatever is in it: a picture may hold script.
    package static func file(_ bytes: [UInt8], type: String) -> Response {
        let headers: HTTPFields = [
            .contentType: type, .cacheControl: "public, max-age=31536000, immutable", .xContentTypeOptions: "nosniff",
            .contentSecurityPolicy: "default-src 'none'; style-src 'unsafe-inline'; sandbox",
        ]
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    /// With the headers that every other answer has.
    package var keptPrivate: Response {
        var response = self
        for field in Self.privateHeaders { response.headers[field.name] = field.value }
        return response
    }

    /// For a page whose form says where it comes from: under `no-referrer` browsers send `Origin: null` with it (Fetch,
    /// 3.1).
    ///
    /// The URL of the page stays with us, only its origin goes out.
    package var tellingOrigin: Response {
        var response = self
        response.headers[.referrerPolicy] = "strict-origin"
        return response
    }

    package func setting(cookie: String) -> Response {
        var response = self
        response.headers.append(HTTPField(name: .setCookie, value: cookie))
        return response
    }

    package func setting(cookies: [String]) -> Response { cookies.reduce(self) { $0.setting(cookie: $1) } }

    package func setting(requestID: String) -> Response {
        var response = self
        response.headers[.requestID] = requestID
        return response
    }
}

extension Request {
    /// The language that the browser likes best.
    package var language: Language { Language(accepting: headers[.acceptLanguage]) }

    /// Whether a person looks at an address, and no program asks.
    package var isForPage: Bool { rawQuery.isEmpty && accepts("text/html") }

    /// Whether the client would rather have JSON than a page.
    package var prefersJSON: Bool { accepts("application/json") }

    /// Byte by byte: Swift's own search of texts takes twenty times as long.
    private func accepts(_ type: String) -> Bool {
        guard var accepted = headers[.accept] else { return false }
        return accepted.withUTF8 { UnsafeRawBufferPointer($0).contains(type) }
    }

    /// The query as it is on the wire, without the question mark.
    package var rawQuery: String {
        guard let path = head.path, let mark = path.firstIndex(of: "?") else { return "" }
        return String(path[path.index(after: mark)...])
    }

    /// The path as it is on the wire.
    package var rawPath: String { head.path.map { String($0.prefix { $0 != "?" }) } ?? "/" }
}
