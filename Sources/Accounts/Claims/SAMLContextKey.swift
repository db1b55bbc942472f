/// The attributes that become `saml:` context keys of a trust policy.
package enum SAMLContextKey {
    /// A context key in lower case, and whether it takes all values of the attribute or one.
    package struct Target: Sendable {
        package let key: String
        package let isList: Bool
    }

    /// Longest name of an attribute that gives a key.
    package static let longestName = targets.keys.map(\.utf8.count).max() ?? 0

    /// Context keys by the name of the attribute that feeds them; one attribute may feed two.
    package static let targets: [String: [Target]] = {
        var table: [String: [Target]] = [:]
        func add(_ name: String, _ key: String, isList: Bool) {
            table[name, default: []].append(Target(key: "saml:\(key.lowercased())", isList: isList))
        }
        for (number, key, isList) in eduPerson { add("urn:oid:1.3.6.1.4.1.5923.1.1.1.\(number)", key, isList: isList) }
        for (number, key) in eduOrg { add("urn:oid:1.3.6.1.4.1.5923.1.2.1.\(number)", key, isList: true) }
        add("urn:oid:2.5.4.3", "cn", isList: true)
        for (name, key) in activeDirectory { add(name, key, isList: false) }
        for (oid, key) in x500 {
            add(oid, key, isList: false)
            add("urn:oid:\(oid)", key, isList: false)
        }
        return table
    }()

    private static let eduPerson: [(Int, String, Bool)] = [
        (1, "eduPersonAffiliation", true), (2, "eduPersonNickname", true), (3, "eduPersonOrgDN", false),
        (4, "eduPersonOrgUnitDN", true), (5, "eduPersonPrimaryAffiliation", false),
        (6, "eduPersonPrincipalName", false), (7, "eduPersonEntitlement", true),
        (8, "eduPersonPrimaryOrgUnitDN", false), (9, "eduPersonScopedAffiliation", true),
        (10, "eduPersonTargetedID", true), (11, "eduPersonAssurance", true),
    ]

    private static let eduOrg: [(Int, String)] = [
        (2, "eduOrgHomePageURI"), (3, "eduOrgIdentityAuthNPolicyURI"), (4, "eduOrgLegalName"), (5, "eduOrgSuperiorURI"),
        (6, "eduOrgWhitePagesURI"),
    ]

    private static let activeDirectory: [(String, String)] = [
        ("http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name", "name"),
        ("http://schemas.xmlsoap.org/claims/CommonName", "commonName"),
        ("http://schemas.xmlsoap.org/ws/2005/05/identity/claims/givenname", "givenName"),
        ("http://schemas.xmlsoap.org/ws/2005/05/identity/claims/surname", "surname"),
        ("http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress", "mail"),
        ("http://schemas.microsoft.com/ws/2008/06/identity/claims/primarygroupsid", "uid"),
    ]

    /// 2.4.5.42 and those of 19200300100 are misprints of AWS's guide, for 2.5.4.42 and 19200300.100, that identity providers
    /// were set up after.
    private static let x500: [(String, String)] = [
        ("2.5.4.3", "commonName"), ("2.5.4.4", "surname"), ("2.5.4.42", "givenName"), ("2.4.5.42", "givenName"),
        ("2.5.4.45", "x500UniqueIdentifier"), ("0.9.2342.19200300.100.1.1", "uid"),
        ("0.9.2342.19200300.100.1.3", "mail"), ("0.9.2342.19200300.100.1.45", "organizationStatus"),
        ("0.9.2342.19200300100.1.1", "uid"), ("0.9.2342.19200300100.1.3", "mail"),
    ]
}
