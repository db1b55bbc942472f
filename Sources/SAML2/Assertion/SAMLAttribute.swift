/// An attribute of the subject (SAML core, section 2.7.3.1).
public struct SAMLAttribute: Sendable, Hashable {
    /// The name, compared with case.
    public var name: String
    /// URI that says how to read the name.
    public var nameFormat: String?
    /// A name for people, which decides nothing.
    public var friendlyName: String?
    /// The text of each AttributeValue as written; a value that is one NameID element counts with its text, other elements are left
    /// out.
    public var values: [String]

    /// Makes an attribute.
    public init(name: String, nameFormat: String? = nil, friendlyName: String? = nil, values: [String]) {
        self.name = name
        self.nameFormat = nameFormat
        self.friendlyName = friendlyName
        self.values = values
    }
}
