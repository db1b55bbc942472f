import Accounts
import Administration
import Audit
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

/// `/console`: who is signed in, which roles there are, and the way out.
struct ConsoleEndpoint: Sendable {
    let broker: Broker
    let caller: CallerReader
    let cookies: BrowserCookies
    let portal: BrowserPortal
    let pages: Pages
    let refusals: RefusalRecorder
    let logout: LogoutEndpoint
    let again: SignInAgain
    let users: UserSignInEndpoint
    let passwords: PasswordEndpoint
    let administration: AdministrationEndpoint
    let switching: SwitchRoleEndpoint
    let clock: @Sendable () -> Date

    /// What a browser has of a console session.
    private enum Console {
        case none
        case open(ConsoleSession)
        case refused(FederationEndpointError)

        var session: ConsoleSession? { if case .open(let session) = self { session } else { nil } }
    }

    func show(_ request: Request, _ context: ServerContext) async -> Response {
        let call = caller.context(request, context, random: broker.random)
        let instant = clock()
        let console = await console(request, at: instant)
        let query = Query(request.rawQuery, broker.configuration)
        if query.keepsSession {
            return Response.redirect(to: broker.configuration.publicURL + "/console")
                .setting(cookie: cookies.clearingWaitingPortal)
        }
        switch await portal.standing(request, console: console.session, at: instant) {
        case .absent: return await page(console, portal: nil, query: query, request: request, call, instant)
        case .open(let open): return await page(console, portal: open, query: query, request: request, call, instant)
        case .adopted(let open, let beside):
            return await page(console, portal: open, query: query, request: request, call, instant)
                .setting(cookies: portal.settingCookies(open, beside: beside, at: instant))
        case .asks(let waiting, let current):
            return await ask(request, console: console.session, current: current, waiting: waiting, at: instant)
        }
    }

    private func console(_ request: Request, at instant: Date) async -> Console {
        guard let cookie = cookies.session(request) else { return .none }
        do throws(FederationEndpointError) {
            return .open(try await broker.service.consoleSession(cookie: cookie, at: instant))
        } catch {
            return .refused(error)
        }
    }

    private func page(
        _ console: Console, portal open: BrowserPortal.Open?, query: Query, request: Request, _ call: CallContext,
        _ instant: Date
    ) async -> Response {
        guard console.session != nil || open != nil else { return nobody(console, query, request) }
        let now = Timestamp(roundingDown: instant)
        var account: Account?
        if let session = console.session { account = await self.account(of: session) }
        let offers = await offers(of: open, call, instant)
        let response: Response
        if request.prefersJSON {
            response = .json(
                Answers.console(
                    console.session, account, portal: open.map { (offers, $0.session.expiresAt) }, at: now))
        } else {
            if let open {
                await refusals.refusedRoles(offers, of: .samlUser(open.session.signIn.assertion), call, at: instant)
            }
            let shown = open.map { view($0, offers: offers, query: query, reference: call.requestID) }
            let text = pages.in(request.language).console(
                console.session, account, portal: shown,
                administers: await administration.administrator(request, call) != nil,
                switcher: await switching.head(request, shown: open), services: await services(of: console.session),
                password: await passwords.notice(console.session, call),
                at: now)
            response = Response.html(text).tellingOrigin
        }
        guard case .refused(let error) = console, error.subject != .service else { return response }
        return response.setting(cookies: cookies.clearingSession)
    }

    /// The services that a session's policies speak of; nil when nobody knows at the moment.
    private func services(of console: ConsoleSession?) async -> [String]? {
        guard let console else { return nil }
        return try? await broker.service.grantedServices(console)
    }

    private func view(
        _ open: BrowserPortal.Open, offers: [RoleOffer], query: Query, reference: String
    ) -> PortalView {
        PortalView(
            roles: RoleList(offers), user: open.session.userName, expiresAt: open.session.expiresAt,
            formToken: open.key.formToken, wanted: query.wanted(among: offers), destination: query.destination,
            reference: reference)
    }

    /// The roles of a portal session; none when they can't be looked up at the moment.
    private func offers(of open: BrowserPortal.Open?, _ call: CallContext, _ instant: Date) async -> [RoleOffer] {
        guard let open else { return [] }
        return (try? await broker.service.offers(of: open.session.signIn, call: call, at: instant)) ?? []
    }

    private func nobody(_ console: Console, _ query: Query, _ request: Request) -> Response {
        if query.isOfAccount { return users.show(request) }
        let page = pages.in(request.language)
        let next = again.url(issuer: cookies.issuer(request), query: request.rawQuery)
        guard case .refused(let error) = console else {
            return .html(
                page.refused(title: .notSignedInTitle, message: .notSignedIn, again: next), status: .unauthorized)
        }
        // Who can't be looked up at the moment is not signed out.
        guard error.subject != .service else {
            return .html(
                page.refused(title: .tryAgainTitle, message: error.description, advice: .later, requestID: nil),
                status: .serviceUnavailable)
        }
        return Response.html(
            page.refused(title: .signedOutTitle, message: error.description, requestID: nil, again: next),
            status: .unauthorized
        ).setting(cookies: cookies.clearingSession)
    }

    /// A response that somebody posted into this browser has begun a session of another user.
    private func ask(
        _ request: Request, console: ConsoleSession?, current: BrowserPortal.Open?, waiting: BrowserPortal.Open,
        at instant: Date
    ) async -> Response {
        let now = Timestamp(roundingDown: instant)
        let sessions = BrowserSessions(service: broker.service, cookies: cookies)
        let counts = await sessions.all(request, at: instant).first(where: \.isCurrent)
        let name = console.map { "\($0.session.arn)" } ?? current?.session.userName ?? ""
        let seconds = console?.secondsLeft(at: now) ?? current?.session.secondsLeft(at: now) ?? 0
        return .html(
            pages.in(request.language).confirmation(
                current: name, secondsLeft: seconds, next: waiting.session.userName,
                stays: counts.map(sessions.canStay) ?? true, action: "/console/portal",
                fields: [("formToken", waiting.key.formToken)], stay: "/console?keep=yes"))
    }

    /// The account with its alias; a store that fails costs the alias alone.
    private func account(of session: ConsoleSession) async -> Account? {
        let id = session.session.accountID
        do throws(STSError) {
            return try await broker.service.account(id)
        } catch {
            return broker.configuration.directory.accounts[id]
        }
    }

    /// Ends the browser's sessions, here and, where it takes part, at the identity provider.
    ///
    /// Signing out needs no proof of origin: SameSite keeps the cookies away from other sites' forms, and an answer without a cookie
    /// changes nothing.
    func signOut(_ request: Request, _ context: ServerContext) async -> Response {
        let console = broker.configuration.publicURL + "/console"
        guard cookies.session(request) != nil || cookies.portal(request) != nil || cookies.waitingPortal(request) != nil
        else { return .redirect(to: console) }
        let call = caller.context(request, context, random: broker.random)
        return await logout.begin(thenTo: console, request, call, at: clock())
    }
}

/// What a link to the portal names: an account, a role of it, and where that leads to.
private struct Query {
    private let account: String?
    private let role: String?
    let destination: String?
    /// Whether a session that waits is not wanted.
    let keepsSession: Bool
    /// Whether an account is named and no role of it: that is the address of the account's own sign-in page.
    var isOfAccount: Bool { account?.isEmpty == false && role == nil }

    init(_ text: String, _ configuration: BrokerConfiguration) {
        let fields = try? FormFields(query: text)
        account = try? fields?.text("account")
        role = try? fields?.text("role")
        destination = (try? fields?.text("destination")).flatMap {
            Destination.allowed($0, origins: configuration.destinations)
        }
        keepsSession = (try? fields?.text("keep")) == "yes"
    }

    /// The ARN of the role that is meant.
    func wanted(among offers: [RoleOffer]) -> String? {
        guard let role else { return nil }
        let offer = offers.first { offer in
            let isOfAccount = account.map { $0 == offer.account.id.description || $0 == offer.account.alias } ?? true
            return isOfAccount && offer.roleName == role
        }
        return offer.map { "\($0.roleARN)" }
    }
}
