import Encodings

/// What statements compare of a request byte by byte, prepared once for all that it is held against.
///
/// It is lent and never copied; what else there is to know stands in the request's context, which goes with it.
struct EvaluationRequest: ~Copyable {
    let action: ActionText
    let resource: ARNText

    init(_ context: RequestContext) {
        action = ActionText(context.action)
        resource = ARNText(context.resource)
    }
}
