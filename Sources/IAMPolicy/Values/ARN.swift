import Encodings

/// An Amazon Resource Name: `arn:partition:service:region:account:resource`.
///
/// The text is split at its first five colons only; the resource part keeps every further colon
/// (`log-group:/aws/app:log-stream:*`). Region and account may be empty. Two are equal when their texts are, byte for byte.
public struct ARN: Sendable, LosslessStringConvertible {
    /// The ARN as text.
    public let description: String
    private let partitionEnd: String.Index
    private let serviceEnd: String.Index
    private let regionEnd: String.Index
    private let accountEnd: String.Index

    /// Splits a text into the parts of an ARN; `nil` when it has fewer than six parts or does not begin with `arn:`.
    public init?(_ description: String) {
        guard let colons = description.withBytes(ARNText.colons), colons[0] + 1 < colons[1],
            colons[1] + 1 < colons[2], colons[4] + 1 < description.utf8.count
        else { return nil }
        self.description = description
        func index(_ colon: Int) -> String.Index { description.utf8.index(description.startIndex, offsetBy: colon) }
        (partitionEnd, serviceEnd) = (index(colons[1]), index(colons[2]))
        (regionEnd, accountEnd) = (index(colons[3]), index(colons[4]))
    }

    /// Makes an ARN from its parts.
    public init(partition: String, service: String, region: String = "", accountID: String, resource: String) {
        description = "arn:\(partition):\(service):\(region):\(accountID):\(resource)"
        let bytes = description.utf8
        partitionEnd = bytes.index(bytes.startIndex, offsetBy: "arn:".utf8.count + partition.utf8.count)
        serviceEnd = bytes.index(partitionEnd, offsetBy: 1 + service.utf8.count)
        regionEnd = bytes.index(serviceEnd, offsetBy: 1 + region.utf8.count)
        accountEnd = bytes.index(regionEnd, offsetBy: 1 + accountID.utf8.count)
    }

    /// The partition, such as `aws`, `aws-cn` or `aws-us-gov`.
    public var partition: String {
        String(description[description.utf8.index(description.startIndex, offsetBy: "arn:".utf8.count)..<partitionEnd])
    }
    /// The service's namespace, such as `iam`.
    public var service: String { part(from: partitionEnd, to: serviceEnd) }
    /// The region, empty for global services.
    public var region: String { part(from: serviceEnd, to: regionEnd) }
    /// The account's twelve digits, empty where the service has none.
    public var accountID: String { part(from: regionEnd, to: accountEnd) }
    /// Everything after the fifth colon.
    public var resource: String { part(from: accountEnd, to: description.endIndex) }

    private func part(from colon: String.Index, to end: String.Index) -> String {
        String(description[description.utf8.index(after: colon)..<end])
    }
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
        let bytes = description.utf8[accountEnd...].dropFirst()
        return String(description[bytes.startIndex..<(bytes.firstIndex(of: ASCII.slash) ?? bytes.endIndex)])
    }

    /// The piece of the resource part after its last slash: the name of a user, role or policy without its path.
    public var resourceName: String {
        let bytes = description.utf8[accountEnd...].dropFirst()
        return String(description[(bytes.lastIndex(of: ASCII.slash).map(bytes.index(after:)) ?? bytes.startIndex)...])
    }

    /// Whether both are of one partition.
    func isOfSamePartition(as other: ARN) -> Bool {
        description.utf8[..<partitionEnd].elementsEqual(other.description.utf8[..<other.partitionEnd])
    }

    /// The role, without a path, whose session this is: `…:assumed-role/<role>/<session>`; `nil` for anything else.
    var roleOfSession: ARN? {
        let pieces = resource.pieces(separatedBy: ASCII.slash)
        guard service == "sts", pieces.count > 2, pieces[0] == "assumed-role" else { return nil }
        return ARN(partition: partition, service: "iam", accountID: accountID, resource: "role/\(pieces[1])")
    }

    /// Whether it is of IAM and the resource part begins with `type` and a slash.
    package func isIAMResource(ofType type: String) -> Bool {
        let bytes = description.utf8[accountEnd...].dropFirst()
        return service == "iam" && bytes.starts(with: type.utf8)
            && bytes.dropFirst(type.utf8.count).first == ASCII.slash
    }
}
