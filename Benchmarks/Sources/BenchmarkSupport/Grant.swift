/// A role that an IdP's response grants.
public struct Grant: Sendable {
    /// The IdP's entity ID.
    public let issuer: String
    /// The role.
    public let roleARN: String
    /// The SAML provider through which it does.
    public let providerARN: String

    /// Makes a grant.
    public init(issuer: String, roleARN: String, providerARN: String) {
        self.issuer = issuer
        self.roleARN = roleARN
        self.providerARN = providerARN
    }

    /// Reads what `line` wrote; nil for anything else.
    public init?(line: some StringProtocol) {
        let fields = line.split(separator: "\t")
        guard fields.count == 3 else { return nil }
        self.init(issuer: String(fields[0]), roleARN: String(fields[1]), providerARN: String(fields[2]))
    }

    /// The three values with tabs between them.
    public var line: String { "\(issuer)\t\(roleARN)\t\(providerARN)" }
}
