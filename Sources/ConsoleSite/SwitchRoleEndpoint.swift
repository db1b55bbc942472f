import Accounts
import Administration
import Audit
import Encodings
import Foundation
import HTTPTypes
package import Hummingbird
import Portal
import STS
import SallyportConfiguration
package import SallyportPages
package import ServerHTTP
import Sessions
package import UserSignIn

/// `/switchrole`, and `/console/session`: other roles and sessions in one browser (user guide, "Switching to a Role").
///
/// The first credentials authorise each switch: from a role that was switched to, another one is asked of whoever switched.
package struct SwitchRoleEndpoint: Sendable {
    private let surroundings: ConsoleSurroundings
    private let users: UserSignIn
    private let sessions: BrowserSessions
    private let portal: BrowserPortal

    /// Makes an endpoint.
    ///
    /// - Parameters:
    ///   - users: knows accounts by their aliases.
    ///   - portal: knows the sign-ins of browsers.
    package init(_ surroundings: ConsoleSurroundings, users: UserSignIn, portal: BrowserPortal) {
        self.surroundings = surroundings
        self.portal = portal
        self.users = users
        sessions = BrowserSessions(service: surroundings.service, cookies: surroundings.cookies)
    }

    // MARK: The page's head

    /// What the head of the console's pages shows of a browser's sessions.
    ///
    /// - Parameter shown: the portal session that the page is about.
    package func head(_ request: Request, shown: BrowserPortal.Open? = nil) async -> SwitcherView {
        let all = await sessions.all(request, at: surroundings.clock())
        let current = all.first { $0.slot == nil }
        let base = sessions.base(of: current, among: all)
        let role = current.flatMap { recent(of: $0.console.session, request) }
        return SwitcherView(
            title: role?.title, color: role?.color,
            back: base.map { .init(id: $0.id, name: $0.console.session.titleForPeople) },
            others: all.filter { $0.slot != nil && $0.id != base?.id }.map {
                .init(id: $0.id, name: $0.console.session.titleForPeople)
            } + (await signIns(request, shown: shown, without: all)),
            recent: RecentRole.all(surroundings.cookies.roles(request)).map {
                .init(url: surroundings.configuration.publicURL + "/switchrole?" + $0.query, name: $0.title)
            },
            canSwitch: current != nil)
    }

    /// The sign-ins of the browser of which no session of a role is there to choose.
    private func signIns(
        _ request: Request, shown: BrowserPortal.Open?, without all: [BrowserSessions.Held]
    ) async -> [SwitcherView.Choice] {
        // Without others beside it the one that is shown is all there is, and need not be looked up again.
        guard shown == nil || !surroundings.cookies.portalsBeside(request).isEmpty else { return [] }
        return await portal.all(request, at: surroundings.clock()).filter { open in
            open.id != shown?.id && !all.contains { open.session.isOfUser(of: $0.console.session) }
        }.map { .init(id: $0.id, name: $0.session.userName) }
    }

    /// The remembered role that a session has.
    private func recent(of session: Session, _ request: Request) -> RecentRole? {
        guard session.kind == .assumeRole else { return nil }
        return RecentRole.all(surroundings.cookies.roles(request)).first { role in
            role.roleName.split(separator: "/").last.map(String.init) == session.issuer.name
                && (role.account == session.accountID.description || AccountID(role.account) == nil)
        }
    }

    // MARK: Switching

    /// `GET /switchrole`: a form, filled in with what the link says.
    package func show(_ request: Request) async -> Response {
        let page = surroundings.pages.in(request.language)
        let fields = try? FormFields(query: request.rawQuery)
        let all = await sessions.all(request, at: surroundings.clock())
        guard all.contains(where: { $0.slot == nil }) else {
            return .html(
                page.refused(title: .notSignedInTitle, message: .switchSignIn), status: .unauthorized)
        }
        return form(fields.map(RecentRole.init), problem: nil, request)
    }

    private func form(
        _ role: RecentRole?, problem: String?, status: HTTPResponse.Status = .ok, _ request: Request
    ) -> Response {
        let recent = RecentRole.all(surroundings.cookies.roles(request)).map {
            SwitcherView.Link(url: surroundings.configuration.publicURL + "/switchrole?" + $0.query, name: $0.title)
        }
        return Response.html(
            surroundings.pages.in(request.language).switchRole(
                account: role?.account ?? "", roleName: role?.roleName ?? "", displayName: role?.displayName ?? "",
                color: role?.color ?? "", colors: RecentRole.colors, recent: recent, problem: problem),
            status: status
        ).tellingOrigin
    }

    /// `POST /switchrole`.
    package func change(_ request: Request, _ context: ServerContext) async throws -> Response {
        let call = surroundings.caller.context(request, context, random: surroundings.random)
        guard let fields = try await surroundings.ownForm(request, context) else {
            return surroundings.strangeForm(request, call)
        }
        let instant = surroundings.clock()
        let role = RecentRole(fields)
        let all = await sessions.all(request, at: instant)
        let current = all.first { $0.slot == nil }
        // Without the first credentials nobody switches: those of the role may do something else.
        guard let first = sessions.base(of: current, among: all) ?? current.flatMap({ $0.isSwitched ? nil : $0 }) else {
            return surroundings.strangeForm(request, call)
        }
        do throws(STSError) {
            let console = try await take(role, with: first.console, call, at: instant)
            let cookie = try sealed(console)
            return Response.redirect(to: surroundings.console)
                .setting(cookies: sessions.putting(console, cookie: cookie, beside: all, at: instant))
                .setting(
                    cookie: surroundings.cookies.settingRoles(
                        role.first(of: RecentRole.all(surroundings.cookies.roles(request))))
                )
                .setting(requestID: call.requestID)
        } catch {
            let status: HTTPResponse.Status = error.code == .serviceUnavailable ? .serviceUnavailable : .forbidden
            let page = surroundings.pages.in(request.language)
            let text = page.switchProblem(isOurs: status == .serviceUnavailable, reference: call.requestID)
            return form(role, problem: text, status: status, request).setting(requestID: call.requestID)
        }
    }

    /// The session of a role, asked for with the first credentials, and recorded as a switch.
    private func take(
        _ role: RecentRole, with first: ConsoleSession, _ call: CallContext, at instant: Date
    ) async throws(STSError) -> ConsoleSession {
        var event = AuditEvent.signIn(
            "SwitchRole", isRefused: false, id: UUIDText.make(surroundings.random), call, first.session.partition,
            by: .session(first.session), at: instant)
        event.recipientAccountID = first.session.accountID
        event.additionalEventData = [
            JSONMember("SwitchFrom", "\(first.session.arn)"),
            JSONMember("SwitchTo", "\(role.account.cut(to: 64))/\(role.roleName.cut(to: 256))"),
        ]
        do throws(STSError) {
            let caller = try await surroundings.service.caller(of: first)
            let request = AssumeRoleRequest(
                roleARN: try await arn(of: role, from: caller.account), roleSessionName: first.session.nameForSwitching,
                durationSeconds: nil)
            let result = try await surroundings.service.assumeRole(request, caller: caller, call: call, at: instant)
            guard result.upstream == nil else { throw .unavailable("a role of AWS can't be switched to") }
            event.responseElements = .object([JSONMember("SwitchRole", "Success")])
            try await surroundings.service.keep([event])
            let end = min(result.session.expiresAt, first.expiresAt)
            return ConsoleSession(session: result.session.lasting(until: end))
        } catch {
            event.responseElements = .object([JSONMember("SwitchRole", "Failure")])
            event.refuse(code: error.code.name, message: error.message, cause: error.cause, isVerified: true)
            await surroundings.service.recordRefusal(event)
            throw error
        }
    }

    /// An account that is not here has no role that anybody could take: AssumeRole says so as of any other.
    private func arn(of role: RecentRole, from account: Account) async throws(STSError) -> String {
        let known: Account?
        do throws(UserSignInRefusal) {
            known = try await users.account(role.account)
        } catch {
            throw .unavailable("accounts: \(error)")
        }
        let id = known?.id.description ?? (AccountID(role.account)?.description ?? "000000000000")
        return "arn:\((known ?? account).partition.id):iam::\(id):role/\(role.roleName)"
    }

    private func sealed(_ console: ConsoleSession) throws(STSError) -> String {
        do throws(FederationEndpointError) {
            return try surroundings.service.cookie(for: console)
        } catch {
            throw .unavailable(error.cause)
        }
    }

    // MARK: Sessions

    /// `POST /console/session`: another session of the browser counts; with `back` the one that counted goes.
    package func choose(_ request: Request, _ context: ServerContext) async throws -> Response {
        let call = surroundings.caller.context(request, context, random: surroundings.random)
        let instant = surroundings.clock()
        guard let fields = try await surroundings.ownForm(request, context) else {
            return surroundings.strangeForm(request, call)
        }
        let all = await sessions.all(request, at: instant)
        let leaves = (try? fields.text("back")) != nil
        let wanted = (try? fields.text("back")) ?? (try? fields.text("session")) ?? ""
        let other = await choosing(signIn: wanted, beside: all, request, at: instant)
        guard let changed = other ?? sessions.changing(to: wanted, of: all, leaves: leaves, at: instant) else {
            return surroundings.strangeForm(request, call)
        }
        return Response.redirect(to: surroundings.console).setting(cookies: changed)
    }

    /// The cookies by which a sign-in counts that has no session of a role; nil when there is none of this id.
    private func choosing(
        signIn id: String, beside all: [BrowserSessions.Held], _ request: Request, at instant: Date
    ) async -> [String]? {
        let open = await portal.all(request, at: instant)
        guard let next = open.first(where: { $0.id == id }) else { return nil }
        let beside = open.filter { $0.id != id }
        return sessions.steppingAside(all, at: instant)
            + portal.settingCookies(next, beside: beside, at: instant)
    }
}

extension Session {
    /// Who it is, short enough for a list.
    fileprivate var titleForPeople: String {
        kind == .sessionToken ? "\(issuer.name) @ \(accountID)" : "\(issuer.name)/\(name) @ \(accountID)"
    }

    /// The name that sessions of roles get which are switched to: at least two characters.
    fileprivate var nameForSwitching: String {
        let own = kind == .sessionToken ? issuer.name : name
        return own.utf8.count < 2 ? own + "@" : own
    }
}
