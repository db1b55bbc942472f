import Encodings

/// The attributes of an assertion that AWS reads by name.
package enum ClaimName: Equatable, Sendable {
    case role, roleSessionName, sessionDuration, transitiveTagKeys, sourceIdentity
    /// A session tag; the key is what follows the colon.
    case principalTag(key: String)

    /// The claim that an attribute's name stands for in `partition`; names are compared byte by byte, since Swift takes
    /// canonically equivalent texts for equal.
    package init?(attribute name: String, partition: Partition) {
        var name = name
        let claim = name.withUTF8 { name -> ClaimName? in
            for prefix in partition.attributePrefixes {
                if let suffix = UnsafeRawBufferPointer(name).rest(after: prefix) { return Self.claim(suffix) }
            }
            return nil
        }
        guard let claim else { return nil }
        self = claim
    }

    /// Whether it tells more about the user than which role is meant, for how long, and what the session is called.
    package var describesUser: Bool {
        switch self {
        case .role, .roleSessionName, .sessionDuration, .transitiveTagKeys: false
        case .sourceIdentity, .principalTag: true
        }
    }

    private static let names: [(text: String, claim: ClaimName)] = [
        ("Role", .role), ("RoleSessionName", .roleSessionName), ("SessionDuration", .sessionDuration),
        ("TransitiveTagKeys", .transitiveTagKeys), ("SourceIdentity", .sourceIdentity),
    ]

    private static func claim(_ suffix: UnsafeRawBufferPointer) -> ClaimName? {
        if let key = suffix.rest(after: "PrincipalTag:") {
            return .principalTag(key: String(decoding: key, as: UTF8.self))
        }
        return names.first { suffix.rest(after: $0.text)?.isEmpty == true }?.claim
    }
}
