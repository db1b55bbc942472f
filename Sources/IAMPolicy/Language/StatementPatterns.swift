import Encodings

/// The actions and resources of a statement, compiled: an object, so that to ask it copies nothing.
final class StatementPatterns: Sendable {
    let actions: [ActionPattern]
    let resources: [ResourcePattern]

    init(_ statement: PolicyStatement) {
        actions = statement.locatedActions.map { ActionPattern($0.text) }
        resources = statement.locatedResources.map {
            ResourcePattern($0.text, variablesEnabled: statement.variablesEnabled)
        }
    }

    /// Whether an action in lower case is one of the actions.
    func includes(action: UnsafeBufferPointer<UInt8>) -> Bool {
        for pattern in actions where pattern.matches(action) { return true }
        return false
    }

    /// Whether a resource is one of the resources.
    func includes(resource: ARNText, keys: ContextKeys) -> Bool {
        for pattern in resources where pattern.matches(resource, keys: keys) { return true }
        return false
    }
}
