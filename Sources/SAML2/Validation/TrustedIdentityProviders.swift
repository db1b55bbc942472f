/// Identity providers whose keys are trusted, found by entityID.
///
/// Several providers may carry the same IdP with different keys, as during a rollover; the keys of all of them are tried.
public struct TrustedIdentityProviders: Sendable {
    private let byEntityID: [String: [IdentityProvider]]

    /// Trusts these.
    public init(_ identityProviders: [IdentityProvider]) {
        byEntityID = Dictionary(grouping: identityProviders, by: \.entityID)
    }

    /// The IdPs with this entityID, compared to the letter.
    public func matching(entityID: String) -> [IdentityProvider] {
        // To hash a long text takes a time that grows with the square of its combining marks.
        entityID.utf8.count <= EntityDescriptor.longestID ? byEntityID[entityID] ?? [] : []
    }

    /// All entityIDs, sorted.
    public var entityIDs: [String] { byEntityID.keys.sorted() }
}
