import XMLSecurity

/// What a response says of its origin before anybody vouches for it: for finding the providers that may check it, and
/// for nothing else.
public struct ResponseHints: Sendable {
    /// Issuers of the Response and of assertions that are not encrypted, each once; few.
    public let issuers: [String]
    /// ID of the request that the Response says it answers; nil for none.
    public let inResponseTo: String?
    /// Values of all attributes of assertions that are not encrypted, by the attribute's name.
    public let attributeValues: [String: [String]]
    /// Whether there is an assertion that cannot be read without a key.
    public let isEncrypted: Bool

    /// Looks into a response; empty for what is none.
    public init(_ response: ReceivedResponse) {
        self = response.withDocument { document in ResponseHints((try? document.get())?.root) }
    }

    private init(_ root: XMLElement?) {
        var issuers: [String] = []
        var values: [String: [String]] = [:]
        var isEncrypted = false
        if let root, root.isNamed(SAML.response) {
            let assertions = root.children(named: SAML.assertion)
            for element in [root] + assertions.prefix(1) {
                guard let issuer = try? element.firstChild(named: SAML.issuer)?.text(),
                    issuer.utf8.count <= EntityDescriptor.longestID,
                    !issuers.contains(issuer)
                else { continue }
                issuers.append(issuer)
            }
            isEncrypted = root.firstChild(named: SAML.encryptedAssertion) != nil
            for attribute in assertions.prefix(1).flatMap(Self.attributes) {
                // A longer one has no meaning to anybody, and would take its time to hash.
                guard let name = attribute.attribute("Name"), name.utf8.count <= 1_024 else { continue }
                let texts = attribute.children(named: SAML.attributeValue).map { (try? $0.text()) ?? "" }
                values[name, default: []] += texts
            }
        }
        self.issuers = issuers
        inResponseTo = root?.attribute("InResponseTo")
        self.attributeValues = values
        self.isEncrypted = isEncrypted
    }

    private static func attributes(of assertion: XMLElement) -> [XMLElement] {
        assertion.children(named: SAML.attributeStatement).flatMap { $0.children(named: SAML.attribute) }
    }
}
