import Accounts
import ConsoleSite
import Encodings
import Foundation
import Hummingbird
import IAMPolicy
import Portal
import SAML2
import STS
import SallyportConfiguration
import SallyportPages
import ServerHTTP
import Sessions
import SingleSignOn

/// `/saml/logout`, the single logout service, and logouts that begin here.
struct LogoutEndpoint: Sendable {
    let broker: Broker
    let caller: CallerReader
    let cookies: BrowserCookies
    let logoutCookies: LogoutCookies
    let portal: BrowserPortal
    let messages: LogoutMessages
    let tokens: LogoutTokens
    let ends: SessionEnd
    let recorder: LogoutRecorder
    let refusals: RefusalRecorder
    let pages: Pages
    let again: SignInAgain
    let bodies: BodyReader
    let clock: @Sendable () -> Date

    // MARK: What begins here

    /// Ends the browser's session, here and, where its identity provider takes part, there.
    func begin(
        thenTo destination: String?, _ request: Request, _ call: CallContext, at instant: Date
    ) async -> Response {
        for session in await portal.end(request, at: instant) {
            await refusals.signedOut(session, call, at: instant)
        }
        for cookie in [cookies.session(request)].compactMap(\.self) + cookies.parked(request).map({ $0.value }) {
            await broker.service.signOut(cookie: cookie, call: call, at: instant)
        }
        let signedOn = logoutCookies.signedOn(request, at: instant)
        let response =
            (try? signedOn.flatMap { try leave($0, thenTo: destination, request, at: instant) })
            ?? signedOut(thenTo: destination, request)
        return
            response
            .setting(cookies: cookies.clearingSessions + portal.clearingCookies + logoutCookies.clearingSignedOn)
            .setting(cookie: cookies.clearingNonce)
    }

    /// The way to the identity provider; nil when it takes no part.
    private func leave(
        _ signedOn: SignedOn, thenTo destination: String?, _ request: Request, at instant: Date
    ) throws(LogoutFailure) -> Response? {
        let provider = broker.configuration.directory.provider(arn: signedOn.providerARN)
        guard broker.configuration.serviceProvider.signingKey != nil,
            let known = provider?.metadata.identityProviders.first(where: { $0.entityID == signedOn.identityProvider }),
            let endpoint = known.singleLogoutService()
        else { return nil }
        let pending = tokens.begin(for: known.entityID, thenTo: destination, at: instant)
        guard let cookie = logoutCookies.setting(pending) else { return nil }
        let message = LogoutRequest(
            id: pending.request.id, issueInstant: instant, destination: endpoint.location,
            issuer: broker.configuration.entityID, subject: signedOn.subject,
            sessionIndexes: [signedOn.sessionIndex].compactMap(\.self), notOnOrAfter: pending.request.expiresAt
        ).message
        return response(try messages.way(of: message, by: endpoint.binding), to: request).setting(cookie: cookie)
    }

    private func response(_ way: LogoutMessages.Way, to request: Request) -> Response {
        switch way {
        case .redirect(let url): .redirect(to: url)
        case .form(let message, let fields):
            .html(
                pages.in(request.language).posting(fields.map { ($0.name, $0.value) }, to: message.destination))
        }
    }

    private func signedOut(thenTo destination: String?, _ request: Request, isComplete: Bool = true) -> Response {
        guard isComplete, let destination else {
            return .html(
                pages.in(request.language).signedOut(
                    isComplete: isComplete, again: again.url(issuer: cookies.issuer(request))))
        }
        return .redirect(to: destination)
    }

    // MARK: What comes from identity providers

    func handle(_ request: Request, _ context: ServerContext) async throws -> Response {
        let call = caller.context(request, context, random: broker.random)
        let instant = clock()
        // Robots that look at links before people do use HEAD.
        if request.method == .head { return .html("") }
        let body = try await body(of: request, context)
        defer { body?.release() }
        let response: Response
        do throws(LogoutFailure) {
            guard broker.configuration.serviceProvider.signingKey != nil else { throw .notOffered }
            let (message, binding) = try LogoutForm.message(query: request.rawQuery, body: body?.bytes)
            switch message.parameter {
            case .request: response = try await answer(message, by: binding, request, call, at: instant)
            case .response: response = try finish(message, request, at: instant)
            }
        } catch {
            await recorder.refused(error, call, at: instant)
            response = refusal(error, request, call)
        }
        return response.setting(requestID: call.requestID)
    }

    private func body(of request: Request, _ context: ServerContext) async throws -> ReceivedBody? {
        guard request.method == .post else { return nil }
        return try await bodies.read(request, on: context.channel, limit: broker.configuration.maximumBodyBytes)
    }

    /// Ends what an identity provider asks to end, and tells it.
    private func answer(
        _ message: ReceivedLogoutMessage, by binding: MessageBinding, _ request: Request, _ call: CallContext,
        at instant: Date
    ) async throws(LogoutFailure) -> Response {
        let logout = try messages.request(message, at: instant)
        let ended = try await end(logout, at: instant)
        await recorder.ended(logout, ended, call, at: instant)
        let known = messages.identityProvider(logout.issuer)
        guard let endpoint = known?.singleLogoutService(by: binding) ?? known?.singleLogoutService() else {
            return await clearing(signedOut(thenTo: nil, request), request, at: instant)
        }
        var answer = LogoutResponse(
            id: tokens.makeID(), issueInstant: instant, destination: endpoint.responseLocation,
            issuer: broker.configuration.entityID, inResponseTo: logout.id,
            status: ended.isEmpty ? .responder : .success
        ).message
        answer.relayState = message.relayState
        let way = try messages.way(of: answer, by: endpoint.binding)
        return await clearing(response(way, to: request), request, at: instant)
    }

    private func end(
        _ logout: ValidatedLogoutRequest, at instant: Date
    ) async throws(LogoutFailure) -> [RevocationTarget] {
        let qualifiers: [String: String]
        do throws(STSError) {
            qualifiers = try await broker.service.providersByNameQualifier().mapValues(\.description)
        } catch {
            throw .unavailable(error.cause)
        }
        let targets: [RevocationTarget]
        do throws(SessionEnd.Refusal) {
            targets = try await ends.end(logout, qualifiers: qualifiers, at: instant)
        } catch {
            switch error {
            case .replayed: throw .replayed
            case .unavailable(let cause): throw .unavailable(cause)
            }
        }
        if !targets.isEmpty { try await endPortalSessions(logout) }
        return targets
    }

    private func endPortalSessions(_ logout: ValidatedLogoutRequest) async throws(LogoutFailure) {
        do throws(PortalError) {
            try await portal.sessions.end(
                issuer: logout.issuer, subject: logout.subject.value, sessionIndexes: logout.sessionIndexes)
        } catch {
            throw .unavailable("\(error)")
        }
    }

    /// Takes the browser's cookie away when its session is over now; it may be another user's.
    private func clearing(_ response: Response, _ request: Request, at instant: Date) async -> Response {
        guard let cookie = cookies.session(request),
            (try? await broker.service.consoleSession(cookie: cookie, at: instant)) == nil
        else { return response }
        return response.setting(cookies: cookies.clearingSession + logoutCookies.clearingSignedOn)
    }

    /// What the identity provider says to a logout that began here.
    private func finish(
        _ message: ReceivedLogoutMessage, _ request: Request, at instant: Date
    ) throws(LogoutFailure) -> Response {
        let pending = logoutCookies.pending(request, at: instant)
        let answer = try messages.response(message, answering: pending?.request, at: instant)
        return signedOut(thenTo: pending?.destination, request, isComplete: answer.isComplete).setting(
            cookie: logoutCookies.clearingPending)
    }

    private func refusal(_ failure: LogoutFailure, _ request: Request, _ call: CallContext) -> Response {
        let status = HTTPResponse.Status(code: failure.httpStatus)
        if request.prefersJSON {
            return .json(
                Answers.error(code: failure.code, message: failure.message, requestID: call.requestID), status: status)
        }
        return .html(
            pages.in(request.language).refused(
                title: .logoutRefusedTitle, message: failure.message,
                advice: status == .serviceUnavailable ? .later : .administrator,
                requestID: call.requestID),
            status: status)
    }
}
