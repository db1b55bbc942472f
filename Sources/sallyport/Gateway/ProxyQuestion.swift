import AWSSigV4
import CommandIO
import Foundation
import SallyportConfiguration

/// Asks a broker about requests to a service, in the form of its proxy.
struct ProxyQuestion {
    /// What the broker says.
    struct Decision {
        let isAllowed: Bool
        /// Who it is, or why not.
        let reason: String
    }

    let endpoint: ServiceEndpoint
    let service: ProtectedService

    private static let limit = 100_000
    private static let timeout = Duration.seconds(30)

    /// - Throws: `ExitCode` after saying that there is no answer, or none of a broker.
    func ask(_ sample: SampleRequest) async throws -> Decision {
        let isPath = service.proxy == .envoy
        let base = endpoint.url.absoluteString
        let text =
            (base.hasSuffix("/") ? String(base.dropLast()) : base) + "/authorize/\(service.name)"
            + (isPath ? sample.target : "")
        guard let url = URL(string: text) else { throw Terminal.fail("\(endpoint): no URL for \(service.name)") }
        let request = HTTPExchange.Request.ask(
            isPath ? sample.signable.method : "GET", url, headers: headers(sample))
        do throws(HTTPExchange.Failure) {
            return decision(try await HTTPExchange.send(request, limit: Self.limit, within: Self.timeout))
        } catch {
            throw Terminal.fail("\(endpoint): no answer: \(error.reason)")
        }
    }

    /// The client's own, and what describes the request.
    private func headers(_ sample: SampleRequest) -> [(String, String)] {
        var headers = sample.signable.headers.map { ($0.name, $0.value) }
        guard service.proxy != .envoy else { return headers }
        let host = headers.first { $0.0.lowercased() == "host" }?.1 ?? ""
        headers.removeAll { $0.0.lowercased() == "host" }
        let prefix = service.proxy == .nginx ? "X-Original" : "X-Forwarded"
        return headers + [
            ("\(prefix)-Method", sample.signable.method),
            (service.proxy == .nginx ? "X-Original-URI" : "X-Forwarded-Uri", sample.target), ("\(prefix)-Host", host),
        ]
    }

    private func decision(_ answer: HTTPExchange.Answer) -> Decision {
        guard answer.status != 200 else {
            return Decision(isAllowed: true, reason: answer.headers["x-sallyport-arn"] ?? "without an ARN")
        }
        // Services of S3 refuse in XML, and others in JSON.
        if let refusal = QueryAnswer(parsing: answer.body)?.refusal {
            return Decision(isAllowed: false, reason: "\(answer.status) \(refusal.code) \(refusal.message)")
        }
        let json = (try? JSONSerialization.jsonObject(with: Data(answer.body))) as? [String: Any] ?? [:]
        let code = json["code"] as? String ?? "no answer of a broker"
        let statements = (json["decidedBy"] as? [String])?.joined(separator: ", ")
        let words = [json["message"] as? String, statements.map { "(\($0))" }].compactMap { $0 }
        return Decision(isAllowed: false, reason: (["\(answer.status) \(code)"] + words).joined(separator: " "))
    }
}
