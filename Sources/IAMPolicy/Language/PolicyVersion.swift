/// The version of the policy language.
public enum PolicyVersion: String, Hashable, Sendable, CaseIterable {
    /// The first version, and the one that a document without `Version` has; it knows no variables.
    case v2008 = "2008-10-17"
    /// The current version.
    case v2012 = "2012-10-17"
}
