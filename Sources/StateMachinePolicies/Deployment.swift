public import Encodings

/// Where and how a state machine runs.
public struct Deployment: Hashable, Sendable {
    /// The partition, such as `aws-cn`; `nil` for that of the definition's ARNs.
    public let partition: String?
    /// The region; `nil` for that of the definition's ARNs.
    public let region: String?
    /// The account's twelve digits; `nil` for those of the definition's ARNs.
    public let accountID: String?
    /// Whether it is an express workflow, which cannot follow jobs nor wait for tokens.
    public var isExpress = false
    /// Whether executions are traced with AWS X-Ray.
    public var isTraced = false
    /// Whether executions are logged to Amazon CloudWatch Logs.
    public var isLogged = false

    /// The partitions that IAM takes in policies.
    static let partitions: Set<String> = [
        "aws", "aws-cn", "aws-us-gov", "aws-iso", "aws-iso-b", "aws-iso-e", "aws-iso-f", "aws-eusc",
    ]

    /// Describes a deployment.
    ///
    /// Throws `ConfigurationError` when the partition is none of AWS, the region has other than small letters, digits and
    /// hyphens, or the account other than twelve digits.
    public init(
        partition: String? = nil, region: String? = nil, accountID: String? = nil
    ) throws(ConfigurationError) {
        if let partition, !Self.partitions.contains(partition) {
            throw ConfigurationError(partition.cut(to: 100), "is no partition of AWS")
        }
        if let region, !region.isPlaceName { throw ConfigurationError(region.cut(to: 100), "is no name of a region") }
        if let accountID, accountID.utf8.count != 12 || !accountID.utf8.allSatisfy(ASCII.isDigit) {
            throw ConfigurationError(accountID.cut(to: 100), "is not an account: twelve digits")
        }
        self.partition = partition
        self.region = region
        self.accountID = accountID
    }
}

extension String {
    fileprivate var isPlaceName: Bool {
        !isEmpty && utf8.count <= 64
            && utf8.allSatisfy { ASCII.isLowercase($0) || ASCII.isDigit($0) || $0 == UInt8(ascii: "-") }
    }
}
