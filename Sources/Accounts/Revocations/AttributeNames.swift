/// The attributes that people mean by a short name.
public enum AttributeNames {
    /// The names under which an attribute may stand in a response: the name itself, those that become the context key of
    /// that name (`mail` or `saml:mail`), and AWS's own (`SourceIdentity`, `PrincipalTag:team`).
    public static func meant(by name: String) -> [String] {
        var names = [name]
        let key = name.lowercased()
        let contextKey = key.hasPrefix("saml:") ? key : "saml:" + key
        names += SAMLContextKey.targets.filter { $0.value.contains { $0.key == contextKey } }.map(\.key).sorted()
        if name.utf8.elementsEqual("SourceIdentity".utf8) || name.utf8.starts(with: "PrincipalTag:".utf8) {
            names += Partition.allCases.flatMap(\.attributePrefixes).map { $0 + name }
        }
        var seen: Set<String> = []
        return names.filter { seen.insert($0).inserted }
    }

    /// Whether sessions know the values of an attribute.
    ///
    /// They don't know those that say which role is meant and for how long; and the session name is revoked as such.
    public static func areCarried(of name: String) -> Bool {
        let carried = Partition.allCases.allSatisfy { partition in
            ClaimName(attribute: name, partition: partition)?.describesUser != false
        }
        return carried && !["Role", "RoleSessionName", "SessionDuration", "TransitiveTagKeys"].contains(name)
    }
}
