import AWSSigV4
import IAMPolicy
import SallyportConfiguration

/// What a request does to a service.
struct GatewayAccess: Sendable {
    /// Something that policies have to allow.
    struct Question: Sendable {
        let action: String
        let resource: String
        /// What the request says of itself.
        var keys = ContextKeys()
        /// The policy of what it is done to.
        var policy: AttachedPolicy?
        /// A statement that may deny some of what is meant although the decision allows it.
        var partialDenial: @Sendable (PolicyDecision) -> StatementFailure? = { _ in nil }
    }

    /// What the service calls it; nil where it has no name for it.
    var operation: String?
    /// Empty where the service decides itself.
    let questions: [Question]
}

extension ProtectedService {
    /// What a request does; this is where one kind of service is another than the next.
    func access(of original: OriginalRequest, region: String) throws(GatewayRefusal) -> GatewayAccess {
        switch kind {
        case .identity: return GatewayAccess(questions: [])
        case .http(let rules):
            let method = original.signable.method
            let path = try ServicePath(original.signable.path).text
            guard let rule = rules.first(where: { $0.applies(method: method, path: path) }) else {
                throw GatewayRefusal("AccessDenied", "No rule of the service is about this method and path.")
            }
            let policy = resourcePolicy.map { AttachedPolicy(name: "resource policy of \(name)", document: $0) }
            let resource = rule.resource(method: method, path: path, region: region)
            return GatewayAccess(questions: [.init(action: rule.action, resource: resource, policy: policy)])
        }
    }
}
