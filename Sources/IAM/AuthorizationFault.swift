import AWSQuery
import IAMPolicy
import STS
import Sessions

/// The refusal of a call that the caller has no permission for.
enum AuthorizationFault {
    /// `AccessDenied`, with the kind of policy that stands in the way as AWS names it, and `message` encoded for
    /// DecodeAuthorizationMessage.
    static func denied(
        _ caller: Caller, action: String, on resource: String, naming decision: PolicyDecision?,
        message: String? = nil
    ) -> QueryFault {
        var fault = QueryFault(
            "AccessDenied", caller.refusal(of: action, on: resource, naming: decision), status: 403)
        fault.authorizationMessage = message
        return fault
    }
}
