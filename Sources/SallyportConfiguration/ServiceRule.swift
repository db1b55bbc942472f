import IAMPolicy

/// What a request of some methods and paths means: an action on a resource.
package struct ServiceRule: Sendable {
    /// Empty for any.
    let methods: Set<String>
    let path: WildcardPattern
    /// The action that policies speak of.
    package let action: String
    let resource: ResourceTemplate

    /// Whether the rule is about requests like this one.
    package func applies(method: String, path: String) -> Bool {
        (methods.isEmpty || methods.contains(method)) && self.path.matches(path)
    }

    /// The resource that such a request is about.
    package func resource(method: String, path: String, region: String) -> String {
        resource.text(method: method, path: path, region: region)
    }
}
