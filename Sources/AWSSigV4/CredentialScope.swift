/// The date, region and service that a signing key is good for.
///
/// Written as `20150830/us-east-1/service/aws4_request`.
public struct CredentialScope: Hashable, Sendable, CustomStringConvertible {
    /// The last component of every scope.
    public static let terminator = "aws4_request"

    /// The day in UTC as `YYYYMMDD`.
    public let date: String
    /// The region, for example `us-east-1`.
    public let region: String
    /// The signing name of the service, for example `sts`.
    public let service: String

    /// Creates a scope from its components.
    public init(date: String, region: String, service: String) {
        self.date = date
        self.region = region
        self.service = service
    }

    /// Appends the scope in the form that is signed.
    func append(to bytes: inout [UInt8]) {
        for part in [date, region, service] {
            bytes.append(contentsOf: part.utf8)
            bytes.append(UInt8(ascii: "/"))
        }
        bytes.append(contentsOf: Self.terminator.utf8)
    }

    /// The scope in the form that is signed.
    public var description: String { "\(date)/\(region)/\(service)/\(Self.terminator)" }
}
