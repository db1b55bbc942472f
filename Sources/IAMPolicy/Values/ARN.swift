import Encodings

/// An Amazon Resource Name: `arn:partition:service:region:account:resource`.
///
/// The text is split at its first five colons only; the resource part keeps every further colon
/// (`log-group:/aws/app:log-stream:*`). Region and account may be empty.
public struct ARN: Hashable, Sendable, CustomStringConvertible, LosslessStringConvertible {
    /// The partition, such as `aws`, `aws-cn` or `aws-us-gov`.
    public let partition: String
    /// The service's namespace, such as `iam`.
    public let service: String
    /// The region, empty for global services.
    public let region: String
    /// The account's twelve digits, empty where the service has none.
    public let accountID: String
    /// Everything after the fifth colon.
    public let resource: String

    /// Splits a text into the parts of an ARN; `nil` when it has fewer than six parts or does not begin with `arn:`.
    public init?(_ description: String) {
        let parts = description.pieces(separatedBy: ASCII.colon, maxSplits: 5)
        guard parts.count == 6, parts[0] == "arn", !parts[1].isEmpty, !parts[2].isEmpty, !parts[5].isEmpty else {
            return nil
        }
        self.init(
            partition: String(parts[1]), service: String(parts[2]), region: String(parts[3]),
            accountID: String(parts[4]), resource: String(parts[5]))
    }

    /// Makes an ARN from its parts.
    public init(partition: String, service: String, region: String, accountID: String, resource: String) {
        self.partition = partition
        self.service = service
        self.region = region
        self.accountID = accountID
        self.resource = resource
    }

    /// The ARN as text.
    public var description: String {
        "arn:\(partition):\(service):\(region):\(accountID):\(resource)"
    }
}

extension ARN {
    /// The piece of the resource part after its last slash: the name of a user, role or policy without its path.
    public var resourceName: String {
        guard let slash = resource.utf8.lastIndex(of: ASCII.slash) else { return resource }
        return String(resource[resource.utf8.index(after: slash)...])
    }

    /// The role, without a path, whose session this is: `…:assumed-role/<role>/<session>`; `nil` for anything else.
    var roleOfSession: ARN? {
        let pieces = resource.pieces(separatedBy: ASCII.slash)
        guard service == "sts", pieces.count > 2, pieces[0] == "assumed-role" else { return nil }
        return ARN(
            partition: partition, service: "iam", region: "", accountID: accountID, resource: "role/\(pieces[1])")
    }

    /// Whether the resource part begins with `type` and a slash.
    func isIAMResource(ofType type: String) -> Bool {
        service == "iam" && resource.utf8.starts(with: type.utf8)
            && resource.utf8.dropFirst(type.utf8.count).first == ASCII.slash
    }
}
