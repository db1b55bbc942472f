import Accounts
import Encodings
import Foundation
import HTTPTypes
package import Hummingbird
import STS
package import SallyportPages
package import ServerHTTP
package import Sessions
package import UserSignIn

/// `/console/password`: another password for the user of an account who is signed in.
package struct PasswordEndpoint: Sendable {
    private let surroundings: ConsoleSurroundings
    private let users: UserSignIn

    /// Makes an endpoint.
    package init(_ surroundings: ConsoleSurroundings, users: UserSignIn) {
        self.surroundings = surroundings
        self.users = users
    }

    /// What the pages of the console tell of a password that ends soon; nil when there is nothing to tell, or nobody knows.
    package func notice(_ console: ConsoleSession?, _ call: CallContext) async -> PasswordNotice? {
        guard let console, let end = try? await users.passwordEnd(of: console, circumstances(call)) else { return nil }
        return PasswordNotice(end: end.end, daysLeft: end.daysLeft, mayChange: end.mayChange)
    }

    /// `GET /console/password`.
    package func show(_ request: Request, _ context: ServerContext) async -> Response {
        let call = surroundings.caller.context(request, context, random: surroundings.random)
        guard await console(request) != nil else { return nobody(request, call) }
        return form(nil, request).setting(requestID: call.requestID)
    }

    /// `POST /console/password`.
    package func change(_ request: Request, _ context: ServerContext) async throws -> Response {
        let call = surroundings.caller.context(request, context, random: surroundings.random)
        guard let fields = try await surroundings.ownForm(request, context) else {
            return surroundings.strangeForm(request, call)
        }
        guard let console = await console(request) else { return nobody(request, call) }
        let password = (try? fields.text("newPassword")) ?? ""
        do throws(UserSignInRefusal) {
            guard (try? fields.text("repeated")) == password else { throw .unfit("The two passwords differ") }
            try await users.changePassword(
                of: console, from: (try? fields.text("current")) ?? "", to: password, browser: browser(request),
                circumstances(call))
            return Response.redirect(to: surroundings.console).setting(requestID: call.requestID)
        } catch {
            return form(error, request).setting(requestID: call.requestID)
        }
    }

    // MARK: Answers

    private func form(_ refusal: UserSignInRefusal?, _ request: Request) -> Response {
        let page = surroundings.pages.in(request.language)
        let problem = refusal.map { $0 == .wrong ? page.wrongPassword : page.problem($0.problem) }
        var response = Response.html(
            page.changePassword(problem: problem),
            status: refusal.map { HTTPResponse.Status(code: $0.httpStatus) } ?? .ok
        ).tellingOrigin
        if let seconds = refusal?.retryAfter { response.headers[.retryAfter] = String(seconds) }
        return response
    }

    private func nobody(_ request: Request, _ call: CallContext) -> Response {
        Response.html(
            surroundings.pages.in(request.language).refused(title: .notSignedInTitle, message: .passwordNobody),
            status: .unauthorized
        ).setting(requestID: call.requestID)
    }

    // MARK: Who it is

    /// The session of a user of an account; nil for nobody, and for sessions that no password began.
    private func console(_ request: Request) async -> ConsoleSession? {
        guard let cookie = surroundings.cookies.session(request),
            let console = try? await surroundings.service.consoleSession(cookie: cookie, at: surroundings.clock()),
            console.session.kind == .sessionToken, console.session.issuer.kind == .user
        else { return nil }
        return console
    }

    private func browser(_ request: Request) -> KnownBrowser? {
        surroundings.cookies.user(request).flatMap { KnownBrowser($0, users.keyRing) }
    }

    private func circumstances(_ call: CallContext) -> UserSignIn.Circumstances {
        UserSignIn.Circumstances(call: call, instant: surroundings.clock(), loginTo: surroundings.console)
    }
}
