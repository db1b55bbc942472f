import Accounts
package import Administration
import Encodings
package import Foundation
import HTTPTypes
package import Hummingbird
package import SAML2
import STS
import SallyportConfiguration
import SallyportPages
package import ServerHTTP
import Sessions
package import SingleSignOn

/// `/console/admin/test`: sign-ins at an identity provider that give nothing, and show its administrator what it says.
///
/// The request has an ID of a kind that no validator takes answers to but here, so that what the identity provider says can't be redeemed
/// by anybody. It comes back to the assertion consumer service from another site, without the cookies of the administrator's session;
/// a form of our own brings it on.
package struct ProviderTrialEndpoint: Sendable {
    private let surroundings: ConsoleSurroundings
    private let administrators: AdministrationEndpoint
    private let administration: Administration
    private let places: SignInPlaces
    private let departure: SignInDeparture
    private let requestCookies: RequestCookies
    private let requests: SignInRequests
    private let portal: BrowserPortal

    /// Makes an endpoint.
    package init(
        _ surroundings: ConsoleSurroundings, administrators: AdministrationEndpoint, administration: Administration,
        places: SignInPlaces, departure: SignInDeparture, requestCookies: RequestCookies, requests: SignInRequests,
        portal: BrowserPortal
    ) {
        self.surroundings = surroundings
        self.administrators = administrators
        self.administration = administration
        self.places = places
        self.departure = departure
        self.requestCookies = requestCookies
        self.requests = requests
        self.portal = portal
    }

    // MARK: Going there

    /// `POST /console/admin/test`: goes to the identity provider of a SAML provider of the account.
    package func begin(_ request: Request, _ context: ServerContext) async throws -> Response {
        let call = surroundings.caller.context(request, context, random: surroundings.random)
        guard let fields = try await surroundings.ownForm(request, context) else {
            return surroundings.strangeForm(request, call)
        }
        guard let administrator = await administrators.administrator(for: .testProvider, request, call) else {
            return administrators.refusal(request, call)
        }
        do throws(LoginRefusal) {
            let arn = (try? fields.text("provider")) ?? ""
            guard
                let provider = surroundings.service.directory.provider(arn: arn),
                provider.account.id == administrator.account.id,
                let place = places.places(of: provider).first(where: { place in
                    let wanted = (try? fields.text("idp")) ?? ""
                    return wanted.isEmpty || place.identityProvider.entityID == wanted
                })
            else { throw .notFound }
            let trial = ProviderTrial(providerARN: arn, sessionID: administrator.caller.accessKeyID)
            return try departure.go(to: place, SignInWish(trial: trial), request, at: surroundings.clock())
                .setting(requestID: call.requestID)
        } catch {
            return Response.html(
                surroundings.pages.in(request.language).refused(
                    title: .adminTitle, message: error.message, requestID: nil),
                status: HTTPResponse.Status(code: error.httpStatus)
            ).setting(requestID: call.requestID)
        }
    }

    // MARK: Coming back

    /// The page that brings the answer to a trial of this browser on; nil for every other response.
    ///
    /// - Parameter field: as it was posted, base64.
    package func onward(_ response: ReceivedResponse, field: [UInt8], _ request: Request, at instant: Date) -> Response?
    {
        let trials = requestCookies.pending(request, at: instant).filter { $0.wish.trial != nil }
        guard !trials.isEmpty, let id = ResponseHints(response).inResponseTo,
            trials.contains(where: { $0.request.id.utf8.elementsEqual(id.utf8) })
        else { return nil }
        return Response.html(
            surroundings.pages.in(request.language).posting(
                [("SAMLResponse", String(decoding: field, as: UTF8.self))],
                to: surroundings.console + "/admin/test/report")
        ).tellingOrigin
    }

    /// `POST /console/admin/test/report`: what is found of the answer.
    package func report(_ request: Request, _ context: ServerContext) async throws -> Response {
        let call = surroundings.caller.context(request, context, random: surroundings.random)
        let limit = surroundings.configuration.maximumBodyBytes
        guard let fields = try await surroundings.ownForm(request, context, limit: limit) else {
            return surroundings.strangeForm(request, call)
        }
        guard let administrator = await administrators.administrator(for: .testProvider, request, call) else {
            return administrators.refusal(request, call)
        }
        let instant = surroundings.clock()
        guard let field = try? fields.bytes("SAMLResponse"), let response = try? ReceivedResponse(field: field),
            let pending = pending(answeredBy: response, administrator, request, at: instant),
            let trial = pending.wish.trial
        else { return surroundings.strangeForm(request, call) }
        do throws(Administration.Refusal) {
            try await useUp(pending, at: instant)
            let report = try await administration.trial(
                response, of: trial.providerARN, answering: pending.request, by: administrator, call: call, at: instant)
            if let assertion = report.assertion { await portal.useUp(assertion, at: instant) }
            return administrators.page(report, request).setting(cookie: requestCookies.clearing(pending))
                .setting(requestID: call.requestID)
        } catch {
            return administrators.failure(error, request, call).setting(cookie: requestCookies.clearing(pending))
        }
    }

    /// The trial of this browser, and of this session of its administrator, that a response answers in time.
    private func pending(
        answeredBy response: ReceivedResponse, _ administrator: Administrator, _ request: Request, at instant: Date
    ) -> PendingSignIn? {
        guard let id = ResponseHints(response).inResponseTo else { return nil }
        return requestCookies.pending(request, at: instant).first { pending in
            pending.request.id.utf8.elementsEqual(id.utf8) && instant < pending.request.expiresAt
                && pending.wish.trial?.sessionID == administrator.caller.accessKeyID
        }
    }

    /// Lets one answer be looked at, in every browser and process.
    private func useUp(_ pending: PendingSignIn, at instant: Date) async throws(Administration.Refusal) {
        do throws(SignInRequests.Refusal) {
            // Nothing is kept of it, so no answer has to be told from another.
            _ = try await requests.answer(pending, with: "", at: instant)
        } catch {
            switch error {
            case .answered: throw .unknown
            case .unavailable(let cause): throw .unavailable(cause)
            }
        }
    }
}
