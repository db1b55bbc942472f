/// The attributes of an assertion that AWS reads by name.
package enum ClaimName: Equatable, Sendable {
    case role, roleSessionName, sessionDuration, transitiveTagKeys, sourceIdentity
    /// A session tag; the key is what follows the colon.
    case principalTag(key: String)

    /// The claim that an attribute's name stands for in `partition`; names are compared byte by byte, since Swift takes
    /// canonically equivalent texts for equal.
    package init?(attribute name: String, partition: Partition) {
        for prefix in partition.attributePrefixes {
            guard let suffix = name.bytes(after: prefix), let claim = Self.claim(suffix) else { continue }
            self = claim
            return
        }
        return nil
    }

    /// Whether it tells more about the user than which role is meant, for how long, and what the session is called.
    package var describesUser: Bool {
        switch self {
        case .role, .roleSessionName, .sessionDuration, .transitiveTagKeys: false
        case .sourceIdentity, .principalTag: true
        }
    }

    private static let names: [(bytes: [UInt8], claim: ClaimName)] = [
        (Array("Role".utf8), .role), (Array("RoleSessionName".utf8), .roleSessionName),
        (Array("SessionDuration".utf8), .sessionDuration), (Array("TransitiveTagKeys".utf8), .transitiveTagKeys),
        (Array("SourceIdentity".utf8), .sourceIdentity),
    ]
    private static let tagPrefix = Array("PrincipalTag:".utf8)

    private static func claim(_ suffix: [UInt8]) -> ClaimName? {
        if suffix.starts(with: tagPrefix) {
            return .principalTag(key: String(decoding: suffix.dropFirst(tagPrefix.count), as: UTF8.self))
        }
        return names.first { $0.bytes == suffix }?.claim
    }
}

extension String {
    /// The bytes behind `prefix`; nil when the text begins otherwise.
    fileprivate func bytes(after prefix: String) -> [UInt8]? {
        let (own, other) = (utf8, prefix.utf8)
        let fast = own.withContiguousStorageIfAvailable { own in
            other.withContiguousStorageIfAvailable { other -> [UInt8]? in
                own.starts(with: other) ? Array(own[other.count...]) : nil
            }
        }
        if let fast, let result = fast { return result }
        return own.starts(with: other) ? Array(own.dropFirst(other.count)) : nil
    }
}
