import Encodings

/// A request, prepared once for all statements that it is held against.
///
/// It is lent and never copied.
struct EvaluationRequest: ~Copyable {
    let context: RequestContext
    let action: [UInt8]
    let resource: ARNText

    init(_ context: RequestContext) {
        self.context = context
        action = context.action.asciiLowercasedBytes
        resource = ARNText(context.resource)
    }
}
