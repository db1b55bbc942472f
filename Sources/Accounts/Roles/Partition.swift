import Encodings

/// One of the AWS partitions, as data: what its ARNs begin with, where its users sign in, whom its assertions are for.
public struct Partition: Hashable, Sendable, CustomStringConvertible {
    /// The second segment of its ARNs: `aws`, `aws-cn`, `aws-us-gov`.
    public let id: String
    /// Host of the sign-in endpoint.
    public let signInHost: String
    /// Audience that stands for AWS in the partition, beside the sign-in endpoint's URL.
    public let audience: String
    /// What the names of the attributes that AWS reads begin with, each up to its last slash.
    public let attributePrefixes: [String]
    /// Region written into audit records when the caller names none.
    public let defaultRegion: String
    /// The byte that stands for the partition in tokens.
    package let code: UInt8

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

    /// The commercial partition.
    public static let aws = Partition(
        id: "aws", signInHost: "signin.aws.amazon.com", audience: "urn:amazon:webservices",
        attributePrefixes: ["https://aws.amazon.com/SAML/Attributes/"], defaultRegion: "us-east-1", code: 0)
    /// The regions in China; attribute names of the partition's own are read as well.
    public static let awsChina = Partition(
        id: "aws-cn", signInHost: "signin.amazonaws.cn", audience: "urn:amazon:webservices:cn-north-1",
        attributePrefixes: ["https://aws.amazon.com/SAML/Attributes/", "http://www.amazonaws.cn/SAML/Attributes/"],
        defaultRegion: "cn-north-1", code: 1)
    /// The regions for the government of the United States.
    public static let awsGovCloud = Partition(
        id: "aws-us-gov", signInHost: "signin.amazonaws-us-gov.com", audience: "urn:amazon:webservices:govcloud",
        attributePrefixes: ["https://aws.amazon.com/SAML/Attributes/"], defaultRegion: "us-gov-west-1", code: 2)

    /// Every partition.
    public static let all: [Partition] = [.aws, .awsChina, .awsGovCloud]

    private init(
        id: String, signInHost: String, audience: String, attributePrefixes: [String], defaultRegion: String,
        code: UInt8
    ) {
        self.id = id
        self.signInHost = signInHost
        self.audience = audience
        self.attributePrefixes = attributePrefixes
        self.defaultRegion = defaultRegion
        self.code = code
    }

    /// The partition whose ARNs have `id` as second segment; nil when there is none.
    public init?(id: String) {
        guard let known = Self.all.first(where: { $0.id == id }) else { return nil }
        self = known
    }

    package init?(code: UInt8) {
        guard let known = Self.all.first(where: { $0.code == code }) else { return nil }
        self = known
    }

    /// The id.
    public var description: String { id }

    /// Whether two partitions are the same.
    public static func == (left: Partition, right: Partition) -> Bool { left.code == right.code }

    /// Hashes the code.
    public func hash(into hasher: inout Hasher) { hasher.combine(code) }
}
