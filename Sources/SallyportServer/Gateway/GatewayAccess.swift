import AWSSigV4
import IAMPolicy
import SallyportConfiguration

/// What a request does to a service.
struct GatewayAccess: Sendable {
    /// Something that policies have to allow.
    struct Question: Sendable {
        let action: String
        let resource: String
        var keys = ContextKeys()
    }

    /// Empty where the service decides itself.
    let questions: [Question]
}

extension ProtectedService.Kind {
    /// What a request does; this is where one kind of service is another than the next.
    func access(of original: OriginalRequest, region: String) throws(GatewayRefusal) -> GatewayAccess {
        switch self {
        case .identity: return GatewayAccess(questions: [])
        case .http(let rules):
            let method = original.signable.method
            let path = try ServicePath(original.signable.path).text
            guard let rule = rules.first(where: { $0.applies(method: method, path: path) }) else {
                throw GatewayRefusal("AccessDenied", "No rule of the service is about this method and path.")
            }
            let resource = rule.resource(method: method, path: path, region: region)
            return GatewayAccess(questions: [.init(action: rule.action, resource: resource)])
        }
    }
}
