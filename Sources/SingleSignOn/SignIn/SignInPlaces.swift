package import Accounts
import IAMPolicy
package import SAML2

/// Where somebody can sign in: the identity providers that requests are sent to.
package struct SignInPlaces: Sendable {
    /// One of them.
    package struct Place: Sendable {
        /// The SAML provider whose rules hold for requests.
        package let provider: SAMLProvider
        /// Whom to ask.
        package let identityProvider: IdentityProvider
        /// Where, and how.
        package let endpoint: BrowserEndpoint

        /// The name for people.
        package var name: String {
            let name = provider.signOn.displayName ?? provider.name
            return provider.metadata.identityProviders.count == 1 ? name : "\(name): \(identityProvider.entityID)"
        }
    }

    /// Whether nobody can be sent anywhere.
    package var isEmpty: Bool { all.isEmpty }

    private let all: [Place]
    private let rule: ValidationOptions.InResponseTo

    /// - Parameter rule: which answers are welcome to providers that don't say it themselves.
    package init(_ providers: some Sequence<SAMLProvider>, rule: ValidationOptions.InResponseTo) {
        self.rule = rule
        let sorted = providers.sorted { $0.arn.description < $1.arn.description }
        all = sorted.flatMap { Self.places(of: $0, rule: rule) }
    }

    /// The identity providers of a provider that can be asked: none where answers to requests are not taken.
    private static func places(of provider: SAMLProvider, rule: ValidationOptions.InResponseTo) -> [Place] {
        guard provider.rules.inResponseTo ?? rule != .absent else { return [] }
        return provider.metadata.identityProviders.compactMap { identityProvider in
            identityProvider.singleSignOnService(by: provider.signOn.binding).map {
                Place(provider: provider, identityProvider: identityProvider, endpoint: $0)
            }
        }
    }

    /// The identity providers of one more provider.
    package func places(of provider: SAMLProvider) -> [Place] { Self.places(of: provider, rule: rule) }

    /// Those of an account, of the providers of a name and of an entityID,
    /// each identity provider once: what it says of its user may
    /// grant roles in several accounts.
    package func places(
        account: AccountID? = nil, provider: String? = nil, identityProvider: String? = nil
    ) -> [Place] {
        var seen: Set<String> = []
        return all.filter { place in
            (account.map { place.provider.account.id == $0 } ?? true)
                && (provider.map { place.provider.name.utf8.elementsEqual($0.utf8) } ?? true)
                && (identityProvider.map { place.identityProvider.entityID.utf8.elementsEqual($0.utf8) } ?? true)
        }.filter { seen.insert($0.identityProvider.entityID).inserted }
    }
}
