import ConsoleSite
import Encodings
import Foundation
import Hummingbird
import STS
import SallyportConfiguration
import SallyportPages
import ServerHTTP
import Sessions

/// `/federation`: `getSigninToken` makes a sign-in token of temporary credentials, `login` turns a token into a console session.
struct FederationEndpoint: Sendable {
    let broker: Broker
    let caller: CallerReader
    let cookies: BrowserCookies
    let portal: BrowserPortal
    let pages: Pages
    let refusals: RefusalRecorder
    let logout: LogoutEndpoint
    let bodies: BodyReader
    let clock: @Sendable () -> Date

    func handle(_ request: Request, _ context: ServerContext) async throws -> Response {
        let call = caller.context(request, context, random: broker.random)
        do {
            let fields = try await fields(of: request, context)
            switch try fields.text("Action") {
            case "getSigninToken", "getSignInToken":
                return try await getSigninToken(fields, call).setting(requestID: call.requestID)
            case "login": return try await login(fields, request, call).setting(requestID: call.requestID)
            case "logout": return try await logOut(fields, request, call).setting(requestID: call.requestID)
            case let action?:
                throw BadRequest(reason: "Action \(action.cut(to: 64)) is unknown; there are \(Self.actions)")
            case nil: throw BadRequest(reason: "Action is missing; there are \(Self.actions)")
            }
        } catch let error as FormFields.Malformed {
            await refusals.signIn(error.reason, call, at: clock())
            return refusal(error.reason, request, call)
        } catch let error as BadRequest {
            await refusals.signIn(error.reason, call, at: clock())
            return refusal(error.reason, request, call)
        } catch let error as FederationEndpointError {
            return refusal(error.description, status: HTTPResponse.Status(code: error.httpStatus), request, call)
        }
    }

    private static let actions = "login, logout and getSigninToken"

    private struct BadRequest: Error {
        let reason: String
    }

    /// GET carries its parameters in the query, POST in the body: credentials are better off in a body.
    private func fields(of request: Request, _ context: ServerContext) async throws -> FormFields {
        guard request.method == .post else { return try FormFields(query: request.rawQuery) }
        return try FormFields(
            try await bodies.read(request, on: context.channel, limit: broker.configuration.maximumBodyBytes).bytes
        )
    }

    private func refusal(
        _ message: String, status: HTTPResponse.Status = .badRequest, _ request: Request, _ call: CallContext
    ) -> Response {
        let code = status == .badRequest ? "InvalidRequest" : "ServiceUnavailable"
        let response: Response =
            request.prefersJSON
            ? .json(Answers.error(code: code, message: message, requestID: call.requestID), status: status)
            : .html(
                pages.in(request.language).refused(
                    message: message, advice: status == .badRequest ? .startAgain : .later, requestID: call.requestID),
                status: status)
        return response.setting(requestID: call.requestID)
    }

    // MARK: getSigninToken

    /// The `Session` parameter.
    private struct Credentials: Decodable {
        let sessionId: String
        let sessionKey: String
        let sessionToken: String
    }

    private func getSigninToken(_ fields: FormFields, _ call: CallContext) async throws -> Response {
        guard let session = try fields.bytes("Session"), session.count <= 16_384,
            let credentials = try? JSONDecoder().decode(Credentials.self, from: Data(session))
        else {
            throw BadRequest(reason: "Session must be JSON with sessionId, sessionKey and sessionToken")
        }
        var duration: Int?
        if let text = try fields.text("SessionDuration") {
            guard let seconds = Int(text) else {
                throw BadRequest(reason: "SessionDuration must be a number of seconds")
            }
            duration = seconds
        }
        let token = try await broker.service.getSigninToken(
            accessKeyID: credentials.sessionId, secretAccessKey: credentials.sessionKey,
            sessionToken: credentials.sessionToken,
            sessionDuration: duration, call: call, at: clock())
        return .json(JSONValue.object([JSONMember("SigninToken", token)]).text())
    }

    // MARK: logout

    /// Signing out needs no proof of origin, as on our own page.
    private func logOut(_ fields: FormFields, _ request: Request, _ call: CallContext) async throws -> Response {
        let wanted = try fields.text("redirect_uri")
        let destination = wanted.flatMap { Destination.allowed($0, origins: broker.configuration.destinations) }
        guard wanted == nil || destination != nil else {
            throw BadRequest(reason: "redirect_uri leads to a place that is not in endpoints.destinations")
        }
        if request.method == .head { return .html("") }
        return await logout.begin(thenTo: destination, request, call, at: clock())
    }

    // MARK: login

    private func login(_ fields: FormFields, _ request: Request, _ call: CallContext) async throws -> Response {
        let tokens = [try fields.text("SigninToken"), try fields.text("SignInToken")].compactMap(\.self)
        guard let token = tokens.first, !token.isEmpty else { throw BadRequest(reason: "SigninToken is missing") }
        guard tokens.count == 1 else { throw BadRequest(reason: "SigninToken stands twice, in two spellings") }
        // Browsers say where a form comes from. Only our own page may confirm; nobody else may post a token into a browser.
        if request.method == .post, request.headers[.origin] != ownOrigin {
            throw BadRequest(reason: "a sign-in is not taken from a form of another site; follow the sign-in URL")
        }
        let nonce = cookies.nonce(request).flatMap(BrowserNonce.init(cookieValue:))
        let destination = try fields.text("Destination").flatMap {
            Destination.allowed($0, origins: broker.configuration.destinations)
        }
        let preview = try await preview(token, nonce, call)
        // Robots that look at links before people do use HEAD.
        if request.method == .head { return .html("") }
        let isConfirmed = try request.method == .post && fields.text("confirm") == "yes"
        let held = await sessions.all(request, at: clock())
        let own = await ownSessions(preview, among: held, request)
        if !isConfirmed, let current = held.first(where: \.isCurrent),
            current.id != preview.session.accessKeyID, !own.contains(current.id)
        {
            return Response.html(
                confirmation(
                    request, current: current, next: preview, token: token, destination: destination,
                    issuer: try fields.text("Issuer"))
            ).tellingOrigin
        }
        let issuer = try fields.text("Issuer") ?? ""
        let replaced = held.filter { own.contains($0.id) && $0.console.session.chain.isEmpty }.map(\.id)
        return try await signIn(signinToken: token, nonce: nonce, destination: destination, call: call) {
            sessions.putting($0, cookie: $1, beside: held, replacing: Set(replaced), at: $2)
        }.setting(cookies: issuer.isEmpty ? [] : cookies.settingIssuer(issuer))
    }

    private func confirmation(
        _ request: Request, current: BrowserSessions.Held, next: ConsoleSession, token: String, destination: String?,
        issuer: String?
    ) -> String {
        pages.in(request.language).confirmation(
            current: "\(current.console.session.arn)",
            secondsLeft: current.console.secondsLeft(at: Timestamp(roundingDown: clock())),
            next: "\(next.session.arn)", stays: sessions.canStay(current), action: "/federation",
            fields: [
                ("Action", "login"), ("SigninToken", token), ("Destination", destination ?? ""),
                ("Issuer", issuer ?? ""), ("confirm", "yes"),
            ])
    }

    /// What the token would give.
    ///
    /// A look leaves no record in the core, so a refusal at this point is recorded here.
    private func preview(
        _ token: String, _ nonce: BrowserNonce?, _ call: CallContext
    ) async throws(FederationEndpointError) -> ConsoleSession {
        let instant = clock()
        do throws(FederationEndpointError) {
            return try await broker.service.preview(signinToken: token, nonce: nonce, at: instant)
        } catch {
            await refusals.signIn(error.description, code: nil, cause: error.cause, call, at: instant)
            throw error
        }
    }

    private func signIn(
        signinToken token: String, nonce: BrowserNonce?, destination: String?, call: CallContext,
        cookies: (ConsoleSession, String, Date) -> [String]
    ) async throws -> Response {
        let instant = clock()
        let destination = destination ?? broker.configuration.publicURL + "/console"
        let session = try await broker.service.redeem(
            signinToken: token, nonce: nonce, loginTo: destination, call: call, at: instant)
        let cookie = try broker.service.cookie(for: session)
        return Response.redirect(to: destination).setting(cookies: cookies(session, cookie, instant))
    }

    private var ownOrigin: String? { URL(string: broker.configuration.publicURL).flatMap(Origin.init)?.text }

    private var sessions: BrowserSessions { BrowserSessions(service: broker.service, cookies: cookies) }

    /// Ids of the browser's sessions that are of the user who signs in: nobody else can have posted a response of his, so he is not asked.
    private func ownSessions(
        _ next: ConsoleSession, among held: [BrowserSessions.Held], _ request: Request
    ) async -> Set<String> {
        var own: Set<String> = []
        for session in held where await portal.isOneUser(next, session.console, request, at: clock()) {
            own.insert(session.id)
        }
        return own
    }
}
