/// The attributes of an assertion that AWS reads by name.
enum ClaimName: Equatable {
    case role, roleSessionName, sessionDuration, transitiveTagKeys, sourceIdentity
    /// A session tag; the key is what follows the colon.
    case principalTag(key: String)

    /// The claim that an attribute's name stands for in `partition`; names are compared byte by byte.
    init?(attribute name: String, partition: Partition) {
        for prefix in partition.attributePrefixes where name.utf8.starts(with: prefix.utf8) {
            let rest = name.utf8.dropFirst(prefix.utf8.count)
            if let claim = Self.claim(rest) {
                self = claim
                return
            }
        }
        return nil
    }

    private static func claim(_ suffix: Substring.UTF8View) -> ClaimName? {
        // Bytes are compared, not texts: Swift takes canonically equivalent texts for equal.
        func isNamed(_ name: StaticString) -> Bool {
            suffix.elementsEqual(UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
        }
        if isNamed("Role") { return .role }
        if isNamed("RoleSessionName") { return .roleSessionName }
        if isNamed("SessionDuration") { return .sessionDuration }
        if isNamed("TransitiveTagKeys") { return .transitiveTagKeys }
        if isNamed("SourceIdentity") { return .sourceIdentity }
        guard suffix.starts(with: "PrincipalTag:".utf8) else { return nil }
        return .principalTag(key: String(Substring(suffix.dropFirst("PrincipalTag:".utf8.count))))
    }
}
