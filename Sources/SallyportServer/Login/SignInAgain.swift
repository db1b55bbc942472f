import Accounts
import Foundation
import SAML2
import SallyportConfiguration
import ServerHTTP
import SingleSignOn

/// Where somebody whose session is over may sign in again, and go on to what he wanted.
struct SignInAgain: Sendable {
    private let configuration: BrokerConfiguration
    private let places: SignInPlaces
    /// Origins that an issuer of others may have.
    private let origins: Set<String>

    init(_ configuration: BrokerConfiguration, _ places: SignInPlaces) {
        self.configuration = configuration
        self.places = places
        let urls = configuration.directory.providers.flatMap(\.metadata.identityProviders).flatMap {
            [$0.entityID] + $0.singleSignOnServices.map(\.location)
        }
        origins = configuration.issuers.union(urls.compactMap { URL(string: $0).flatMap(Origin.init)?.text })
    }

    /// The URL of a link; nil when nothing better is known than where everybody begins.
    ///
    /// - Parameters:
    ///   - issuer: who issued the session, as the sign-in URL said (user guide, "Issuer"): an entityID or a URL.
    ///   - query: of a link of ours that names account, role and destination.
    func url(issuer: String?, query: String = "") -> String? {
        let wish = (try? LoginQuery(query, provider: nil, configuration))?.wish ?? SignInWish()
        if let issuer, let place = places.places(identityProvider: issuer).first {
            return configuration.publicURL + LoginQuery.link(to: place, wish)
        }
        if let issuer, let url = Destination.allowed(issuer, origins: origins) { return url }
        guard !places.isEmpty, wish != SignInWish() else { return nil }
        return configuration.publicURL + "/login?" + LoginQuery.fields(of: wish)
    }
}
