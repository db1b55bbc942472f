/// The identifier of a subject (SAML core, section 2.2.3).
public struct NameID: Sendable, Hashable {
    /// The identifier itself.
    public var value: String
    /// URI of the format as written; nil when the attribute is absent, which means unspecified.
    public var format: String?
    /// The domain of the identifier on the IdP's side.
    public var nameQualifier: String?
    /// The domain of the identifier on the service provider's side.
    public var spNameQualifier: String?

    /// Makes an identifier.
    public init(value: String, format: String? = nil, nameQualifier: String? = nil, spNameQualifier: String? = nil) {
        self.value = value
        self.format = format
        self.nameQualifier = nameQualifier
        self.spNameQualifier = spNameQualifier
    }
}
