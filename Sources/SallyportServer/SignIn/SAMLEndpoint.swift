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

/// `POST /saml`: the assertion consumer service.
///
/// An IdP's form comes in; a redirect to a sign-in URL, or the choice of roles, goes out.
struct SAMLEndpoint: Sendable {
    let broker: Broker
    let caller: CallerReader
    let cookies: BrowserCookies
    let requestCookies: RequestCookies
    let logoutCookies: LogoutCookies
    let requests: SignInRequests
    let portal: BrowserPortal
    let pages: Pages
    let refusals: RefusalRecorder
    let bodies: BodyReader
    let clock: @Sendable () -> Date

    /// Bytes of RelayState at most; SAML bindings (3.5.3) promises 80.
    private static let maximumRelayState = 2_048

    /// The fields of the form, decoded.
    private struct Form {
        var field: [UInt8]
        var response: ReceivedResponse
        var relayState: String?
        var roleARN: String?
        /// What a form of ours carries that goes with a portal session.
        var formToken: String?
        /// The sign-in of this browser that is answered; nil for one that began at the identity provider.
        var answered: PendingSignIn?
    }

    func handle(_ request: Request, _ context: ServerContext) async throws -> Response {
        let call = caller.context(request, context, random: broker.random)
        let body = try await bodies.read(
            request, on: context.channel, limit: broker.configuration.maximumBodyBytes)
        defer { body.release() }
        let instant = clock()
        do throws(RecordedRefusal) {
            return try await answer(to: body.bytes, request, call, instant).setting(requestID: call.requestID)
        } catch {
            return refusal(error.refusal, request, call).setting(requestID: call.requestID)
        }
    }

    private func answer(
        to body: [UInt8], _ request: Request, _ call: CallContext, _ instant: Date
    ) async throws(RecordedRefusal) -> Response {
        var form = try await recorded(call, instant) { () throws(SignInRefusal) in try read(body, call) }
        let pending = requestCookies.pending(request, at: instant)
        if let taken = try await resultOfPortal(form, of: request, call, instant) {
            form.answered = pending.first { $0.answer == taken.assertionID }
            return try await answer(to: request, with: taken.result, form: form, call, instant)
        }
        let signIn = try await signIn(form, answering: pending, call, instant)
        form.answered = try await answered(by: signIn, among: pending, call, instant)
        return try await give(signIn, form, to: request, call: call, at: instant).setting(
            cookies: [form.answered.flatMap(requestCookies.setting)].compactMap(\.self) + signedOn(signIn))
    }

    /// What the browser keeps for signing out at the identity provider.
    private func signedOn(_ signIn: SAMLSignIn) -> [String] {
        guard let provider = signIn.choices.first?.providerARN else { return [] }
        return logoutCookies.setting(SignedOn(signIn.assertion, providerARN: provider.description))
    }

    /// The choice of roles, or what leads on with the one that was chosen.
    private func give(
        _ signIn: SAMLSignIn, _ form: Form, to request: Request, call: CallContext, at instant: Date
    ) async throws(RecordedRefusal) -> Response {
        if !request.prefersJSON, let back = await backToQuestion(signIn, form, at: instant) { return back }
        let chosen = try await recorded(call, instant) { () throws(SignInRefusal) in try role(form, of: signIn) }
        guard let chosen else { return try await choice(signIn, form: form, request: request, call, instant) }
        let result: AssumeRoleWithSAMLResult
        do throws(STSError) {
            result = try await broker.service.assumeRoleWithSAML(chosen, call: call, at: instant)
        } catch {
            throw RecordedRefusal(byService: error)
        }
        let response = try await answer(to: request, with: result, form: form, call, instant)
        guard !request.prefersJSON, let begun = await portal.begin(signIn, at: instant) else { return response }
        return response.setting(cookie: portal.settingWaitingCookie(begun, at: instant))
    }

    /// The way back to the question of a program, which needs a portal session and no role; nil when it was none that led here.
    private func backToQuestion(_ signIn: SAMLSignIn, _ form: Form, at instant: Date) async -> Response? {
        guard
            let page = form.answered?.wish.destination.flatMap({
                Destination.question($0, publicURL: broker.configuration.publicURL)
            }), let begun = await portal.begin(signIn, at: instant)
        else { return nil }
        return Response.redirect(to: page).setting(cookie: portal.settingWaitingCookie(begun, at: instant))
    }

    /// The role that was chosen on a page of ours, which outlives the response that it was made for; nil for a form of anybody else's.
    private func resultOfPortal(
        _ form: Form, of request: Request, _ call: CallContext, _ instant: Date
    ) async throws(RecordedRefusal) -> (result: AssumeRoleWithSAMLResult, assertionID: String)? {
        guard let role = form.roleARN, let token = form.formToken,
            let open = await portal.session(request, formToken: token, at: instant)
        else { return nil }
        let kept = open.session.signIn
        do throws(STSError) {
            return (try await broker.service.assumeRole(role, of: kept, call: call, at: instant), kept.assertion.id)
        } catch {
            throw RecordedRefusal(byService: error)
        }
    }

    private func answer(
        to request: Request, with result: AssumeRoleWithSAMLResult, form: Form, _ call: CallContext, _ instant: Date
    ) async throws(RecordedRefusal) -> Response {
        if let signIn = try await upstreamSignIn(with: result, form: form, call, instant) {
            return request.prefersJSON
                ? .json(Answers.result(result, consoleSessionEnd: signIn.sessionEnd, url: signIn.url))
                : .redirect(to: signIn.url)
        }
        return try await recorded(call, instant) { () throws(SignInRefusal) in
            try redirect(for: result, form: form, request: request, at: instant)
        }
    }

    /// The way into AWS's console for credentials that AWS gave; nil for those of the broker's own.
    private func upstreamSignIn(
        with result: AssumeRoleWithSAMLResult, form: Form, _ call: CallContext, _ instant: Date
    ) async throws(RecordedRefusal) -> UpstreamSignIn? {
        do throws(STSError) {
            return try await broker.service.upstreamSignIn(
                for: result, destination: destination(form), call: call, at: instant)
        } catch {
            throw RecordedRefusal(byService: error)
        }
    }

    /// The request that a response answers, which nothing else answers from now on; nil when it answers none of this
    /// browser's.
    private func answered(
        by signIn: SAMLSignIn, among pending: [PendingSignIn], _ call: CallContext, _ instant: Date
    ) async throws(RecordedRefusal) -> PendingSignIn? {
        let assertion = signIn.assertion
        guard let id = assertion.inResponseTo,
            let answered = pending.first(where: { $0.request.id.utf8.elementsEqual(id.utf8) })
        else { return nil }
        do throws(SignInRequests.Refusal) {
            return try await requests.answer(answered, with: assertion.id, at: instant)
        } catch {
            let refusal: SignInRefusal =
                switch error {
                case .answered: .answered(request: id, by: signIn.identity)
                case .unavailable(let cause): .service(.unavailable(cause))
                }
            throw await refusals.recorded(refusal, call, at: instant)
        }
    }

    /// What the sign-in began with, or RelayState, where it leads to a place that is on the list.
    private func destination(_ form: Form) -> String? {
        if let answered = form.answered { return answered.wish.destination }
        return form.relayState.flatMap { Destination.allowed($0, origins: broker.configuration.destinations) }
    }

    /// Records what is refused here; the token service records its own refusals.
    private func recorded<Value>(
        _ call: CallContext, _ instant: Date, _ body: () throws(SignInRefusal) -> Value
    ) async throws(RecordedRefusal) -> Value {
        do {
            return try body()
        } catch {
            throw await refusals.recorded(error, call, at: instant)
        }
    }

    private func read(_ bytes: [UInt8], _ call: CallContext) throws(SignInRefusal) -> Form {
        let (field, relayState, roleARN, formToken) = try fields(bytes)
        guard let field, !field.isEmpty else { throw .badForm("SAMLResponse is missing") }
        guard relayState?.utf8.count ?? 0 <= Self.maximumRelayState else {
            throw .badForm("RelayState is longer than \(Self.maximumRelayState) bytes")
        }
        do throws(HTTPPostBinding.DecodingError) {
            return Form(
                field: field, response: try ReceivedResponse(field: field),
                relayState: relayState?.isEmpty == true ? nil : relayState,
                roleARN: roleARN?.isEmpty == true ? nil : roleARN, formToken: formToken)
        } catch {
            throw .service(.invalidBase64(requestID: call.requestID))
        }
    }

    private func fields(_ bytes: [UInt8]) throws(SignInRefusal) -> (
        response: [UInt8]?, relayState: String?, role: String?, formToken: String?
    ) {
        do throws(FormFields.Malformed) {
            let fields = try FormFields(bytes)
            return (
                try fields.bytes("SAMLResponse"), try fields.text("RelayState"), try fields.text("roleIndex"),
                try fields.text("formToken")
            )
        } catch {
            throw .badForm(error.reason)
        }
    }

    private func signIn(
        _ form: Form, answering pending: [PendingSignIn], _ call: CallContext, _ instant: Date
    ) async throws(RecordedRefusal) -> SAMLSignIn {
        let signIn: SAMLSignIn?
        do throws(STSError) {
            signIn = try await broker.service.signIn(
                form.response, judge: broker.judge, answering: pending.map(\.request), call: call, at: instant)
        } catch {
            throw RecordedRefusal(byService: error)
        }
        guard let signIn else {
            throw await refusals.recorded(.badForm("there is no SAML provider that could check it"), call, at: instant)
        }
        return signIn
    }

    /// The role that was chosen, or the only one; nil when there is a choice to make.
    private func role(
        _ form: Form, of signIn: SAMLSignIn
    ) throws(SignInRefusal) -> AssumeRoleWithSAMLRequest? {
        guard let roleARN = form.roleARN else {
            return signIn.onlyRequest ?? form.answered.flatMap { signIn.request(meantBy: $0.wish) }
        }
        guard let request = signIn.request(roleARN: roleARN) else {
            throw .notOffered(roleARN: roleARN, to: signIn.identity)
        }
        return request
    }

    /// The choice between roles; for a browser, with a portal session, so that the page works for as long as that does.
    private func choice(
        _ signIn: SAMLSignIn, form: Form, request: Request, _ call: CallContext, _ instant: Date
    ) async throws(RecordedRefusal) -> Response {
        let offers: [RoleOffer]
        do throws(STSError) {
            offers = try await broker.service.offers(of: signIn, call: call, at: instant)
        } catch {
            throw await refusals.recorded(.service(error), call, at: instant)
        }
        if request.prefersJSON { return .json(Answers.choice(offers)) }
        await refusals.refusedRoles(offers, of: signIn.identity, call, at: instant)
        let begun = await portal.begin(signIn, at: instant)
        let page = Response.html(
            pages.in(request.language).choice(
                RoleList(offers), user: signIn.userName, response: String(decoding: form.field, as: UTF8.self),
                relayState: form.relayState ?? "", formToken: begun?.key.formToken, reference: call.requestID))
        guard let begun else { return page }
        return page.setting(cookie: portal.settingWaitingCookie(begun, at: instant))
    }

    private func redirect(
        for result: AssumeRoleWithSAMLResult, form: Form, request: Request, at instant: Date
    ) throws(SignInRefusal) -> Response {
        // A browser keeps its nonce while it has one, so that two sign-ins in two tabs don't undo each other.
        let nonce =
            cookies.nonce(request).flatMap(BrowserNonce.init(cookieValue:)) ?? BrowserNonce(random: broker.random)
        let token: String
        do throws(STSError) {
            token = try broker.service.signinToken(for: result, boundTo: nonce, at: instant)
        } catch {
            throw .service(error)
        }
        let url = SignInURL(publicURL: broker.configuration.publicURL).url(
            token: token, issuer: result.issuer, destination: destination(form))
        let response =
            request.prefersJSON
            ? Response.json(Answers.result(result, consoleSessionEnd: result.consoleSessionEnd, url: url))
            : .redirect(to: url)
        return response.setting(cookie: cookies.settingNonce(nonce.cookieValue, seconds: 900))
    }

    private func refusal(_ refusal: SignInRefusal, _ request: Request, _ call: CallContext) -> Response {
        let (code, message, status) = refusal.answer
        if request.prefersJSON {
            return .json(Answers.error(code: code, message: message, requestID: call.requestID), status: status)
        }
        return .html(
            pages.in(request.language).refused(
                message: refusal.pageMessage(call), advice: refusal.advice, requestID: call.requestID), status: status)
    }
}

extension SAMLSignIn {
    /// The request for the one role that a link meant; nil when it meant none of those that are offered, or several.
    fileprivate func request(meantBy wish: SignInWish) -> AssumeRoleWithSAMLRequest? {
        guard wish.choosesRole else { return nil }
        let meant = Set(
            choices.filter {
                wish.means(roleARN: $0.roleARN.description, name: $0.roleName, of: $0.account.id)
            }.map(\.roleARN.description))
        return meant.count == 1 ? meant.first.flatMap(request(roleARN:)) : nil
    }
}
