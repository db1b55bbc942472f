/// An instance profile: what a machine gets its role by.
///
/// The role is a reference, `EntityRelation.instanceRole`.
public struct InstanceProfileRecord: EntityRecord {
    /// Instance profiles.
    public static var kind: EntityKind { .instanceProfile }
    /// Tags.
    public var tags: [SessionTag]

    /// Makes a record.
    public init(tags: [SessionTag] = []) { self.tags = tags }
}
