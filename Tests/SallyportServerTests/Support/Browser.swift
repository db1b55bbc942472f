import Encodings
import Foundation
import Hummingbird
import HummingbirdTesting
import NIOCore

@testable import SallyportServer

/// Speaks HTTP as a browser does: keeps cookies, sends forms.
///
/// It follows no redirect by itself.
final class Browser {
    private let client: any TestClientProtocol
    private let publicURL: String
    private(set) var cookies: [String: String] = [:]

    init(_ client: any TestClientProtocol, publicURL: String) {
        self.client = client
        self.publicURL = publicURL
    }

    /// Another browser at the same server.
    func stranger() -> Browser { Browser(client, publicURL: publicURL) }

    func forgetCookies() { cookies = [:] }

    func send(
        _ method: HTTPRequest.Method, _ path: String, headers: HTTPFields = [:], body: String? = nil
    ) async throws -> Answer {
        var headers = headers
        if !cookies.isEmpty {
            headers[.cookie] = cookies.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(
                separator: "; ")
        }
        let response = try await client.executeRequest(
            uri: path, method: method, headers: headers, body: body.map { ByteBuffer(string: $0) })
        let answer = Answer(status: response.status, headers: response.headers, text: String(buffer: response.body))
        keep(answer)
        return answer
    }

    func get(_ path: String, headers: HTTPFields = [:]) async throws -> Answer {
        try await send(.get, path, headers: headers)
    }

    func post(_ path: String, _ fields: [(String, String)], headers: HTTPFields = [:]) async throws -> Answer {
        var headers = headers
        headers[.contentType] = "application/x-www-form-urlencoded"
        return try await send(.post, path, headers: headers, body: Self.form(fields))
    }

    /// Posts a response and gives the path of the sign-in URL.
    func signInPath(_ response: String? = nil) async throws -> String {
        let answer = try await post("/saml", [("SAMLResponse", try response ?? SignedResponse().encoded())])
        return try path(of: answer)
    }

    /// The place of a redirect, without the public URL.
    func path(of response: Answer) throws -> String {
        guard let location = response.headers[.location], location.hasPrefix(publicURL) else {
            throw NoRedirect(status: response.status)
        }
        return String(location.dropFirst(publicURL.count))
    }

    struct NoRedirect: Error { let status: HTTPResponse.Status }

    static func form(_ fields: [(String, String)]) -> String {
        fields.map { "\(PercentEncoding.encode($0))=\(PercentEncoding.encode($1))" }.joined(separator: "&")
    }

    private func keep(_ response: Answer) {
        for header in response.headers[values: .setCookie] {
            let pair = header.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard pair.count == 2 else { continue }
            cookies[String(pair[0])] = header.contains("Max-Age=0") ? nil : String(pair[1])
        }
    }
}

/// What came back.
struct Answer: Sendable {
    let status: HTTPResponse.Status
    let headers: HTTPFields
    let text: String

    /// The body as a JSON object.
    var json: [String: Any] { (try? JSONSerialization.jsonObject(with: Data(text.utf8))) as? [String: Any] ?? [:] }

    /// The content of the first XML element of a name.
    func element(_ name: String) -> String? {
        guard let start = text.firstRange(of: "<\(name)>"),
            let end = text[start.upperBound...].firstRange(of: "</\(name)>")
        else { return nil }
        return String(text[start.upperBound..<end.lowerBound])
    }

    /// The value of the first HTML input of a name.
    func input(_ name: String) -> String? {
        guard let start = text.firstRange(of: "name=\"\(name)\" value=\"") else { return nil }
        return String(text[start.upperBound...].prefix { $0 != "\"" })
    }
}
