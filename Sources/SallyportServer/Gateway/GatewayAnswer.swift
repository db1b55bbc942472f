import Encodings
import Gateway
import HTTPTypes
import Hummingbird
import SallyportConfiguration
import ServerHTTP

/// What a proxy is told.
enum GatewayAnswer {
    /// The request may pass, with these headers for the service.
    static func allowed(_ fields: HTTPFields, requestID: String) -> Response {
        var response = Response.json(#"{"allowed":true}"#).setting(requestID: requestID)
        response.headers.append(contentsOf: fields)
        return response
    }

    /// The request may not pass.
    ///
    /// The body is in a header as well: some proxies hand on headers of the answer and not its body.
    static func refused(
        _ refusal: GatewayRefusal, by service: ProtectedService, requestID: String
    ) -> Response {
        var response: Response
        let body: String
        if case .s3 = service.kind {
            body = S3Refusal(refusal: refusal, requestID: requestID).xml
            // S3 knows no 401.
            let status = refusal.status == .unauthorized ? .forbidden : refusal.status
            response = Response.make(body, type: "application/xml", status: status)
        } else {
            body = json(refusal, requestID: requestID)
            response = Response.json(body, status: refusal.status)
            if refusal.status == .unauthorized { response.headers[.wwwAuthenticate] = "AWS4-HMAC-SHA256" }
        }
        response.headers[.sallyportRefusal] = body
        return response.setting(requestID: requestID)
    }

    /// On one line and in ASCII alone, so that it can stand in a header.
    private static func json(_ refusal: GatewayRefusal, requestID: String) -> String {
        var members = [JSONMember("code", refusal.code), JSONMember("message", refusal.message.cut(to: 600))]
        if !refusal.decidedBy.isEmpty {
            members.append(JSONMember("decidedBy", .strings(refusal.decidedBy.prefix(2).map { $0.cut(to: 150) })))
        }
        members.append(JSONMember("requestId", requestID))
        return ascii(JSONValue.object(members).text())
    }

    private static func ascii(_ json: String) -> String {
        guard !json.utf8.allSatisfy({ $0 < 0x80 }) else { return json }
        return json.unicodeScalars.reduce(into: "") { text, scalar in
            if scalar.isASCII {
                text.unicodeScalars.append(scalar)
            } else {
                for unit in UTF16.encode(scalar) ?? .init() { text += "\\u" + Hexadecimal.text(unit) }
            }
        }
    }
}
