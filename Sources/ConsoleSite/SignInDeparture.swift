import Accounts
package import Foundation
package import Hummingbird
import SAML2
package import SallyportConfiguration
package import SallyportPages
import ServerHTTP
package import SingleSignOn

/// The way to an identity provider: a browser goes there with a request, which it keeps until the answer comes.
package struct SignInDeparture: Sendable {
    private let configuration: BrokerConfiguration
    private let cookies: RequestCookies
    private let requests: SignInRequests
    private let pages: Pages

    /// Leads there.
    package init(
        _ configuration: BrokerConfiguration, cookies: RequestCookies, requests: SignInRequests, pages: Pages
    ) {
        self.configuration = configuration
        self.cookies = cookies
        self.requests = requests
        self.pages = pages
    }

    /// Sends a browser to an identity provider.
    ///
    /// Throws `LoginRefusal` when the request can't be signed, or says too much.
    package func go(
        to place: SignInPlaces.Place, _ wish: SignInWish, _ request: Request, at instant: Date
    ) throws(LoginRefusal) -> Response {
        let key = configuration.serviceProvider.signingKey
        guard key != nil || !place.identityProvider.wantAuthnRequestsSigned else { throw .unsigned(place.name) }
        let pending = requests.begin(for: place.identityProvider.entityID, wish, at: instant)
        let message = AuthnRequest(
            id: pending.request.id, issueInstant: instant, destination: place.endpoint.location,
            issuer: configuration.entityID, assertionConsumerService: configuration.assertionConsumerService,
            wishes: place.provider.signOn.wishes
        ).message
        guard let cookie = cookies.setting(pending) else { throw .tooLong }
        let response: Response
        do throws(KeyError) {
            switch place.endpoint.binding {
            case .redirect: response = .redirect(to: try message.redirectURL(signedWith: key))
            case .post:
                let fields = try message.formFields(signedWith: key)
                response = .html(pages.in(request.language).posting(fields, to: message.destination))
            }
        } catch {
            throw .unavailable("serviceProvider.signingKey: \(error.reason)")
        }
        return response.setting(cookies: cookies.makingRoom(request, at: instant)).setting(cookie: cookie)
    }
}
