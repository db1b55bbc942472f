import AWSQuery
import Federation
import IAMPolicy

/// The refusal of a call that the caller has no permission for.
enum AuthorizationFault {
    /// `AccessDenied`, with the kind of policy that stands in the way as AWS names it, and `message` encoded for
    /// DecodeAuthorizationMessage.
    static func denied(
        _ caller: Caller, _ action: String, _ resource: String, _ decision: PolicyDecision?, message: String? = nil
    ) -> QueryFault {
        var text = "User: \(caller.arn) is not authorized to perform: \(action) on resource: \(resource)"
        // What AWS refuses whatever policies say has no policy for a reason.
        if let decision, decision.note == nil { text += decision.refusalReason }
        var fault = QueryFault("AccessDenied", text, status: 403)
        fault.authorizationMessage = message
        return fault
    }
}
