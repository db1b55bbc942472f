import IAMPolicy
internal import Synchronization

/// What is said of one caller with each request and takes long to put together; made when it is asked for first.
///
/// It goes with the caller of which it is said, and holds no secret.
package final class CallerFacts: Sendable {
    private struct Known {
        var arn: ARN?
        var principal: Principal?
        var keys: ContextKeys?
        var record: (any Sendable)?
    }

    private let known = Mutex(Known())

    init() {}

    func arn(_ make: () -> ARN) -> ARN {
        if let arn = known.withLock({ $0.arn }) { return arn }
        let arn = make()
        known.withLock { $0.arn = arn }
        return arn
    }

    func principal(_ make: () -> Principal) -> Principal {
        if let principal = known.withLock({ $0.principal }) { return principal }
        let principal = make()
        known.withLock { $0.principal = principal }
        return principal
    }

    /// The context keys that are the same at any time.
    func keys(_ make: () -> ContextKeys) -> ContextKeys {
        if let keys = known.withLock({ $0.keys }) { return keys }
        let keys = make()
        known.withLock { $0.keys = keys }
        return keys
    }

    /// How records tell of the caller, in the form of whoever writes them.
    package func record<Value: Sendable>(_ make: () -> Value) -> Value {
        if let record = known.withLock({ $0.record }) as? Value { return record }
        let record = make()
        known.withLock { $0.record = record }
        return record
    }
}
