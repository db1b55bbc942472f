import Encodings
import Foundation
import Sessions

/// `getSigninToken` of the federation endpoint.
struct SigninTokenCall: Sendable {
    /// Characters of a token at most.
    private static let limit = 16_384

    let credentials: SessionCredentials
    /// Seconds that the console session shall last; nil ends it with the credentials.
    let sessionDuration: Int?

    /// The call: AWS takes it by GET, with the credentials in the query; TLS covers it, and nobody here writes it down.
    func request(to endpoint: URL) throws(UpstreamFault) -> UpstreamRequest {
        let session = JSONValue.object([
            JSONMember("sessionId", credentials.accessKeyID), JSONMember("sessionKey", credentials.secretAccessKey),
            JSONMember("sessionToken", credentials.sessionToken),
        ]).text()
        var text = "\(endpoint.withoutQuery)?Action=getSigninToken"
        if let sessionDuration { text += "&SessionDuration=\(sessionDuration)" }
        text += "&Session=\(PercentEncoding.encode(session))"
        guard let url = URL(string: text) else {
            throw UpstreamFault.ofEnvironment("aws.federationEndpoint takes no query")
        }
        return UpstreamRequest(method: "GET", url: url)
    }

    private struct Document: Decodable {
        let SigninToken: String
    }

    /// The token, and AWS's id of the request if it tells one.
    func read(
        _ answer: UpstreamAnswer, from endpoint: String
    ) throws(UpstreamFault) -> (token: String, requestID: String?) {
        let id = (answer.headers["x-amzn-requestid"] ?? answer.headers["x-amz-request-id"])?.printable(64)
        guard answer.status == 200,
            let document = try? JSONDecoder().decode(Document.self, from: Data(answer.body)),
            (1...Self.limit).contains(document.SigninToken.utf8.count),
            document.SigninToken.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        else {
            let meaning =
                "which it says to a SessionDuration that the role there does not allow, and to credentials "
                + "that may not sign in to the console"
            throw UpstreamFault.unreadable(
                answer, requestID: id, endpoint: endpoint, meaning: answer.status == 400 ? meaning : nil)
        }
        return (document.SigninToken, id)
    }
}
