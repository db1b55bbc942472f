public import Encodings
public import IAMPolicy

/// A managed policy of AWS, which every account has.
public struct AWSManagedPolicy: Sendable {
    /// Name.
    public let name: String
    /// Path.
    public let path: String
    /// Unique id.
    public let uniqueID: String
    /// A sentence for people.
    public let description: String?
    /// The policy.
    public let document: String
    /// The version that is in force, the only one that is known: `v1`, `v2`, ….
    public let versionID: String
    /// When it was made.
    public let createDate: Timestamp
    /// When the version that is in force was made.
    public let updateDate: Timestamp

    /// When the policies that come with the product were made, as lists show it: 2015-02-06T18:39:46Z.
    public static let builtInDate = Timestamp(milliseconds: 1_423_247_986_000)

    /// Makes a policy.
    ///
    /// - Parameters:
    ///   - uniqueID: nil for one that follows from path and name, so that it is the same after a restart.
    ///   - updateDate: nil for the time at which the policy was made.
    package init(
        name: String, path: String, uniqueID: String? = nil, description: String?, document: String,
        versionID: String = "v1", createDate: Timestamp = Self.builtInDate, updateDate: Timestamp? = nil
    ) {
        self.name = name
        self.path = path
        self.uniqueID = uniqueID ?? UniqueID.policyOfAWS(EntityKind.policy.resource(path: path, name: name))
        self.description = description
        self.document = document
        self.versionID = versionID
        self.createDate = createDate
        self.updateDate = updateDate ?? createDate
    }

    /// Whether it is for service-linked roles, and can be given to nobody else.
    package var isOfServiceRole: Bool { path.hasPrefix(Role.serviceLinkedPath) }

    /// The ARN in a partition: `arn:<partition>:iam::aws:policy<path><name>`.
    public func arn(in partition: Partition) -> ARN {
        ARN(.policy, path: path, name: name, account: ManagedPolicies.accountOfAWS, in: partition)
    }

    /// The policy as a store would keep one of an account.
    package var record: PolicyRecord {
        var record = PolicyRecord(document: document, description: description, createDate: createDate)
        record.versions = [PolicyRecord.Version(id: versionID, document: document, createDate: updateDate)]
        record.defaultVersionID = versionID
        record.updateDate = updateDate
        return record
    }
}
