public import IAMPolicy

/// An AWS account of the broker.
public struct Account: Hashable, Sendable {
    /// Its twelve digits.
    public let id: AccountID
    /// The partition of every ARN in the account.
    public let partition: Partition
    /// A name for people, shown beside the digits.
    public let alias: String?
    /// Service control policies that limit whoever belongs to the account, a list for each level of the organisation; each
    /// level must allow.
    public let serviceControl: [[AttachedPolicy]]

    /// Regions in which nobody gets credentials of the account.
    public let inactiveRegions: Set<String>

    /// Makes an account.
    public init(
        id: AccountID, partition: Partition, alias: String? = nil, serviceControl: [[AttachedPolicy]] = [],
        inactiveRegions: Set<String> = []
    ) {
        self.id = id
        self.partition = partition
        self.alias = alias
        self.serviceControl = serviceControl
        self.inactiveRegions = inactiveRegions
    }
}
