/// What all pages of a broker have in common.
package struct PageSettings: Sendable {
    /// A picture for the head of each page.
    package struct Logo: Sendable, Hashable {
        /// The picture.
        package let bytes: [UInt8]
        /// `svg` or `png`.
        package let kind: Asset.Kind

        /// Makes a logo.
        package init(bytes: [UInt8], kind: Asset.Kind) {
            self.bytes = bytes
            self.kind = kind
        }
    }

    /// What users call the server, without a slash at the end.
    package var publicURL: String
    /// Name in the head and title of each page.
    package var product = "Sallyport"
    /// A company's own.
    package var logo: Logo?
    /// A company's own.
    package var accent: AccentColor?
    /// Whom to ask, in words.
    package var helpText: String?
    /// Where there is help.
    package var helpURL: String?
    /// Where a sign-in may be begun here; nil while it begins at the identity provider alone.
    package var loginURL: String?

    /// Makes settings without anybody's name on them.
    package init(publicURL: String) { self.publicURL = publicURL }
}
