import Accounts
import ConsoleSite
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
    let departure: SignInDeparture
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
        return try departure.go(to: place, query.wish, request, at: instant)
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
