/// What a claim rule reads of an assertion.
package enum AssertedValue: Hashable, Sendable {
    /// The values of the attributes with this name, compared byte by byte.
    case attribute(String)
    /// The NameID of the Subject.
    case nameID
    /// The Format of the NameID: a URI, that of *unspecified* when none is written (SAML core, section 8.3).
    case nameIDFormat

    /// What a NameID without a Format has.
    package static let unspecifiedFormat = "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified"
}
