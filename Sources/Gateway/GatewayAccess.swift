import AWSSigV4
import Accounts
package import IAMPolicy
import S3Mapping
package import SallyportConfiguration

/// What a request does to a service.
package struct GatewayAccess: Sendable {
    /// Something that policies have to allow.
    package struct Question: Sendable {
        package let action: String
        package let resource: String
        /// What the request says of itself.
        package var keys = ContextKeys()
        /// The policy of what it is done to.
        package var policy: AttachedPolicy?
        /// A statement that may deny some of what is meant although the decision allows it.
        package var partialDenial: @Sendable (PolicyDecision) -> StatementFailure? = { _ in nil }
    }

    /// What the service calls it; nil where it has no name for it.
    package var operation: String?
    /// Empty where the service decides itself.
    package let questions: [Question]
}

extension ProtectedService {
    /// What a request does; this is where one kind of service is another than the next.
    package func access(of original: OriginalRequest, region: String) throws(GatewayRefusal) -> GatewayAccess {
        switch kind {
        case .identity: return GatewayAccess(questions: [])
        case .s3(let store): return try access(of: original, store)
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

    private func access(
        of original: OriginalRequest, _ store: ProtectedService.Store
    ) throws(GatewayRefusal) -> GatewayAccess {
        let request = original.signable
        let access: S3Access
        do throws(S3MappingError) {
            access = try S3Mapping.access(
                for: S3Request(
                    method: request.method, path: request.path,
                    query: original.target.contains("?") ? request.query : nil,
                    headers: request.headers.map { (name: $0.name, value: $0.value) },
                    virtualHosts: store.virtualHosts),
                partition: account.partition.id)
        } catch {
            throw GatewayRefusal(error.code.rawValue, error.message)
        }
        for question in access.questions { try Self.checkKey(of: question) }
        let questions = access.questions.map { question in
            GatewayAccess.Question(
                action: question.action, resource: question.resource, keys: question.keys,
                policy: store.policy(of: question.resource), partialDenial: { question.partialDenial(in: $0) })
        }
        return GatewayAccess(operation: access.operation, questions: questions)
    }

    /// Refuses a key, or the beginning of keys, that a store with folders takes for another one.
    private static func checkKey(of question: S3Access.Question) throws(GatewayRefusal) {
        let slash = UInt8(ascii: "/")
        let key = question.resource.utf8.firstIndex(of: slash).map { question.resource.utf8[$0...].dropFirst() }
        let texts = [key.map { Array($0) }, question.keys["s3:prefix"]?.first.map { Array($0.utf8) }]
        guard texts.compactMap({ $0 }).allSatisfy({ PathSegments.areUnambiguous($0) }) else {
            throw GatewayRefusal(
                "AmbiguousPath",
                "A key without a backslash, and without //, . and .. between its slashes, was expected: some stores "
                    + "read another.")
        }
    }
}

extension ProtectedService.Store {
    /// The policy of the bucket that an ARN is of; a copy is about two buckets.
    fileprivate func policy(of resource: String) -> AttachedPolicy? {
        guard let bucket = ARN(resource)?.resourceType, let policy = bucketPolicies[bucket] else { return nil }
        return AttachedPolicy(name: "policy of bucket \(bucket)", document: policy)
    }
}
