import Encodings

/// An Amazon Resource Name: `arn:partition:service:region:account:resource`.
///
/// The text is split at its first five colons only; the resource part keeps every further colon
/// (`log-group:/aws/app:log-stream:*`). Region and account may be empty. Two are equal when their texts are, byte for byte.
public struct ARN: Sendable, LosslessStringConvertible {
    /// The ARN as text.
    public let description: String
    /// The partition, such as `aws`, `aws-cn` or `aws-us-gov`.
    public let partition: String
    /// The service's namespace, such as `iam`.
    public let service: String
    /// The region, empty for global services.
    public let region: String
    /// The account's twelve digits, empty where the service has none.
    public let accountID: String
    private let resourceStart: String.Index

    /// Splits a text into the parts of an ARN; `nil` when it has fewer than six parts or does not begin with `arn:`.
    public init?(_ description: String) {
        let parts = description.pieces(separatedBy: ASCII.colon, maxSplits: 5)
        guard parts.count == 6, parts[0] == "arn", !parts[1].isEmpty, !parts[2].isEmpty, !parts[5].isEmpty else {
            return nil
        }
        self.description = description
        partition = String(parts[1])
        service = String(parts[2])
        region = String(parts[3])
        accountID = String(parts[4])
        resourceStart = parts[5].startIndex
    }

    /// Makes an ARN from its parts.
    public init(partition: String, service: String, region: String = "", accountID: String, resource: String) {
        description = "arn:\(partition):\(service):\(region):\(accountID):\(resource)"
        self.partition = partition
        self.service = service
        self.region = region
        self.accountID = accountID
        resourceStart = description.utf8.index(description.endIndex, offsetBy: -resource.utf8.count)
    }

    /// Everything after the fifth colon.
    public var resource: String { String(description[resourceStart...]) }
}

extension ARN: Hashable {
    /// Whether two ARNs have the same bytes; unlike texts, they are never equal by Unicode normalisation.
    public static func == (left: ARN, right: ARN) -> Bool { left.description.hasSameBytes(as: right.description) }

    /// Hashes the bytes.
    public func hash(into hasher: inout Hasher) {
        description.withBytes { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }
}

extension ARN {
    /// The piece of the resource part before its first slash: `user`, `role`, `policy` and the like.
    public var resourceType: String {
        let bytes = description.utf8[resourceStart...]
        return String(description[bytes.startIndex..<(bytes.firstIndex(of: ASCII.slash) ?? bytes.endIndex)])
    }

    /// The piece of the resource part after its last slash: the name of a user, role or policy without its path.
    public var resourceName: String {
        let bytes = description.utf8[resourceStart...]
        return String(description[(bytes.lastIndex(of: ASCII.slash).map(bytes.index(after:)) ?? bytes.startIndex)...])
    }

    /// The role, without a path, whose session this is: `…:assumed-role/<role>/<session>`; `nil` for anything else.
    var roleOfSession: ARN? {
        let pieces = resource.pieces(separatedBy: ASCII.slash)
        guard service == "sts", pieces.count > 2, pieces[0] == "assumed-role" else { return nil }
        return ARN(partition: partition, service: "iam", accountID: accountID, resource: "role/\(pieces[1])")
    }

    /// Whether it is of IAM and the resource part begins with `type` and a slash.
    package func isIAMResource(ofType type: String) -> Bool {
        let bytes = description.utf8[resourceStart...]
        return service == "iam" && bytes.starts(with: type.utf8)
            && bytes.dropFirst(type.utf8.count).first == ASCII.slash
    }
}
