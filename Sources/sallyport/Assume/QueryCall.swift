import ArgumentParser
import Encodings
import SallyportConfiguration

/// A call of the Security Token Service by the Query protocol.
struct QueryCall {
    let endpoint: BrokerEndpoint

    /// Bytes of an answer at most.
    private static let limit = 1_000_000
    /// For the whole call.
    private static let timeout = Duration.seconds(30)

    /// The answer of an action that succeeded.
    ///
    /// - Throws: `ExitCode` after saying what the service says, or why it can't be understood.
    func send(_ action: String, _ parameters: [(String, String)]) async throws -> QueryAnswer {
        let request = HTTPExchange.Request.post(
            endpoint.url, contentType: "application/x-www-form-urlencoded; charset=utf-8",
            body: Self.form([("Action", action), ("Version", "2011-06-15")] + parameters))
        let reply: HTTPExchange.Answer
        do throws(HTTPExchange.Failure) {
            reply = try await HTTPExchange.send(request, limit: Self.limit, within: Self.timeout)
        } catch {
            throw Terminal.fail("\(endpoint): no answer: \(error.reason)")
        }
        guard let answer = QueryAnswer(parsing: reply.body) else {
            throw Terminal.fail(
                "\(endpoint): HTTP status \(reply.status), and no answer of a token service; is this the URL of the broker?"
            )
        }
        if let refusal = answer.refusal { throw Self.refuse(refusal) }
        guard reply.status == 200 else { throw Terminal.fail("\(endpoint): HTTP status \(reply.status)") }
        return answer
    }

    private static func refuse(_ refusal: QueryAnswer.Refusal) -> ExitCode {
        Terminal.complain("\(refusal.code): \(refusal.message)")
        if let hint = RefusalHint.text(refusal) { Terminal.complain("hint: \(hint)") }
        if let id = refusal.requestID {
            Terminal.complain("the broker's reason: sallyport audit --verbose --request-id \(id)")
        }
        return .refused
    }

    private static func form(_ parameters: [(String, String)]) -> [UInt8] {
        let fields = parameters.map { name, value in "\(name)=\(PercentEncoding.encode(value))" }
        return Array(fields.joined(separator: "&").utf8)
    }
}
