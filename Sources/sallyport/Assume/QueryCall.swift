import AWSSigV4
import ArgumentParser
import CommandIO
import Encodings
import Foundation
import SallyportConfiguration

/// A call of a Security Token Service by the Query protocol.
struct QueryCall {
    let action: String
    let endpoint: ServiceEndpoint
    /// Whose credentials call; nil for a call that is its own proof.
    var signer: Signer?
    /// What a refusal is said to be of.
    var purpose: String?
    /// What helps to understand a refusal, beside its code.
    var notes: [String] = []

    /// Bytes of an answer at most.
    private static let limit = 1_000_000
    /// For the whole call.
    private static let timeout = Duration.seconds(30)
    /// Parameters that are as good as credentials.
    private static let secretParameters: Set<String> = ["SAMLAssertion", "WebIdentityToken"]

    /// The answer of an action that succeeded.
    ///
    /// - Throws: `ExitCode` after saying what the service says, or why it can't be understood. Of what the service repeats nothing
    ///   is shown that is a secret.
    func send(_ parameters: [(name: String, value: String)]) async throws -> QueryAnswer {
        let form = QueryForm(action, parameters: parameters)
        let reply = try await exchange(form)
        let secrets = parameters.filter { Self.secretParameters.contains($0.name) }.map(\.value)
        let redaction = Redaction(of: secrets + [signer?.credential.sessionToken].compactMap { $0 })
        guard let answer = QueryAnswer(parsing: reply.body) else { throw fail(on: reply, redaction) }
        if let refusal = answer.refusal { throw refuse(refusal, redaction) }
        guard reply.status == 200 else { throw Terminal.fail("\(endpoint): HTTP status \(reply.status)") }
        return answer
    }

    private func exchange(_ form: QueryForm) async throws -> HTTPExchange.Answer {
        let signature = try signer.map { signer in
            try Terminal.reported(about: "\(endpoint)") {
                try form.signature(for: endpoint.url, by: signer, at: Date())
            }
        }
        let headers = (signature ?? []).map { ($0.name, $0.value) }
        let request = HTTPExchange.Request.post(
            endpoint.url, contentType: QueryForm.contentType, body: form.body, headers: headers)
        do throws(HTTPExchange.Failure) {
            return try await HTTPExchange.send(request, limit: Self.limit, within: Self.timeout)
        } catch {
            throw Terminal.fail("\(endpoint): no answer: \(error.reason)")
        }
    }

    /// What came is not of this protocol; of a failure its beginning is shown, of a success nothing: it may be a secret.
    private func fail(on reply: HTTPExchange.Answer, _ redaction: Redaction) -> ExitCode {
        var complaint = "\(endpoint): HTTP status \(reply.status), and no answer of a token service"
        let words = String(decoding: reply.body.prefix(10_000), as: UTF8.self)
            .split(whereSeparator: \.isWhitespace).joined(separator: " ")
        if reply.status >= 400, !words.isEmpty {
            complaint += ", but \(redaction.applied(to: words).quoted)"
        }
        switch endpoint.party {
        case .broker: complaint += "; is this the URL of the broker?"
        case .relyingParty: complaint += "; is --relying-party-endpoint the URL of its STS?"
        }
        return Terminal.fail(complaint)
    }

    private func refuse(_ refusal: QueryAnswer.Refusal, _ redaction: Redaction) -> ExitCode {
        let words = "\(refusal.code): \(redaction.applied(to: refusal.message))"
        Terminal.complain(purpose.map { "\($0): \(words)" } ?? words)
        if let hint = RefusalHint(action).text(refusal) { Terminal.complain("hint: \(hint)") }
        for note in notes { Terminal.complain(note) }
        if let id = refusal.requestID {
            switch endpoint.party {
            case .broker: Terminal.complain("the broker's reason: sallyport audit --verbose --request-id \(id)")
            case .relyingParty: Terminal.complain("the request there: \(id)")
            }
        }
        return .refused
    }
}
