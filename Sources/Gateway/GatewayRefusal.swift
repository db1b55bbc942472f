package import AWSQuery
package import BrokerMetrics
package import HTTPTypes

/// Why a request may not pass.
///
/// Proxies know three answers: 2xx lets through, 401 and 403 refuse, and anything else is a failure of whoever was asked.
package struct GatewayRefusal: Error {
    package let code: String
    /// Text for the caller.
    package let message: String
    package let status: HTTPResponse.Status
    /// Why, for the audit; never for the caller, never a secret.
    package let cause: String?
    /// The statements that decided, as far as the caller may know them.
    package var decidedBy: [String] = []

    package init(_ code: String, _ message: String, status: HTTPResponse.Status = .forbidden, cause: String? = nil) {
        self.code = code
        self.message = message
        self.status = status
        self.cause = cause
    }

    /// A refusal of the caller's credentials or signature.
    package init(_ fault: QueryFault) {
        let status: HTTPResponse.Status =
            fault.status >= 500
            ? .serviceUnavailable : fault.code == "MissingAuthenticationToken" ? .unauthorized : .forbidden
        self.init(fault.code, fault.message, status: status, cause: fault.cause)
    }

    /// As it is counted.
    package var outcome: GatewayCounters.Outcome {
        if status == .serviceUnavailable { return .unavailable }
        return code == "AccessDenied" ? .denied : .unauthenticated
    }

    /// A proxy that does not say what it asks about, or says it twice.
    static func badDescription(_ message: String) -> GatewayRefusal { GatewayRefusal("InvalidDescription", message) }
}
