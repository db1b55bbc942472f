import Accounts
import Encodings
import Foundation
import HTTPTypes
package import Hummingbird
import STS
import SallyportPages
package import ServerHTTP
import Sessions
package import UserSignIn

/// The sign-in page of an account: `/console?account=<id or alias>`, and `/console/user` for its forms (user guide, "The IAM User
/// Sign-in Page").
package struct UserSignInEndpoint: Sendable {
    private let surroundings: ConsoleSurroundings
    private let users: UserSignIn
    private let sessions: BrowserSessions

    /// Makes an endpoint.
    package init(_ surroundings: ConsoleSurroundings, users: UserSignIn) {
        self.surroundings = surroundings
        self.users = users
        sessions = BrowserSessions(service: surroundings.service, cookies: surroundings.cookies)
    }

    /// What a form says.
    private struct Form {
        let fields: FormFields
        let call: CallContext
        let circumstances: UserSignIn.Circumstances
        let browser: KnownBrowser?
        let destination: String?

        func text(_ name: String) -> String? { try? fields.text(name) }
    }

    // MARK: Pages

    /// `GET /console/user`, and `GET /console?account=…` of a browser in which nobody is signed in.
    package func show(_ request: Request) -> Response {
        let fields = try? FormFields(query: request.rawQuery)
        let browser = browser(request)
        let account = (try? fields?.text("account")) ?? browser?.accountID.description ?? ""
        let isKnown = browser.map { [$0.accountID.description, ""].contains(account) } ?? false
        return page(
            UserForm(
                account: String(decoding: account.utf8.prefix(64), as: UTF8.self),
                userName: isKnown ? browser?.userName ?? "" : "",
                destination: fields.flatMap(surroundings.destination)), request)
    }

    private func page(
        _ form: UserForm, _ request: Request, status: HTTPResponse.Status = .ok
    ) -> Response {
        // The form says where it comes from.
        Response.html(surroundings.pages.in(request.language).userSignIn(form), status: status).tellingOrigin
    }

    private func browser(_ request: Request) -> KnownBrowser? {
        surroundings.cookies.user(request).flatMap { KnownBrowser($0, users.keyRing) }
    }

    // MARK: Forms

    /// `POST /console/user`: name and password, or what is still needed after them.
    package func signIn(_ request: Request, _ context: ServerContext) async throws -> Response {
        let call = surroundings.caller.context(request, context, random: surroundings.random)
        guard let fields = try await surroundings.ownForm(request, context) else {
            return surroundings.strangeForm(request, call)
        }
        let destination = surroundings.destination(fields)
        let form = Form(
            fields: fields, call: call,
            circumstances: UserSignIn.Circumstances(
                call: call, instant: surroundings.clock(), loginTo: destination ?? surroundings.console),
            browser: browser(request), destination: destination)
        do throws(UserSignInRefusal) {
            let outcome = try await outcome(form)
            let held = await sessions.all(request, at: form.circumstances.instant)
            return try answer(outcome, form, beside: held, request).setting(requestID: call.requestID)
        } catch {
            return refusal(error, form, request).setting(requestID: call.requestID)
        }
    }

    private func outcome(_ form: Form) async throws(UserSignInRefusal) -> UserSignIn.Outcome {
        guard let step = form.text("step") else {
            guard let account = try await users.account(form.text("account") ?? "") else { throw .wrong }
            return try await users.begin(
                account: account, userName: form.text("username") ?? "", password: form.text("password") ?? "",
                browser: form.browser, form.circumstances)
        }
        if let code = form.text("code") {
            return try await users.showMFA(
                step: step, device: form.text("device"), code: code, browser: form.browser, form.circumstances)
        }
        let password = form.text("newPassword") ?? ""
        guard form.text("repeated") == password else { throw .unfit("The two passwords differ") }
        return try await users.setPassword(
            step: step, password: password, browser: form.browser, form.circumstances)
    }

    private func answer(
        _ outcome: UserSignIn.Outcome, _ form: Form, beside held: [BrowserSessions.Held], _ request: Request
    ) throws(UserSignInRefusal) -> Response {
        let page = surroundings.pages.in(request.language)
        switch outcome {
        case .signedIn(let session, let known): return try signedIn(session, known, form, beside: held)
        case .needsMFA(let devices, let step):
            if request.prefersJSON { return .json(Answers.userStep(needs: "mfa", step: step)) }
            return Response.html(page.mfa(devices: devices, step: step, destination: form.destination)).tellingOrigin
        case .needsPassword(let reason, let step):
            if request.prefersJSON { return .json(Answers.userStep(needs: "newPassword", step: step)) }
            return Response.html(
                page.newPassword(isExpired: reason == .expired, step: step, destination: form.destination)
            ).tellingOrigin
        }
    }

    private func signedIn(
        _ session: ConsoleSession, _ known: KnownBrowser, _ form: Form, beside held: [BrowserSessions.Held]
    ) throws(UserSignInRefusal) -> Response {
        let cookie: String
        do throws(FederationEndpointError) {
            cookie = try surroundings.service.cookie(for: session)
        } catch {
            throw .unavailable(cause: error.cause)
        }
        let memory = known.sealed(users.keyRing, random: surroundings.random).map(surroundings.cookies.settingUser)
        return Response.redirect(to: form.destination ?? surroundings.console)
            .setting(
                cookies: sessions.putting(session, cookie: cookie, beside: held, at: form.circumstances.instant)
            )
            .setting(cookies: [memory].compactMap(\.self))
    }

    // MARK: Refusals

    private func refusal(_ refusal: UserSignInRefusal, _ form: Form, _ request: Request) -> Response {
        let status = HTTPResponse.Status(code: refusal.httpStatus)
        let page = surroundings.pages.in(request.language)
        var response: Response
        if request.prefersJSON {
            response = .json(
                Answers.error(
                    code: refusal.code, message: page.problem(refusal.problem), requestID: form.call.requestID),
                status: status)
        } else if case .unfit(let text) = refusal, let step = form.text("step") {
            response =
                Response.html(
                    page.newPassword(problem: text, step: step, destination: form.destination), status: status
                ).tellingOrigin
        } else if case .mayNotChange = refusal {
            response = .html(
                page.refused(
                    message: page.problem(refusal.problem), advice: .administrator, requestID: form.call.requestID),
                status: status)
        } else {
            let account = String(decoding: (form.text("account") ?? "").utf8.prefix(64), as: UTF8.self)
            let name = String(decoding: (form.text("username") ?? "").utf8.prefix(64), as: UTF8.self)
            response = self.page(
                UserForm(
                    account: account, userName: name, destination: form.destination, problem: refusal.problem,
                    requestID: form.call.requestID), request, status: status)
        }
        if let seconds = refusal.retryAfter { response.headers[.retryAfter] = String(seconds) }
        return response
    }
}

extension UserSignInRefusal {
    /// The name for programs.
    fileprivate var code: String {
        switch self {
        case .wrong, .over: "SigninFailure"
        case .tooMany: "Throttling"
        case .unfit: "PasswordPolicyViolation"
        case .mayNotChange: "AccessDenied"
        case .unavailable: "ServiceUnavailable"
        }
    }

    /// What its user is told.
    var problem: UserForm.Problem {
        switch self {
        case .wrong: .wrong
        case .over: .over
        case .tooMany(let seconds): .tooMany(wait: seconds)
        case .unfit(let text): .text(text)
        case .mayNotChange: .mayNotChange
        case .unavailable: .unavailable
        }
    }

    /// Seconds until the next attempt; nil when that changes nothing.
    var retryAfter: Int? {
        switch self {
        case .tooMany(let seconds): seconds
        case .unavailable: 1
        case .wrong, .over, .unfit, .mayNotChange: nil
        }
    }
}
