import Encodings

/// One of the AWS partitions: what its ARNs begin with, where its users sign in, whom its assertions are for.
///
/// Its number stands for it in tokens.
public enum Partition: UInt8, Hashable, Sendable, CaseIterable, CustomStringConvertible {
    /// The commercial partition.
    case aws = 0
    /// The regions in China; attribute names of the partition's own are read as well.
    case awsChina = 1
    /// The regions for the government of the United States.
    case awsGovCloud = 2

    /// The second segment of its ARNs: `aws`, `aws-cn`, `aws-us-gov`.
    public var id: String {
        switch self {
        case .aws: "aws"
        case .awsChina: "aws-cn"
        case .awsGovCloud: "aws-us-gov"
        }
    }

    /// Host of the sign-in endpoint.
    public var signInHost: String {
        switch self {
        case .aws: "signin.aws.amazon.com"
        case .awsChina: "signin.amazonaws.cn"
        case .awsGovCloud: "signin.amazonaws-us-gov.com"
        }
    }

    /// Audience that stands for AWS in the partition, beside the sign-in endpoint's URL.
    public var audience: String {
        switch self {
        case .aws: "urn:amazon:webservices"
        case .awsChina: "urn:amazon:webservices:cn-north-1"
        case .awsGovCloud: "urn:amazon:webservices:govcloud"
        }
    }

    /// Region written into audit records when the caller names none.
    public var defaultRegion: String {
        switch self {
        case .aws: "us-east-1"
        case .awsChina: "cn-north-1"
        case .awsGovCloud: "us-gov-west-1"
        }
    }

    private static let commonPrefixes = ["https://aws.amazon.com/SAML/Attributes/"]
    private static let chinesePrefixes = commonPrefixes + ["http://www.amazonaws.cn/SAML/Attributes/"]

    /// What the names of the attributes that AWS reads begin with, each up to its last slash.
    public var attributePrefixes: [String] { self == .awsChina ? Self.chinesePrefixes : Self.commonPrefixes }

    /// URL of the SAML endpoint of the partition (assertion consumer service).
    public var samlEndpoint: String { "https://\(signInHost)/saml" }

    /// Whether a URL is the SAML endpoint of the partition or of one of its regions, for all accounts or for one provider
    /// that takes encrypted assertions (`https://eu-west-1.signin.aws.amazon.com/saml/acs/…`).
    public func isSAMLEndpoint(_ url: String) -> Bool {
        guard url.utf8.starts(with: "https://".utf8) else { return false }
        let parts = url.dropFirst("https://".count).split(separator: "/", omittingEmptySubsequences: false)
        guard let host = parts.first, host == signInHost || isRegional(host) else { return false }
        let path = parts.dropFirst()
        return path.elementsEqual(["saml"])
            || path.count == 3 && path.starts(with: ["saml", "acs"]) && path.last?.isEmpty == false
    }

    private func isRegional(_ host: Substring) -> Bool {
        guard host.hasSuffix("." + signInHost) else { return false }
        let region = host.utf8.dropLast(signInHost.utf8.count + 1)
        return (4...32).contains(region.count)
            && region.allSatisfy { ASCII.isLowercase($0) || ASCII.isDigit($0) || $0 == UInt8(ascii: "-") }
    }

    /// The partition whose ARNs have `id` as second segment; nil when there is none.
    public init?(id: String) {
        guard let known = Self.allCases.first(where: { $0.id == id }) else { return nil }
        self = known
    }

    /// The id.
    public var description: String { id }
}
