/// An AWS account of the broker.
public struct Account: Hashable, Sendable {
    /// Its twelve digits.
    public let id: AccountID
    /// The partition of every ARN in the account.
    public let partition: Partition
    /// A name for people, shown beside the digits.
    public let alias: String?

    /// Makes an account.
    public init(id: AccountID, partition: Partition, alias: String? = nil) {
        self.id = id
        self.partition = partition
        self.alias = alias
    }
}
