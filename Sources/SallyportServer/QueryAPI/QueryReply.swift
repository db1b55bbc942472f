import AWSQuery
import Hummingbird
import ServerHTTP

/// A reply of the Query protocol as AWS writes it.
enum QueryReply {
    static func success(action: String, namespace: String, result: QueryResult, requestID: String) -> Response {
        let xml = QueryDocument.success(
            operation: action, namespace: namespace, result: result, requestID: requestID)
        return make(xml, status: .ok, requestID: requestID)
    }

    /// The answer to a refusal, which is in the audit by then.
    static func failure(_ refusal: RecordedFault, namespace: String, requestID: String) -> Response {
        let fault = refusal.fault
        let xml = QueryDocument.failure(fault, namespace: namespace, requestID: requestID)
        var response = make(xml, status: HTTPResponse.Status(code: fault.status), requestID: requestID)
        if let message = fault.authorizationMessage { response.headers[.authorizationMessage] = message }
        return response
    }

    private static func make(_ xml: String, status: HTTPResponse.Status, requestID: String) -> Response {
        Response.make(xml, type: "text/xml", status: status).setting(requestID: requestID)
    }
}
