import ConsoleSite
import Encodings
import Foundation
import Hummingbird
import IdentityCenter
import Portal
import STS
import SallyportConfiguration
import SallyportPages
import ServerHTTP
import Sessions

/// `/device` and `/authorize`: whoever is signed in says whether a program may have a session of his.
struct VerificationEndpoint: Sendable {
    let broker: Broker
    let center: IdentityCenter
    let caller: CallerReader
    let cookies: BrowserCookies
    let portal: BrowserPortal
    let pages: Pages
    let bodies: BodyReader
    let clock: @Sendable () -> Date

    /// What is asked for in a browser.
    private struct Visit {
        let request: Request
        let call: CallContext
        let instant: Date
        let page: PageWriter
    }

    private func visit(_ request: Request, _ context: ServerContext) -> Visit {
        Visit(
            request: request, call: caller.context(request, context, random: broker.random), instant: clock(),
            page: pages.in(request.language))
    }

    // MARK: Asking

    /// `GET /device`: asks for a code, or about the program that has it.
    func device(_ request: Request, _ context: ServerContext) async -> Response {
        let visit = visit(request, context)
        let typed = (try? FormFields(query: request.rawQuery))?.only("user_code")
        return await withUser(visit) { open in
            guard let typed else { return .html(visit.page.code(user: open.session.userName)) }
            do throws(VerificationFault) {
                let (code, grant) = try await center.question(typed: typed, by: open.session, at: visit.instant)
                return .html(visit.page.program(question(code, of: grant, to: open, visit)))
            } catch {
                return refusal(error, typed: typed, by: open, visit)
            }
        }
    }

    /// `GET /authorize`: asks about a program on the user's own machine.
    func authorize(_ request: Request, _ context: ServerContext) async -> Response {
        let visit = visit(request, context)
        let asked: CodeRequest
        do throws(VerificationFault) {
            asked = try codeRequest(request.rawQuery, visit)
        } catch {
            return refusal(error, typed: "", by: nil, visit)
        }
        return await withUser(visit) { open in
            .html(
                visit.page.program(
                    ProgramQuestion(
                        program: asked.client.registration.name, user: open.session.userName, code: nil,
                        place: .thisMachine(asked.redirectURI.text), secondsAgo: nil,
                        action: "/" + IdentityCenter.authorizePath,
                        fields: [("formToken", open.key.formToken), ("request", request.rawQuery)])))
        }
    }

    private func codeRequest(_ query: String, _ visit: Visit) throws(VerificationFault) -> CodeRequest {
        try CodeRequest(query: query, center.registrations, at: Timestamp(roundingDown: visit.instant))
    }

    private func question(
        _ code: UserCode, of grant: ClientGrant, to open: BrowserPortal.Open, _ visit: Visit
    ) -> ProgramQuestion {
        let address = grant.sourceAddress ?? "?"
        let own = visit.call.sourceIPAddress
        return ProgramQuestion(
            program: grant.program, user: open.session.userName, code: code.text,
            place: own.map(IPAddress.site(of:)) == IPAddress.site(of: address)
                ? .sameAddress(address, grant.userAgent) : .otherAddress(address, grant.userAgent),
            secondsAgo: Int((Timestamp(roundingDown: visit.instant).milliseconds - grant.askedAt.milliseconds) / 1_000),
            action: "/" + IdentityCenter.devicePath,
            fields: [("formToken", open.key.formToken), ("user_code", code.text)])
    }

    /// Whoever is signed in; anybody else signs in first, and comes back.
    private func withUser(
        _ visit: Visit, _ answer: (BrowserPortal.Open) async -> Response
    ) async -> Response {
        var console: ConsoleSession?
        if let cookie = cookies.session(visit.request) {
            console = try? await broker.service.consoleSession(cookie: cookie, at: visit.instant)
        }
        let response: Response
        switch await portal.standing(visit.request, console: console, at: visit.instant) {
        case .absent:
            let query = visit.request.rawQuery
            let path =
                visit.request.rawPath.hasSuffix("/" + IdentityCenter.authorizePath)
                ? IdentityCenter.authorizePath : IdentityCenter.devicePath
            let back = "\(broker.configuration.publicURL)/\(path)" + (query.isEmpty ? "" : "?\(query)")
            response = .html(visit.page.signInFirst(thenTo: back), status: .unauthorized)
        case .asks: response = .redirect(to: broker.configuration.publicURL + "/console")
        case .open(let open): response = await answer(open)
        case .adopted(let open, let beside):
            response = await answer(open)
                .setting(cookies: portal.settingCookies(open, beside: beside, at: visit.instant))
        }
        return response.setting(requestID: visit.call.requestID)
    }

    // MARK: Answering

    /// `POST /device`: what the user has said to the program that has a code.
    func answerDevice(_ request: Request, _ context: ServerContext) async throws -> Response {
        try await answer(request, context) { form, isAllowed, open, visit async throws(VerificationFault) in
            _ = try await center.answer(
                typed: form.only("user_code") ?? "", isAllowed: isAllowed, by: open.session, key: open.key,
                call: visit.call, at: visit.instant)
            return .html(visit.page.answered(isAllowed: isAllowed))
        }
    }

    /// `POST /authorize`: what he has said to one on his own machine.
    func answerAuthorize(_ request: Request, _ context: ServerContext) async throws -> Response {
        try await answer(request, context) { form, isAllowed, open, visit async throws(VerificationFault) in
            let asked = try codeRequest(form.only("request") ?? "", visit)
            return .redirect(
                to: try await center.answer(
                    asked, isAllowed: isAllowed, by: open.session, key: open.key, call: visit.call, at: visit.instant))
        }
    }

    private func answer(
        _ request: Request, _ context: ServerContext,
        _ body: (FormFields, Bool, BrowserPortal.Open, Visit) async throws(VerificationFault) -> Response
    ) async throws -> Response {
        let visit = visit(request, context)
        let received = try await bodies.read(request, on: context.channel, limit: 16_384)
        defer { received.release() }
        guard let form = try? FormFields(received.bytes), let said = form.only("answer"),
            ["allow", "deny"].contains(said),
            let open = await portal.session(request, formToken: form.only("formToken") ?? "", at: visit.instant)
        else {
            return Response.html(
                visit.page.refused(title: .expiredFormTitle, message: .expiredForm), status: .forbidden
            )
            .setting(requestID: visit.call.requestID)
        }
        let response: Response
        do throws(VerificationFault) {
            response = try await body(form, said == "allow", open, visit)
        } catch {
            response = refusal(error, typed: form.only("user_code") ?? "", by: open, visit)
        }
        return response.setting(requestID: visit.call.requestID)
    }

    private func refusal(
        _ fault: VerificationFault, typed: String, by open: BrowserPortal.Open?, _ visit: Visit
    ) -> Response {
        let user = open?.session.userName ?? ""
        switch fault {
        case .unknownCode:
            return .html(visit.page.code(user: user, typed: typed, isUnknown: true), status: .notFound)
        case .tooMany(let seconds):
            var response = Response.html(
                visit.page.refused(title: .tryAgainTitle, message: .tooManyCodes), status: .tooManyRequests)
            response.headers[.retryAfter] = "\(seconds)"
            return response
        case .badLink(let reason):
            return .html(
                visit.page.refused(title: .badProgramTitle, message: reason, requestID: visit.call.requestID),
                status: .badRequest)
        case .unavailable:
            return .html(
                visit.page.refused(
                    title: .tryAgainTitle, message: "", advice: .later, requestID: visit.call.requestID),
                status: .serviceUnavailable)
        }
    }
}

extension FormFields {
    /// A field as text; nil when it is absent, empty or malformed.
    fileprivate func only(_ name: String) -> String? {
        (try? text(name)).flatMap { $0.isEmpty ? nil : $0 }
    }
}
