extension String {
    /// Whether two texts have the same bytes.
    ///
    /// SAML compares identifiers so (core 1.3.1). And `==` brings texts of other than ASCII into a normal form, for which the
    /// time grows with the square of their combining marks.
    func hasSameBytes(as other: String) -> Bool { utf8.elementsEqual(other.utf8) }

    /// Whether a text ends with the bytes of another.
    func hasSuffixBytes(of suffix: String) -> Bool { utf8.reversed().starts(with: suffix.utf8.reversed()) }
}
