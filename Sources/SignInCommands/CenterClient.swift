import CommandIO
import Encodings
import Foundation
import SallyportConfiguration

/// Calls the services of a broker that give sessions to programs, and roles of them.
struct CenterClient: Sendable {
    /// The broker's URL, without a slash at the end.
    let broker: String

    /// Bytes of an answer at most.
    private static let limit = 1_000_000
    private static let timeout = Duration.seconds(30)

    /// Reads the URL of a broker; throws `InputError` for what is none, and for plain HTTP that leaves the machine.
    init(broker text: String) throws(InputError) {
        let trimmed = text.hasSuffix("/") ? String(text.dropLast()) : text
        guard let url = URL(string: trimmed), url.host != nil, url.user == nil, url.query == nil,
            url.scheme == "https" || url.scheme == "http" && HTTPExchange.isLoopback(url)
        else { throw InputError("\(text.quoted) is not the https URL of a broker") }
        broker = trimmed
    }

    /// A refusal, as the service says it.
    struct Refusal: Error, CustomStringConvertible {
        /// `AuthorizationPendingException` and others; empty when nobody answers.
        let name: String
        let message: String
        /// Seconds after which to ask again.
        var retryAfter: Int?

        var description: String { name.isEmpty ? message : "\(name): \(message)" }
    }

    private struct Complaint: Decodable {
        let error_description: String?
        let message: String?
    }

    /// Posts JSON.
    func post<Answer: Decodable>(_ path: String, _ members: [(String, JSONValue)]) async throws(Refusal) -> Answer {
        let body = JSONValue.object(members.map { JSONMember($0.0, $0.1) }).text()
        return try await send(path) { .post($0, contentType: "application/json", body: Array(body.utf8)) }
    }

    /// Asks with an access token.
    func ask<Answer: Decodable>(
        _ path: String, _ query: [(String, String)] = [], method: String = "GET", token: String
    ) async throws(Refusal) -> Answer {
        let query = query.map { "\($0.0)=\(PercentEncoding.encode($0.1))" }.joined(separator: "&")
        return try await send(path + (query.isEmpty ? "" : "?\(query)")) {
            .ask(method, $0, headers: [("x-amz-sso_bearer_token", token)])
        }
    }

    /// Posts a form.
    func post<Answer: Decodable>(_ path: String, form fields: [(String, String)]) async throws(Refusal) -> Answer {
        let body = fields.map { "\($0.0)=\(PercentEncoding.encode($0.1))" }.joined(separator: "&")
        return try await send(path) {
            .post($0, contentType: "application/x-www-form-urlencoded", body: Array(body.utf8))
        }
    }

    private func send<Answer: Decodable>(
        _ path: String, _ request: (URL) -> HTTPExchange.Request
    ) async throws(Refusal) -> Answer {
        guard let url = URL(string: "\(broker)/\(path)") else { throw Refusal(name: "", message: "no URL: \(path)") }
        let answer: HTTPExchange.Answer
        do throws(HTTPExchange.Failure) {
            answer = try await HTTPExchange.send(request(url), limit: Self.limit, within: Self.timeout)
        } catch {
            throw Refusal(name: "", message: "\(broker): no answer: \(error.reason)")
        }
        guard answer.status == 200 else { throw refusal(answer) }
        guard let value = try? JSONDecoder().decode(Answer.self, from: Data(answer.body)) else {
            throw Refusal(name: "", message: "\(broker): the answer can't be understood")
        }
        return value
    }

    private func refusal(_ answer: HTTPExchange.Answer) -> Refusal {
        let complaint = try? JSONDecoder().decode(Complaint.self, from: Data(answer.body))
        return Refusal(
            name: answer.headers["x-amzn-errortype"] ?? "",
            message: complaint?.error_description ?? complaint?.message ?? "\(broker): HTTP status \(answer.status)",
            retryAfter: answer.headers["retry-after"].flatMap { Int($0) })
    }
}
