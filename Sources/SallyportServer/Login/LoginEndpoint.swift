import Accounts
import Foundation
import Hummingbird
import IAMPolicy
import SAML2
import STS
import SallyportConfiguration
import SallyportPages
import ServerHTTP
import Sessions
import SingleSignOn

/// `/login`: sign-ins that begin here and go to an identity provider.
struct LoginEndpoint: Sendable {
    let broker: Broker
    let caller: CallerReader
    let cookies: RequestCookies
    let requests: SignInRequests
    let places: SignInPlaces
    let pages: Pages
    let refusals: RefusalRecorder
    let clock: @Sendable () -> Date

    /// Lists where to sign in, or goes there when there is one place alone.
    func handle(_ request: Request, _ context: ServerContext) async -> Response {
        let call = caller.context(request, context, random: broker.random)
        let instant = clock()
        let response: Response
        do throws(LoginRefusal) {
            response = try await answer(request, context.parameters.get("provider"), at: instant)
        } catch {
            await refusals.signIn(error.reason, code: "InvalidRequest", call, at: instant)
            response = refusal(error, request, call)
        }
        return response.setting(requestID: call.requestID)
    }

    private func answer(
        _ request: Request, _ provider: String?, at instant: Date
    ) async throws(LoginRefusal) -> Response {
        let query = try LoginQuery(request.rawQuery, provider: provider, broker.configuration)
        let found = try await found(by: query)
        guard let place = found.first else { throw .notFound }
        // Robots that look at links before people do use HEAD.
        if request.method == .head { return .html("") }
        if found.count > 1 {
            let choices = found.map { place in
                LoginChoice(
                    name: place.name, entityID: place.identityProvider.entityID,
                    url: broker.configuration.publicURL + query.link(to: place))
            }
            return request.prefersJSON
                ? .json(Answers.login(choices)) : .html(pages.in(request.language).login(choices))
        }
        return try go(to: place, query.wish, request, at: instant)
    }

    private func found(by query: LoginQuery) async throws(LoginRefusal) -> [SignInPlaces.Place] {
        let known = places.places(
            account: query.wish.account, provider: query.provider, identityProvider: query.identityProvider)
        // Providers that were made through the API are not listed; who names one may go there.
        guard known.isEmpty, let name = query.provider, let id = query.wish.account,
            let account = broker.configuration.directory.accounts[id]
        else { return known }
        do throws(STSError) {
            let arn = account.arn(.samlProvider, name: name)
            return try await broker.service.registeredProvider(arn: arn.description).map(places.places(of:)) ?? []
        } catch {
            throw .unavailable(error.cause)
        }
    }

    /// Sends the browser to an identity provider with a request, which it keeps until the answer comes.
    private func go(
        to place: SignInPlaces.Place, _ wish: SignInWish, _ request: Request, at instant: Date
    ) throws(LoginRefusal) -> Response {
        let key = broker.configuration.serviceProvider.signingKey
        guard key != nil || !place.identityProvider.wantAuthnRequestsSigned else { throw .unsigned(place.name) }
        let pending = requests.begin(for: place.identityProvider.entityID, wish, at: instant)
        let message = AuthnRequest(
            id: pending.request.id, issueInstant: instant, destination: place.endpoint.location,
            issuer: broker.configuration.entityID,
            assertionConsumerService: broker.configuration.assertionConsumerService,
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

    private func refusal(_ refusal: LoginRefusal, _ request: Request, _ call: CallContext) -> Response {
        let status = HTTPResponse.Status(code: refusal.httpStatus)
        if request.prefersJSON {
            return .json(
                Answers.error(code: refusal.code, message: refusal.message, requestID: call.requestID), status: status)
        }
        return .html(
            pages.in(request.language).refused(
                title: .loginRefusedTitle, message: refusal.message,
                advice: status == .serviceUnavailable ? .later : .administrator, requestID: call.requestID),
            status: status)
    }
}
