import Accounts
import ConsoleSite
import Encodings
import Foundation
import Hummingbird
import Portal
import STS
import SallyportConfiguration
import SallyportPages
import ServerHTTP
import Sessions

/// What the portal's forms ask for.
///
/// Each carries the value that its browser's portal session gave it.
struct PortalEndpoint: Sendable {
    let broker: Broker
    let caller: CallerReader
    let cookies: BrowserCookies
    let portal: BrowserPortal
    let pages: Pages
    let bodies: BodyReader
    let clock: @Sendable () -> Date

    /// What a form asks for.
    private struct Form {
        var token = ""
        var open: String?
        var credentials: String?
        var destination: String?
    }

    /// `POST /console/role`: opens a role in the browser, or gives credentials of it for a command line.
    func takeRole(_ request: Request, _ context: ServerContext) async throws -> Response {
        let call = caller.context(request, context, random: broker.random)
        let instant = clock()
        let form = try await form(request, context)
        guard let open = await portal.session(request, formToken: form.token, at: instant) else {
            return tooOld(request, call)
        }
        do throws(STSError) {
            let response: Response
            if let role = form.credentials {
                response = try await credentials(of: role, open.session, request: request, call, instant)
            } else {
                response = try await openRole(of: form, open.session, request: request, call, instant)
            }
            return response.setting(requestID: call.requestID)
        } catch {
            return refusal(error, request, call)
        }
    }

    /// `POST /console/portal`: the portal session that waits counts from now on; what counted stays beside it.
    func accept(_ request: Request, _ context: ServerContext) async throws -> Response {
        let call = caller.context(request, context, random: broker.random)
        let instant = clock()
        let form = try await form(request, context)
        guard let waiting = await portal.waiting(request, formToken: form.token, at: instant) else {
            return tooOld(request, call)
        }
        let sessions = BrowserSessions(service: broker.service, cookies: cookies)
        let held = await sessions.all(request, at: instant)
        let beside = await portal.put(waiting, beside: await portal.all(request, at: instant))
        return Response.redirect(to: broker.configuration.publicURL + "/console")
            .setting(
                cookies: sessions.steppingAside(held, at: instant)
                    + portal.settingCookies(waiting, beside: beside, at: instant))
    }

    private func form(_ request: Request, _ context: ServerContext) async throws -> Form {
        let body = try await bodies.read(request, on: context.channel, limit: 16_384)
        defer { body.release() }
        // What can't be read has no token.
        guard let fields = try? FormFields(body.bytes) else { return Form() }
        return Form(
            token: (try? fields.text("formToken")) ?? "", open: try? fields.text("open"),
            credentials: try? fields.text("credentials"),
            destination: (try? fields.text("destination")).flatMap {
                Destination.allowed($0, origins: broker.configuration.destinations)
            })
    }

    // MARK: Roles

    private func credentials(
        of role: String, _ session: PortalSession, request: Request, _ call: CallContext, _ instant: Date
    ) async throws(STSError) -> Response {
        let result = try await broker.service.assumeRole(role, of: session.signIn, call: call, at: instant)
        if request.prefersJSON {
            return .json(Answers.result(result, consoleSessionEnd: result.consoleSessionEnd))
        }
        let id = result.session.accountID
        let account = (try? await broker.service.account(id)) ?? Account(id: id, partition: result.session.partition)
        return .html(
            pages.in(request.language).credentials(result, account, at: Timestamp(roundingDown: instant)))
    }

    /// The user asked for it on our own page, so that nobody is asked whether the session may be replaced.
    private func openRole(
        of form: Form, _ session: PortalSession, request: Request, _ call: CallContext, _ instant: Date
    ) async throws(STSError) -> Response {
        let result = try await broker.service.assumeRole(
            form.open ?? "", of: session.signIn, call: call, at: instant)
        if let signIn = try await broker.service.upstreamSignIn(
            for: result, destination: form.destination, call: call, at: instant)
        {
            return .redirect(to: signIn.url)
        }
        let nonce =
            cookies.nonce(request).flatMap(BrowserNonce.init(cookieValue:)) ?? BrowserNonce(random: broker.random)
        let token = try broker.service.signinToken(for: result, boundTo: nonce, at: instant)
        do throws(FederationEndpointError) {
            let destination = form.destination ?? broker.configuration.publicURL + "/console"
            let console = try await broker.service.redeem(
                signinToken: token, nonce: nonce, loginTo: destination, call: call, at: instant)
            let cookie = try broker.service.cookie(for: console)
            let sessions = BrowserSessions(service: broker.service, cookies: cookies)
            let held = await sessions.all(request, at: instant)
            return Response.redirect(to: destination)
                .setting(cookies: sessions.putting(console, cookie: cookie, beside: held, at: instant))
        } catch {
            throw .unavailable(error.cause)
        }
    }

    // MARK: Refusals

    private func tooOld(_ request: Request, _ call: CallContext) -> Response {
        let page = pages.in(request.language)
        let response: Response =
            request.prefersJSON
            ? .json(
                Answers.error(
                    code: "InvalidRequest", message: "the form is not of this browser's portal session",
                    requestID: call.requestID), status: .forbidden)
            : .html(page.refused(title: .expiredFormTitle, message: .expiredForm), status: .forbidden)
        return response.setting(requestID: call.requestID)
    }

    private func refusal(_ error: STSError, _ request: Request, _ call: CallContext) -> Response {
        let status = HTTPResponse.Status(code: error.code.httpStatus)
        let response: Response =
            request.prefersJSON
            ? .json(
                Answers.error(code: error.code.name, message: error.message, requestID: call.requestID), status: status)
            : .html(
                pages.in(request.language).refused(
                    message: error.pageMessage(requestID: call.requestID), advice: Advice(error),
                    requestID: call.requestID), status: status)
        return response.setting(requestID: call.requestID)
    }
}

extension Advice {
    /// What helps with a refusal.
    init(_ error: STSError) {
        switch error.code {
        case .serviceUnavailable: self = .later
        case .expiredToken: self = .startAgain
        default: self = error.isUsedUp ? .startAgain : .administrator
        }
    }
}
